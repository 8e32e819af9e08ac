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

/** The caller may be let in the next time. */
const RIGHTS_MAY_CHANGE: readonly number[] = [401, 403];

/**
 * Whether an answer decides the request, so that asking again gets the same. A fault (5xx), a limit (429) and whatever
 * else asks to come again (`Retry-After`) decide nothing, and neither do rights, which an operator may still get.
 */
export function isFinal({ status, headers }: KeptAnswer): boolean {
  if (status >= 500 || status === 429 || RIGHTS_MAY_CHANGE.includes(status)) return false;
  return headers['retry-after'] === undefined;
}
