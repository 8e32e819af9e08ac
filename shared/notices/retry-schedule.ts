const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * How long each attempt waits after the one before it failed: the schedule of the Standard Webhooks specification
 * ("Deliverability and reliability"), over three days in all.
 */
export const RETRY_DELAYS_MS: readonly number[] = [
  0,
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

export const MAX_ATTEMPTS = RETRY_DELAYS_MS.length;

/** A receiver that was down is not asked by everyone in the same second: up to so much is added to a delay. */
export const JITTER = 0.1;

/** A receiver may ask for this much patience; one that asks for more is tried after it. */
export const MAX_RETRY_AFTER_MS = 24 * HOUR_MS;

/** These say that the receiver is overloaded (Standard Webhooks, "Delivery success and failure"). */
const OVERLOADED: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const OVERLOADED_DELAY_MS = MINUTE_MS;

export interface FailedAttempt {
  /** Of the answer; absent if none came. */
  readonly status?: number;
  /** The header, if there was one. */
  readonly retryAfter?: string;
}

/**
 * How long to wait after a failed attempt, never less than the schedule says.
 *
 * @param attempts made so far, the failed one included: 1 to {@link MAX_ATTEMPTS} - 1.
 * @param random a number from 0 up to, but not including, 1.
 */
export function delayAfterFailure(
  attempts: number,
  failed: FailedAttempt,
  nowMs: number,
  random: number,
): number {
  const scheduled = RETRY_DELAYS_MS[attempts] as number;
  const asked = failed.retryAfter === undefined ? undefined : parseRetryAfter(failed.retryAfter, nowMs);
  const patient = failed.status !== undefined && OVERLOADED.has(failed.status) ? OVERLOADED_DELAY_MS : 0;
  const delay = Math.max(scheduled, patient) * (1 + JITTER * random);
  return Math.ceil(Math.max(delay, Math.min(asked ?? 0, MAX_RETRY_AFTER_MS)));
}

/**
 * Reads `Retry-After` (RFC 9110, section 10.2.3): a number of seconds or an HTTP date.
 *
 * @returns how long to wait in milliseconds, 0 for a time that has passed; `undefined` for any other text.
 */
export function parseRetryAfter(header: string, nowMs: number): number | undefined {
  const text = header.trim();
  if (/^\d{1,10}$/.test(text)) return Number(text) * SECOND_MS;
  // The three forms of an HTTP date all begin with the name of a day; nothing else is a date here.
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  // One of them, of C's asctime, names no zone, and means GMT like the others.
  const atMs = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
