import { RESTRICTED_ITEMS } from '../contracts/items.ts';
import type { Interception } from '../interceptions/interception.ts';
import { namesDocumentOf } from '../orders/aliases.ts';
import type { Grant, OrderRecord, OrderTerms } from '../orders/order.ts';
import { itemsStillRestricted, restricts } from '../orders/restriction.ts';
import { ruleOf } from '../policy/rule-of.ts';

/** Why a denial does not hold under an order that lives on. */
export type LiftReason = 'order-narrowed' | 'grant-given';

type Denial = Pick<Interception, 'productClass' | 'matchedKeys'>;

/**
 * Whether somebody who was denied would no longer be, were the same class of product asked for now: the order is
 * suspended, does not restrict it any more, does not name the document any more, or permits it within a window that is
 * open or still to come.
 *
 * A class that no pack of the policy knows may fall under any item, so its denial is lifted only when the order
 * restricts nothing at all. Spending under a quota is no matter of the order's terms and left alone.
 *
 * @param isFree whether a use of a grant that permits a limited number is left
 * @returns why, or `undefined` while the denial holds.
 */
export function liftOf(
  denial: Denial,
  order: Pick<OrderRecord, 'terms' | 'keys' | 'aliases'>,
  nowMs: number,
  isFree: (grant: Grant) => boolean,
): LiftReason | undefined {
  if (isForOthers(denial, order)) return 'order-narrowed';
  const rule = ruleOf(denial.productClass, nowMs);
  const items = rule?.items ?? RESTRICTED_ITEMS;
  const roles = rule?.roles === undefined ? {} : { roles: rule.roles };
  const isOpenAt = (terms: OrderTerms, serviceAtMs: number): boolean => {
    const restriction = restricts(terms, { items, ...roles, nowMs, serviceAtMs });
    if (restriction.kind !== 'needs-use') return restriction.kind === 'no';
    return (
      restriction.grants.filter(isFree).reduce(itemsStillRestricted, [...restriction.items]).length === 0
    );
  };
  if (isOpenAt({ ...order.terms, grants: [] }, nowMs)) return 'order-narrowed';
  // Any set of windows that overlap is open when the last of them opens.
  const openings = order.terms.grants
    .filter(({ toMs }) => toMs > nowMs)
    .map(({ fromMs }) => Math.max(nowMs, fromMs));
  return openings.some((serviceAtMs) => isOpenAt(order.terms, serviceAtMs)) ? 'grant-given' : undefined;
}

/**
 * Whether a document that led to the denial is not named any more. One that led there together with others counts too:
 * a notice too many makes an operator ask again in vain, one too few leaves somebody stopped by another's order.
 */
function isForOthers({ matchedKeys = [] }: Denial, order: Pick<OrderRecord, 'keys' | 'aliases'>): boolean {
  return order.keys.length === 0 || matchedKeys.some((key) => !namesDocumentOf(key, order));
}
