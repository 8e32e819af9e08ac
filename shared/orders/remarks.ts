import type { FieldProblem } from '../contracts/problem.ts';
import { effectiveEnd, endsOf } from './effective-end.ts';
import { hasEnded, type OrderRecord, type OrderVersion } from './order.ts';
import { STAYS_ENDED } from './prolonging.ts';

const CLEARED_BEFORE: FieldProblem = {
  pointer: '/order/subject/documents',
  detail:
    'names documents that were cleared: they match nobody under this order any more; to restrict their holder again, send a new order with an id of its own',
};
const CLEARED_NOW: FieldProblem = {
  pointer: '/order/subject/clearedDocuments',
  detail: 'match nobody any more under the newer version that governs either',
};
const KEEPS_ITS_END: FieldProblem = {
  pointer: '/order/period/to',
  detail:
    'was left open, and a restriction is continued for a definite time, so the last stated end stays; to change it, state another',
};
const STAYS_CONTINUED: FieldProblem = {
  pointer: '/order/continues',
  detail: 'was left out, but an earlier version says which order this one continues, and that stays',
};

/**
 * What a court is told about a change that was taken, where the register does not do what the document says. It names
 * no document.
 *
 * @param record the order after the change
 */
export function remarksOnApplied(change: OrderVersion, record: OrderRecord): readonly FieldProblem[] {
  const remarks: FieldProblem[] = [];
  if (change.keys.some((key) => record.clearedKeys?.includes(key))) remarks.push(CLEARED_BEFORE);
  if (hasEnded(change.terms.status)) return remarks;
  const { period, continues } = change.terms;
  const end = effectiveEnd(endsOf(record), change);
  if (end.toMs !== period.toMs) {
    remarks.push(period.toMs === null && end.continues !== undefined ? KEEPS_ITS_END : STAYS_ENDED);
  }
  if (end.continues !== continues) remarks.push(STAYS_CONTINUED);
  return remarks;
}

/** What a superseded change brings about all the same. */
export function remarksOnSuperseded({ clearedKeys = [] }: OrderVersion): readonly FieldProblem[] {
  return clearedKeys.length === 0 ? [] : [CLEARED_NOW];
}
