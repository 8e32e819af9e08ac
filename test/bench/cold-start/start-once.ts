import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const RUNNER = fileURLToPath(new URL('runner.mjs', import.meta.url));

export interface Variant {
  readonly name: string;
  readonly bundle: string;
  readonly early: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** What the answer contains. */
  readonly expected: string;
}

/** Milliseconds of one cold start, by part. */
export type StartParts = Readonly<Record<PartName, number>>;

export const PARTS = {
  node: 'Node itself, until the first line of our code',
  import: 'loading and compiling the bundle',
  wiring: 'settings, clients, application',
  issuer: 'first event, until the issuer has given its keys',
  secret: 'from then until the secret is there',
  firstRead: 'from then until DynamoDB has answered once',
  rest: 'from then until the check is answered',
  answered: 'process start to first answered check',
  filter: 'then until the filter is in use',
} as const;
export type PartName = keyof typeof PARTS;

interface Told {
  readonly startedAt: number;
  readonly beforeImportAt: number;
  readonly importedAt: number;
  readonly wiredAt: number;
  readonly answeredAt: number;
  readonly readyAt: number;
  readonly calls: readonly { readonly what: string; readonly fromAt: number; readonly toAt: number }[];
  readonly statusCode: number;
  readonly body: string;
}

/** Starts a process, has it answer one check, and waits for its end. @throws Error if the answer is another one */
export async function startOnce(variant: Variant, eventFile: string): Promise<StartParts> {
  const { name, bundle, early, environment, expected } = variant;
  const args = [RUNNER, bundle, eventFile, early ? 'early' : 'late'];
  const spawnedAt = performance.timeOrigin + performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: environment });
  // Log lines of the function come first.
  const told = JSON.parse(stdout.trimEnd().split('\n').at(-1) as string) as Told;
  if (told.statusCode !== 200 || !told.body.includes(expected)) {
    throw new Error(`${name}: answered ${told.statusCode} ${told.body}`);
  }
  const { startedAt, beforeImportAt, importedAt, wiredAt, answeredAt, readyAt } = told;
  // Each part ends with an answer and begins where the one before ended; what runs beside another takes no time.
  let until = wiredAt;
  const untilAnswerOf = (fragment: string) => {
    const call = told.calls.find(({ what, toAt }) => what.includes(fragment) && toAt <= answeredAt);
    const from = until;
    until = Math.max(until, call?.toAt ?? until);
    return until - from;
  };
  const issuer = untilAnswerOf('jwks');
  const secret = untilAnswerOf('GetSecretValue');
  const firstRead = untilAnswerOf('DynamoDB');
  return {
    node: startedAt - spawnedAt,
    import: importedAt - beforeImportAt,
    wiring: wiredAt - importedAt,
    issuer,
    secret,
    firstRead,
    rest: answeredAt - until,
    answered: answeredAt - spawnedAt,
    filter: readyAt - answeredAt,
  };
}
