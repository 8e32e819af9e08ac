import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { esbuildOptions } from '../../infra/constructs/bundling.ts';
import { quantileOf } from './quantile.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const HANDLER = 'functions/check-api/handler.ts';
const IMPORTS = 9;
const LARGEST_PARTS = 6;

type Output = Metafile['outputs'][string];

export interface HotBundle {
  readonly bytes: number;
  /** Median of fresh processes, each from before the import to after it. */
  readonly importMs: number;
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

/** Bundles the check handler with the options of the deployment, and imports it in fresh processes. */
export async function measureHotBundle(folder: string): Promise<HotBundle> {
  const outfile = join(folder, 'check-api.mjs');
  const { metafile } = await build(esbuildOptions(ROOT, HANDLER, outfile));
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint) as Output;
  return {
    bytes: output.bytes,
    importMs: await medianImportMs(outfile, folder),
    parts: partsOf(output),
  };
}

async function medianImportMs(bundle: string, folder: string): Promise<number> {
  const importer = join(folder, 'import.mjs');
  await writeFile(
    importer,
    `const before = performance.now(); await import(${JSON.stringify(bundle)}); console.log(performance.now() - before);`,
  );
  const times = new Float64Array(IMPORTS);
  for (let run = 0; run < IMPORTS; run++) {
    const { stdout } = await promisify(execFile)(process.execPath, [importer], { env: ENVIRONMENT });
    times[run] = Number(stdout);
  }
  return quantileOf(times.sort(), 0.5);
}

/** What the handler must find in its environment; nothing of it is reached by the import. */
const ENVIRONMENT = {
  AWS_REGION: 'cn-north-1',
  REGISTRY_TABLE: 'registry',
  SNAPSHOT_BUCKET: 'snapshots',
  SUBJECT_KEY_SECRET_ARN: 'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:subject-key',
  TOKEN_ISSUER: 'https://issuer.example',
  TOKEN_AUDIENCE: 'consumption-check',
  TOKEN_JWKS_URL: 'https://issuer.example/.well-known/jwks.json',
  INQUIRY_URL: 'https://inquiries.example/ask',
};

/** The packages with the most bytes, and our own sources as one. */
function partsOf(output: Output): HotBundle['parts'] {
  const bytesByName = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'this project';
    bytesByName.set(name, (bytesByName.get(name) ?? 0) + bytesInOutput);
  }
  return [...bytesByName]
    .map(([name, bytes]) => ({ name, bytes }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, LARGEST_PARTS);
}
