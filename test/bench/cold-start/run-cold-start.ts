import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { esbuildOptions } from '../../../infra/constructs/bundling.ts';
import { quantileOf } from '../quantile.ts';
import { machine } from '../report.ts';
import { table } from '../table.ts';
import { checkBody, RESTRICTED_PURCHASE } from '../world/check-requests.ts';
import { invocationOf } from '../world/lambda-event.ts';
import { startWorld } from '../world/world.ts';
import { startSecretsManager } from './secrets-manager.ts';
import { PARTS, type PartName, type StartParts, startOnce, type Variant } from './start-once.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ROUNDS = 11;

export interface ColdStart {
  readonly name: string;
  /** Medians, each by itself, so that parts need not add up to the whole. */
  readonly partsMs: StartParts;
}

/**
 * Cold starts of the check function, as it is and with what might bring them down, in turns with a bare Hono function.
 * Bundled with the options of the deployment; on embedded engines, a stand-in for Secrets Manager and for the issuer.
 */
export async function runColdStart(folder: string): Promise<readonly ColdStart[]> {
  const world = await startWorld(folder);
  const secrets = await startSecretsManager(world.service.environment.SECRETS_FILE);
  try {
    const eventFile = join(folder, 'event.json');
    const body = checkBody(RESTRICTED_PURCHASE, world.unlisted.slice(0, 1));
    await writeFile(eventFile, JSON.stringify(invocationOf('/v1/checks', world.service.token, body)));
    const environment = { ...world.service.environment, ...secrets.environment };
    const check = {
      bundle: await bundled('entry'),
      early: false,
      environment,
      expected: '"decision":"allow"',
    };
    const cached = { ...environment, NODE_COMPILE_CACHE: join(folder, 'compile-cache') };
    const variants: readonly Variant[] = [
      { name: 'hono', bundle: await bundled('bare-entry'), early: false, environment: {}, expected: 'G101' },
      { name: 'check', ...check },
      { name: 'check, early', ...check, early: true },
      { name: 'check, compile cache', ...check, environment: cached },
      { name: 'check, both', ...check, early: true, environment: cached },
    ];
    const starts = new Map<Variant, StartParts[]>(variants.map((variant) => [variant, []]));
    for (const variant of variants) await startOnce(variant, eventFile);
    for (let round = 0; round < ROUNDS; round++) {
      for (let place = 0; place < variants.length; place++) {
        const variant = variants[(round + place) % variants.length] as Variant;
        starts.get(variant)?.push(await startOnce(variant, eventFile));
      }
    }
    return variants.map((variant) => ({ name: variant.name, partsMs: medians(starts.get(variant) ?? []) }));
  } finally {
    secrets.stop();
    await world.stop();
  }

  async function bundled(name: string): Promise<string> {
    const outfile = join(folder, `${name}.mjs`);
    await build(esbuildOptions(ROOT, `test/bench/cold-start/${name}.ts`, outfile));
    return outfile;
  }
}

function medians(starts: readonly StartParts[]): StartParts {
  const names = Object.keys(PARTS) as PartName[];
  const median = (name: PartName) =>
    quantileOf(Float64Array.from(starts, (parts) => parts[name]).sort(), 0.5);
  return Object.fromEntries(names.map((name) => [name, median(name)])) as StartParts;
}

export function coldStartJson(starts: readonly ColdStart[]): string {
  return JSON.stringify({ machine: machine(), starts }, undefined, 2);
}

export function coldStartText(starts: readonly ColdStart[]): string {
  const names = Object.keys(PARTS) as PartName[];
  const bareMs = starts[0]?.partsMs.answered ?? Number.NaN;
  return [
    `${machine()}; milliseconds, medians of ${ROUNDS} starts.`,
    '',
    ...table(
      ['', ...starts.map(({ name }) => name)],
      [
        ...names.map((part) => [PARTS[part], ...starts.map(({ partsMs }) => partsMs[part].toFixed(1))]),
        [
          'first answered check ÷ hono',
          ...starts.map(({ partsMs }) => (partsMs.answered / bareMs).toFixed(2)),
        ],
      ],
    ),
  ].join('\n');
}
