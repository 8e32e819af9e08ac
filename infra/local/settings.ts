import { CannotStart } from './data-folder.ts';
import type { Endpoints } from './engines.ts';

/** What the person who starts the embedded default can choose; `infra/local/README.md` explains each. */
export interface Settings {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly dataFolder: string;
  readonly region: string;
  /** Engines that run elsewhere. */
  readonly endpoints: Partial<Endpoints>;
  readonly filterBuildSeconds: number;
  readonly seedDemoData: boolean;
  /** Whether synthetic subjects with fixed behaviour are available. */
  readonly sandbox: boolean;
}

/**
 * Reads the settings from environment variables; an empty value counts as not given.
 *
 * @throws CannotStart if a value cannot be used.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const endpoints: { -readonly [Engine in keyof Endpoints]?: string } = {};
  for (const [engine, name] of [
    ['dynamodb', 'DYNAMODB_ENDPOINT'],
    ['sqs', 'SQS_ENDPOINT'],
    ['s3', 'S3_ENDPOINT'],
  ] as const) {
    const value = env[name];
    if (value) endpoints[engine] = readUrl(name, value);
  }
  return {
    host: env.HOST || '127.0.0.1',
    port: readInteger('PORT', env.PORT || '8787', 0, 65_535),
    dataFolder: env.DATA_DIR || '.data',
    // The embedded queues belong to a region; following the caller's would hide them when it changes.
    region: (Object.keys(endpoints).length > 0 && env.AWS_REGION) || 'local',
    endpoints,
    filterBuildSeconds: readInteger('FILTER_BUILD_SECONDS', env.FILTER_BUILD_SECONDS || '60', 1, 86_400),
    seedDemoData: readSwitch('DEMO_DATA', env.DEMO_DATA || 'on'),
    // An empty register stays empty unless the sandbox is asked for.
    sandbox: readSwitch('SANDBOX', env.SANDBOX || env.DEMO_DATA || 'on'),
  };
}

function readInteger(name: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (/^\d{1,9}$/.test(value) && number >= least && number <= most) return number;
  throw new CannotStart(`${name} must be a whole number from ${least} to ${most}.`);
}

function readSwitch(name: string, value: string): boolean {
  if (value === 'on') return true;
  if (value === 'off') return false;
  throw new CannotStart(`${name} must be "on" or "off".`);
}

function readUrl(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return value.replace(/\/+$/, '');
  throw new CannotStart(`${name} must be a URL such as http://127.0.0.1:8000.`);
}
