import type { FieldProblem } from '../contracts/problem.ts';
import { isOver } from './effective-end.ts';
import { hasEnded, type OrderRecord, type OrderVersion } from './order.ts';

/** Source: Opinions (2016) IV(2)5 on restrictions that are continued. */
export const STAYS_ENDED: FieldProblem = {
  pointer: '/order/period/to',
  detail:
    'the period had ended before this change was received, so it stays ended: send a new order that continues this one, with ground and end',
};

/**
 * Whether a change asks to prolong an order whose period is over. It could not: `effective-end.ts`. So it is refused
 * where that is known at once, and the court learns it with the answer. An order that has ended is no matter of its
 * period, and neither is a change that a newer version governs over.
 *
 * @param nowMs when the change is accepted
 */
export function wouldProlongWhatHasEnded(
  change: OrderVersion,
  stored: OrderRecord | undefined,
  nowMs: number,
): boolean {
  if (stored === undefined || hasEnded(stored.terms.status) || change.version < stored.version) return false;
  const { period, continues } = stored.terms;
  if (period.toMs === null || !isOver(stored.terms, nowMs)) return false;
  const asked = change.terms.period.toMs;
  if (asked === null) return continues === undefined && change.terms.continues === undefined;
  return asked > period.toMs;
}
