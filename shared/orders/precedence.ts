import type { FieldProblem } from '../contracts/problem.ts';
import { type HistoryEntry, hasEnded, type OrderRecord, type OrderVersion } from './order.ts';

/** What a change is to the order as it stands. */
export type Precedence =
  | { readonly kind: 'governs' }
  /** It was applied before; this is another delivery of it. */
  | { readonly kind: 'in-history'; readonly entry: HistoryEntry }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'refused'; readonly problem: FieldProblem }
  /** Of a sender that does not act for the order's court: the order takes nothing from it. */
  | { readonly kind: 'foreign'; readonly problem: FieldProblem };

const HAS_ENDED: FieldProblem = {
  pointer: '/order/status',
  detail: 'the order has ended, which is final; a new restriction is a new order with an id of its own',
};

/** The words of intake for the same thing: they do not tell whose the order is. */
const OTHER_COURT: FieldProblem = {
  pointer: '/order/court/code',
  detail: 'must be a court that this client acts for, of an order that is this court’s own',
};

/**
 * Decides between a change and the stored order.
 *
 * Documents are ordered by (ended or not, version, change id); the greatest governs. That is a total order which knows
 * nothing of deliveries, so any sequence of any deliveries ends with the same document governing. Ended comes first:
 * a release that arrives late still ends an order which a newer version had revived by mistake. The change id decides
 * between two documents that claim one version.
 *
 * Only a sender that acts for the order's court has a say in it. Intake refuses what it can see of that; an order that
 * is still on its way it cannot see, so the order belongs to the court whose change was applied first.
 */
export function precedenceOf(change: OrderVersion, stored: OrderRecord | undefined): Precedence {
  if (stored === undefined) return { kind: 'governs' };
  const entry = stored.history.find(({ changeId }) => changeId === change.changeId);
  if (entry) return { kind: 'in-history', entry };
  const { senderCourts } = change;
  if (senderCourts && !senderCourts.includes(stored.courtCode))
    return { kind: 'foreign', problem: OTHER_COURT };
  if (governsOver(change, stored)) return { kind: 'governs' };
  const revives = hasEnded(stored.terms.status) && !hasEnded(change.terms.status);
  if (revives && change.version > stored.version) return { kind: 'refused', problem: HAS_ENDED };
  return { kind: 'superseded' };
}

function governsOver(a: OrderVersion, b: OrderVersion): boolean {
  const aEnded = hasEnded(a.terms.status);
  if (aEnded !== hasEnded(b.terms.status)) return aEnded;
  if (a.version !== b.version) return a.version > b.version;
  return a.changeId > b.changeId;
}
