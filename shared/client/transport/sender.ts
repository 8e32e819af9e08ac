import {
  type ConsumptionCheckError,
  type ErrorFacts,
  MalformedAnswer,
  Timeout,
  Unauthorized,
} from '../errors.ts';
import type { Emit } from '../events.ts';
import type { System } from '../system.ts';
import type { TokenProvider } from '../tokens/token-provider.ts';
import { tokenFrom } from '../tokens/token-provider.ts';
import { CLIENT_VERSION } from '../version.ts';
import { errorOf } from './answer-error.ts';
import { type Call, headersOf } from './call.ts';
import { type Exchange, exchange, jsonOf } from './exchange.ts';
import { redact } from './redact.ts';
import { retryAfterMs } from './retry-after.ts';
import { startTimeLimit, type TimeLimit, TimeUp } from './time-limit.ts';

export interface SenderParts {
  readonly system: System;
  readonly baseUrl: string;
  readonly tokens: TokenProvider;
  readonly emit: Emit;
}

/** Sends a call, again if need be, within a limit. */
export type Send = <T>(call: Call<T>, limit: TimeLimit) => Promise<T>;

const MAX_ATTEMPTS = 4;
const BASE_WAIT_MS = 50;
const MAX_WAIT_MS = 1_000;
const USER_AGENT = `consumption-check-client/${CLIENT_VERSION}`;
const SAFE_ID = /^[A-Za-z0-9._-]{1,128}$/;

type Outcome<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'refused'; readonly error: ConsumptionCheckError }
  | { readonly kind: 'token-rejected'; readonly token: string; readonly error: ConsumptionCheckError }
  | { readonly kind: 'failed'; readonly error: ConsumptionCheckError };

/**
 * Retries what failed on the way or in the service, with full jitter (a random part of a wait that doubles), and what
 * the service asks to be sent again (429, 503, and 409 while the first is in flight) when the wait it names fits into
 * the limit. A token that is rejected is replaced once.
 *
 * @throws ConsumptionCheckError the last failure; whatever reason the caller's signal gives.
 */
export function createSender(parts: SenderParts): Send {
  const { system, emit } = parts;

  return async (call, limit) => {
    // Before anything is tried: what cannot be written down is no fault of the service.
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    let rejected: string | undefined;
    for (let attempt = 1; ; attempt++) {
      const outcome = await tryOnce(parts, call, body, limit, attempt, rejected);
      if (outcome.kind === 'answered') return outcome.value;
      if (outcome.kind === 'refused') throw outcome.error;
      if (outcome.kind === 'token-rejected') {
        if (rejected !== undefined) throw outcome.error;
        rejected = outcome.token;
        continue;
      }
      const { error } = outcome;
      if (attempt >= MAX_ATTEMPTS || call.goOn?.() === false) throw error;
      const jitterMs = system.random() * Math.min(MAX_WAIT_MS, BASE_WAIT_MS * 2 ** (attempt - 1));
      const waitMs = (error.retryAfterMs ?? 0) + jitterMs;
      if (waitMs >= limit.remainingMs()) throw error;
      emit({ kind: 'retry', route: call.route, requestId: call.requestId, waitMs, code: error.code });
      await sleepOrThrow(limit, waitMs, error);
    }
  };
}

/** The limit cannot end in a wait that fits into it, unless timers are late; the failure before tells more. */
async function sleepOrThrow(limit: TimeLimit, waitMs: number, error: ConsumptionCheckError): Promise<void> {
  try {
    await limit.sleep(waitMs);
  } catch (reason) {
    throw reason instanceof TimeUp ? error : reason;
  }
}

async function tryOnce<T>(
  parts: SenderParts,
  call: Call<T>,
  body: string | undefined,
  limit: TimeLimit,
  attempt: number,
  rejected: string | undefined,
): Promise<Outcome<T>> {
  const { clock } = parts.system;
  const fromMs = clock.monotonicMs();
  const attemptLimit = startTimeLimit(clock, call.attemptMs, limit.signal);
  let status: number | undefined;
  let outcome: Outcome<T>;
  try {
    const token = await attemptLimit.within(tokenFrom(parts.tokens, { rejected }));
    const answer = await exchange(
      parts.system.fetch,
      `${parts.baseUrl}${call.path}`,
      {
        method: call.method,
        headers: headersOf(call, token, USER_AGENT),
        ...(body === undefined ? {} : { body }),
      },
      attemptLimit,
    );
    status = answer.status;
    outcome = judge(call, answer, token, clock.wallMs());
  } catch (error) {
    outcome = failureOf(error, limit, call.requestId);
  } finally {
    attemptLimit.end();
  }
  const code = outcome.kind === 'answered' ? undefined : outcome.error.code;
  parts.emit({
    kind: 'attempt',
    route: call.route,
    requestId: call.requestId,
    attempt,
    durationMs: clock.monotonicMs() - fromMs,
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
  });
  // Being asked to wait is an answer of a service that is there.
  if (outcome.kind !== 'failed' || code === 'rate-limited' || code === 'conflict')
    call.onAttempt?.('answered');
  else call.onAttempt?.('failed');
  return outcome;
}

function judge<T>(call: Call<T>, answer: Exchange, token: string, wallMs: number): Outcome<T> {
  const answerId = answer.headers.get('x-request-id') ?? '';
  const facts: ErrorFacts = {
    requestId: SAFE_ID.test(answerId) ? answerId : call.requestId,
    status: answer.status,
    retryAfterMs: retryAfterMs(answer.headers, wallMs),
  };
  if (answer.status === call.expects) {
    const value = call.read(call.expects === 204 ? undefined : jsonOf(answer));
    if (value !== undefined) return { kind: 'answered', value };
    return {
      kind: 'failed',
      error: new MalformedAnswer('The answer is not in the form of the service.', facts),
    };
  }
  const error = errorOf(answer, facts, (text) => redact(text, call.body, [token]));
  if (error.code === 'unauthorized' || isOfGateway(answer)) return { kind: 'token-rejected', token, error };
  const mayRepeat =
    error.code === 'unavailable' ||
    error.code === 'rate-limited' ||
    error.code === 'malformed-answer' ||
    (error.code === 'conflict' && error.retryAfterMs !== undefined);
  return { kind: mayRepeat ? 'failed' : 'refused', error };
}

/**
 * Whether a gateway in front of the service refused the token. It says 403 where the service says 401, whatever is wrong
 * with a token; the service's own 403, for a right that is missing, is a problem document.
 */
function isOfGateway({ status, headers }: Exchange): boolean {
  return status === 403 && !headers.get('content-type')?.startsWith('application/problem+json');
}

/** @throws the reason of the caller's own signal, as it is. */
function failureOf<T>(error: unknown, limit: TimeLimit, requestId: string): Outcome<T> {
  if (limit.signal.aborted && !(limit.signal.reason instanceof TimeUp)) throw limit.signal.reason;
  if (error instanceof TimeUp) {
    return { kind: 'failed', error: new Timeout('The service did not answer in time.', { requestId }) };
  }
  const known = error as ConsumptionCheckError;
  return { kind: known instanceof Unauthorized ? 'refused' : 'failed', error: known };
}
