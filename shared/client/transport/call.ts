/** What a caller may say about any call. */
export interface CallOptions {
  /** For the whole call: token, attempts and the waits between them. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /**
   * Your own id of the request, up to 64 letters, digits, dots, dashes, underscores; made up if left out or of another
   * form.
   */
  readonly requestId?: string;
  /** W3C Trace Context of the caller; passed on as it is. */
  readonly traceparent?: string;
}

/**
 * One exchange with the service that may be repeated: a check or an answer to a question changes nothing by being asked
 * again, and what creates carries a key that stays the same over its repetitions.
 */
export interface Call<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** The path with a placeholder for every id: what logs and metrics may hold. */
  readonly route: string;
  readonly body?: unknown;
  /** The status of success. */
  readonly expects: number;
  /** What the answer says, `undefined` if it is not in the form of the service. Given `undefined` for 204. */
  readonly read: (json: unknown) => T | undefined;
  readonly idempotencyKey?: string;
  /** For one attempt. */
  readonly attemptMs: number;
  readonly requestId: string;
  readonly traceparent?: string | undefined;
  /** Told after each attempt whether the service was there. */
  readonly onAttempt?: (outcome: 'answered' | 'failed') => void;
  /** Whether another attempt is wanted after one that failed. */
  readonly goOn?: () => boolean;
}

/** What the service takes as a request id, and as an idempotency key in any case. */
const ID = /^[A-Za-z0-9._-]{1,64}$/;

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The id that a request travels under: the caller's, or another one if that could not stand in a header. A request id is
 * a convenience, for which no check fails.
 */
export function requestIdOf({ requestId }: CallOptions, newId: () => string): string {
  return requestId !== undefined && ID.test(requestId) ? requestId : newId();
}

/** @throws TypeError for a key of another form: made up anew at each repetition, it would not do what it is for. */
export function idempotencyKeyOf(key: string | undefined, newId: () => string): string {
  if (key !== undefined && !ID.test(key)) {
    throw new TypeError('idempotencyKey must be 1 to 64 letters, digits, dots, dashes or underscores.');
  }
  return key ?? newId();
}

/** @throws TypeError for a deadline that is none */
export function deadlineOf({ deadlineMs }: CallOptions, usualMs: number): number {
  const chosenMs = deadlineMs ?? usualMs;
  if (!(chosenMs > 0 && Number.isFinite(chosenMs)))
    throw new TypeError('deadlineMs must be a number above 0.');
  return chosenMs;
}

export function headersOf(call: Call<unknown>, token: string, userAgent: string): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    'user-agent': userAgent,
    'x-request-id': call.requestId,
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
    // One of another form is to be ignored (W3C Trace Context, 3.2.2.3), and could break the request.
    ...(call.traceparent !== undefined && TRACEPARENT.test(call.traceparent)
      ? { traceparent: call.traceparent }
      : {}),
  };
}
