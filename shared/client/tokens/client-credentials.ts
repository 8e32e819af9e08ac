import {
  type ConsumptionCheckError,
  MalformedAnswer,
  RateLimited,
  Timeout,
  Unauthorized,
  Unavailable,
} from '../errors.ts';
import type { Emit } from '../events.ts';
import { isCount, isObject } from '../guards.ts';
import type { System } from '../system.ts';
import { type Exchange, exchange, jsonOf } from '../transport/exchange.ts';
import { retryAfterMs } from '../transport/retry-after.ts';
import { startTimeLimit, TimeUp } from '../transport/time-limit.ts';
import { isToken, type TokenProvider } from './token-provider.ts';

export interface ClientCredentials {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** All scopes of the client if left out. */
  readonly scope?: string | undefined;
}

interface HeldToken {
  readonly token: string;
  readonly lifetimeMs: number;
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** For one request to the token endpoint. */
const REQUEST_MS = 5_000;
/** Assumed if the endpoint does not say; it should (RFC 6749, section 5.1). */
const DEFAULT_LIFETIME_MS = 300_000;
/** From this part of its life on, a token is replaced in the background while it goes on being used. */
const RENEW_AT = 0.75;
/** A token is not used so shortly before its end: it has to live until the service has read it. */
const MARGIN_MS = 5_000;
/** After a failure in the background. */
const RENEW_AGAIN_MS = 5_000;
const OAUTH_ERRORS = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
];

/**
 * Tokens by the client credentials grant (RFC 6749, section 4.4). Callers at the same time share one request; a token is
 * renewed ahead of its end without anybody waiting. Its age is judged here from when it came, so a wrong clock does not
 * matter; by the larger of both clocks, since the monotonic one may stand still while a container is frozen.
 *
 * @throws Unauthorized if the endpoint refuses the credentials; Unavailable, Timeout, RateLimited or MalformedAnswer
 *   if it cannot be had.
 */
export function createClientCredentials(
  credentials: ClientCredentials,
  system: System,
  emit: Emit,
): TokenProvider {
  const { clock } = system;
  let held: HeldToken | undefined;
  let fetching: Promise<string> | undefined;
  let renewNotBeforeMs = Number.NEGATIVE_INFINITY;

  const fetchShared = (): Promise<string> => {
    fetching ??= fetchToken().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };

  async function fetchToken(): Promise<string> {
    const fromMs = clock.monotonicMs();
    // The age counts from before the request, which errs to the safe side.
    const since = { wallMs: clock.wallMs(), monotonicMs: fromMs };
    try {
      const { token, lifetimeMs } = await requestToken(credentials, system);
      held = { token, lifetimeMs, ...since };
      emit({ kind: 'token', durationMs: clock.monotonicMs() - fromMs });
      return token;
    } catch (error) {
      const { code } = error as ConsumptionCheckError;
      emit({ kind: 'token', durationMs: clock.monotonicMs() - fromMs, code });
      throw error;
    }
  }

  function renewInBackground(): void {
    if (fetching || clock.monotonicMs() < renewNotBeforeMs) return;
    renewNotBeforeMs = clock.monotonicMs() + RENEW_AGAIN_MS;
    // The one that is held still serves; its failure was told to the listener.
    fetchShared().catch(() => undefined);
  }

  return async ({ rejected }) => {
    if (held && held.token === rejected) held = undefined;
    if (!held) return await fetchShared();
    const ageMs = Math.max(clock.wallMs() - held.wallMs, clock.monotonicMs() - held.monotonicMs);
    const marginMs = Math.min(MARGIN_MS, held.lifetimeMs / 10);
    if (ageMs >= held.lifetimeMs - marginMs) return await fetchShared();
    if (ageMs >= held.lifetimeMs * RENEW_AT) renewInBackground();
    return held.token;
  };
}

async function requestToken(
  { tokenUrl, clientId, clientSecret, scope }: ClientCredentials,
  { clock, fetch }: System,
): Promise<{ readonly token: string; readonly lifetimeMs: number }> {
  const limit = startTimeLimit(clock, REQUEST_MS);
  try {
    const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
    const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) });
    const init = {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: form.toString(),
    };
    return readToken(await exchange(fetch, tokenUrl, init, limit), clock.wallMs());
  } catch (error) {
    throw error instanceof TimeUp ? new Timeout('The token endpoint did not answer in time.') : error;
  } finally {
    limit.end();
  }
}

function readToken(answer: Exchange, wallMs: number) {
  const { status } = answer;
  const json = jsonOf(answer);
  const fields = isObject(json) ? json : {};
  if (status === 400 || status === 401 || status === 403) {
    const why = OAUTH_ERRORS.find((code) => code === fields.error);
    throw new Unauthorized(`The token endpoint refuses the client${why ? `: ${why}` : ''} (${status}).`, {
      status,
    });
  }
  const facts = { status, retryAfterMs: retryAfterMs(answer.headers, wallMs) };
  if (status === 429) throw new RateLimited('The token endpoint was asked too often (429).', facts);
  if (status !== 200) throw new Unavailable(`The token endpoint cannot answer (${status}).`, facts);
  const { access_token: token, token_type: type, expires_in: expiresIn } = fields;
  const isBearer = typeof type === 'string' && type.toLowerCase() === 'bearer';
  if (typeof token !== 'string' || !isToken(token) || !isBearer) {
    throw new MalformedAnswer('The token endpoint gave no bearer token.', facts);
  }
  return { token, lifetimeMs: isCount(expiresIn) ? expiresIn * 1_000 : DEFAULT_LIFETIME_MS };
}

/** Both parts are form-encoded before they are joined (RFC 6749, section 2.3.1). */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
