const DAY_MS = 86_400_000;

/**
 * How long a claim can still be brought, so how long evidence of it is kept: three years, a day more for a leap year.
 *
 * The State Compensation Law (art. 39) gives two years from when the person knew or should have known of the act, and
 * stands still while the person cannot bring the claim; the Civil Code (art. 188) gives three years between an operator
 * and its customer. The longer of the two covers both. A statute, and no number of ours: with another one, change it here.
 */
export const LIMITATION_MS = 1_096 * DAY_MS;

/** The longest time that a queue (14 days) and then its dead letters (14 days more) hold a change. */
export const LATE_CHANGE_MS = 28 * DAY_MS;

/**
 * So long after the period of an order ended, or a version dropped a document, nothing that was accepted before can be
 * applied any more. Some days more than a change can wait, as the clocks of machines differ and a run comes late.
 */
const SETTLED_AFTER_MS = LATE_CHANGE_MS + 2 * DAY_MS;

/** How long each kind of item is kept that removes itself, in milliseconds from what `retention.ts` says. */
export const KEPT_MS = {
  order: LIMITATION_MS,
  pointer: SETTLED_AFTER_MS,
  interception: LIMITATION_MS,
  allowance: LIMITATION_MS,
  receipt: LIMITATION_MS,
  actClaim: 14 * DAY_MS,
  checkEffects: 90 * DAY_MS,
  rateCounter: DAY_MS / 24,
  clientCounts: DAY_MS,
  idempotentRequest: DAY_MS,
  reminder: 180 * DAY_MS,
} as const;

export type ExpiringKind = keyof typeof KEPT_MS;

/**
 * When an item may be removed, in seconds since the epoch as the store wants it; rounded up, so never too early.
 *
 * @param fromMs the instant that the row of its kind names
 */
export function expiresAtS(kind: ExpiringKind, fromMs: number): number {
  return Math.ceil((fromMs + KEPT_MS[kind]) / 1_000);
}

/** From when on an order whose period ended then cannot be prolonged any more. */
export function settledAtMs(periodEndMs: number): number {
  return periodEndMs + SETTLED_AFTER_MS;
}
