import { UsageError } from '../errors.ts';

/** Where the service is and who we are there. */
export interface Connection {
  readonly url: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface ConnectionOptions {
  readonly url?: string | undefined;
  readonly 'token-url'?: string | undefined;
  readonly 'client-id'?: string | undefined;
  readonly 'client-secret'?: string | undefined;
}

const DEFAULT_URL = 'http://127.0.0.1:8787';
/** Clients of the embedded default; their secrets stand in the README. */
const DEMO_COURT = { clientId: 'demo-court', clientSecret: 'demo-court-secret' };
export const DEMO_OPS = { clientId: 'demo-ops', clientSecret: 'demo-ops-secret' };
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Options before environment variables before the embedded default.
 *
 * @param demoClient who to be on this machine unless told otherwise
 * @throws UsageError if a URL cannot be used, or credentials are missing for a service that is not on this machine
 */
export function readConnection(
  options: ConnectionOptions,
  env: Readonly<Record<string, string | undefined>>,
  demoClient: Pick<Connection, 'clientId' | 'clientSecret'> = DEMO_COURT,
): Connection {
  const url = readServiceUrl(options, env);
  const tokenUrl = readUrl(
    '--token-url',
    options['token-url'] || env.CONSUMPTION_CHECK_TOKEN_URL || `${url}/oauth2/token`,
  );
  const clientId = options['client-id'] || env.CONSUMPTION_CHECK_CLIENT_ID;
  const clientSecret = options['client-secret'] || env.CONSUMPTION_CHECK_CLIENT_SECRET;
  if (clientId && clientSecret) return { url, tokenUrl, clientId, clientSecret };
  if (!clientId && !clientSecret && isLoopback(url)) return { url, tokenUrl, ...demoClient };
  throw new UsageError(
    clientId
      ? 'Give the secret of the client with CONSUMPTION_CHECK_CLIENT_SECRET or --client-secret.'
      : 'Give the id of the client with CONSUMPTION_CHECK_CLIENT_ID or --client-id.',
  );
}

/** Where the service is, for what needs no credentials. @throws UsageError if the URL cannot be used */
export function readServiceUrl(
  { url }: Pick<ConnectionOptions, 'url'>,
  env: Readonly<Record<string, string | undefined>>,
): string {
  return readUrl('--url', url || env.CONSUMPTION_CHECK_URL || DEFAULT_URL);
}

/** Names, numbers and secrets travel encrypted, or stay on this machine. */
export function readUrl(option: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (isSafe && url.username === '' && url.search === '' && url.hash === '') return text.replace(/\/+$/, '');
  throw new UsageError(
    `The option ${option} must be an https URL, or http on this machine, without credentials or query.`,
  );
}

function isLoopback(url: string): boolean {
  return LOOPBACK.has(new URL(url).hostname);
}
