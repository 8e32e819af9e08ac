import type { FieldProblem } from '../contracts/problem.ts';
import { claimOf, effectiveEnd, endsOf } from './effective-end.ts';
import { type EndClaim, hasEnded, type OrderRecord, type OrderStatus, type OrderVersion } from './order.ts';
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
  return [...remarks, ...remarksOnEnd(change.terms.status, claimOf(change), record)];
}

/**
 * What a court is to be told about its change that governs, after a change that does not govern had a say in its end.
 *
 * @param told what it was told before; what is no matter of the end stays
 */
export function remarksAnew(told: readonly FieldProblem[], record: OrderRecord): readonly FieldProblem[] {
  const claim = endsOf(record).find(
    ({ version, changeId }) => version === record.version && changeId === record.changeId,
  );
  if (claim === undefined) return told;
  const others = told.filter(({ detail }) => !ON_THE_END.some((one) => one.detail === detail));
  return [...others, ...remarksOnEnd(record.terms.status, claim, record)];
}

const ON_THE_END = [STAYS_ENDED, KEEPS_ITS_END, STAYS_CONTINUED];

function remarksOnEnd(status: OrderStatus, claim: EndClaim, record: OrderRecord): readonly FieldProblem[] {
  if (hasEnded(status)) return [];
  const remarks: FieldProblem[] = [];
  const end = effectiveEnd(endsOf(record), claim);
  if (end.toMs !== claim.toMs) {
    remarks.push(claim.toMs === null && end.continues !== undefined ? KEEPS_ITS_END : STAYS_ENDED);
  }
  if (end.continues !== claim.continues) remarks.push(STAYS_CONTINUED);
  return remarks;
}

/** What a superseded change brings about all the same. */
export function remarksOnSuperseded({ clearedKeys = [] }: OrderVersion): readonly FieldProblem[] {
  return clearedKeys.length === 0 ? [] : [CLEARED_NOW];
}
