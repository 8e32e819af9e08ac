/** An HTTP answer as it is kept and given again. */
export interface KeptAnswer {
  readonly status: number;
  /** Those that belong to the answer, not to the request that it was given to. */
  readonly headers: Readonly<Record<string, string>>;
  /** `null` for an answer without one. */
  readonly body: string | null;
}

/** Headers that are given again. An id of a request or a time of waiting belongs to the moment. */
export const KEPT_HEADERS = ['content-type', 'location', 'allow'] as const;

/**
 * The caller may be let in the next time (401, 403), or has stated another content type (415), which is no part of what a
 * request is told by.
 */
const MAY_CHANGE: readonly number[] = [401, 403, 415];

/**
 * Whether an answer decides the request, so that asking again gets the same. A fault (5xx), a limit (429) and whatever
 * else asks to come again (`Retry-After`) decide nothing, and neither does a refusal for what may be otherwise in the same request.
 */
export function isFinal({ status, headers }: KeptAnswer): boolean {
  if (status >= 500 || status === 429 || MAY_CHANGE.includes(status)) return false;
  return headers['retry-after'] === undefined;
}
