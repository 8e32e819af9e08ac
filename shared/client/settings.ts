import type { BreakerSettings } from './breaker.ts';
import { POLICY_FALLBACKS, type StricterFallbacks } from './checks/fallbacks.ts';
import type { ClientClock } from './clock.ts';
import type { Emit } from './events.ts';
import type { Fetch } from './system.ts';
import type { TokenProvider } from './tokens/token-provider.ts';

interface CommonOptions {
  /** Where the service is, such as `https://check.example`. */
  readonly baseUrl: string;
  /** For a whole check: token, attempts and waits. 2 seconds unless told. */
  readonly deadlineMs?: number;
  /** For one attempt of a check. 1 second unless told, which is what the service allows itself. */
  readonly attemptMs?: number;
  /** Sectors that hold where the policy would let the sale go ahead. */
  readonly fallback?: StricterFallbacks;
  readonly breaker?: Partial<BreakerSettings>;
  /** Told of attempts, retries, tokens, the circuit and fallbacks: for your logs and metrics. */
  readonly onEvent?: Emit;
  readonly fetch?: Fetch;
  readonly clock?: ClientClock;
  /** From 0 up to 1. */
  readonly random?: () => number;
  /** Makes request ids and idempotency keys. */
  readonly newId?: () => string;
}

interface WithSecret extends CommonOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** `/oauth2/token` below `baseUrl` unless told. */
  readonly tokenUrl?: string;
  /** Scopes to ask for, separated by blanks; all that the client has unless told. */
  readonly scope?: string;
  readonly token?: never;
}

interface WithProvider extends CommonOptions {
  readonly token: TokenProvider;
  readonly clientId?: never;
  readonly clientSecret?: never;
}

export type ClientOptions = WithSecret | WithProvider;

const BREAKER: BreakerSettings = { failures: 5, window: 20, openMs: 5_000 };

const CHECK_DEADLINE_MS = 2_000;
const CHECK_ATTEMPT_MS = 1_000;

/** Options with what is left out filled in. */
export interface Settings {
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly deadlineMs: number;
  readonly attemptMs: number;
  readonly stricter: StricterFallbacks;
  readonly breaker: BreakerSettings;
}

/** @throws TypeError for an option that cannot be used, without its value. */
export function readSettings(options: ClientOptions): Settings {
  const { deadlineMs = CHECK_DEADLINE_MS, attemptMs = CHECK_ATTEMPT_MS, fallback = {} } = options;
  const baseUrl = serviceUrl('baseUrl', options.baseUrl);
  const tokenUrl =
    options.token || options.tokenUrl === undefined
      ? `${baseUrl}/oauth2/token`
      : serviceUrl('tokenUrl', options.tokenUrl);
  if (!options.token && !(options.clientId && options.clientSecret)) {
    throw new TypeError('Give clientId and clientSecret, or a token provider.');
  }
  const breaker = { ...BREAKER, ...options.breaker };
  const { failures, window, openMs } = breaker;
  for (const [name, value] of Object.entries({ deadlineMs, attemptMs, failures, window, openMs })) {
    if (!(value > 0 && Number.isFinite(value))) throw new TypeError(`${name} must be a number above 0.`);
  }
  for (const [sector, value] of Object.entries(fallback)) {
    if (!Object.hasOwn(POLICY_FALLBACKS, sector) || value !== 'hold') {
      throw new TypeError('fallback names sectors that are to hold; it cannot be laxer than the policy.');
    }
  }
  return { baseUrl, tokenUrl, deadlineMs, attemptMs, stricter: fallback, breaker };
}

/** Secrets, tokens and document numbers travel over TLS, or do not leave this machine. */
function serviceUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && isLocal)) {
    throw new TypeError(`${name} must be an https URL; http only on this machine.`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError(`${name} must be a URL without credentials, query and fragment.`);
  }
  return url.href.replace(/\/+$/, '');
}
