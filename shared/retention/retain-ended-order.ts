import { parseSubjectKey } from '../identity/subject-key.ts';
import { hasEnded, type OrderRecord } from '../orders/order.ts';
import { expiresAtS } from './periods.ts';
import type { EndedOrderStore } from './ports.ts';

/**
 * Gives everything that hangs on an ended order its end: interceptions and allowances, the pointers of its keys, and
 * last the order itself. To be done after the notices of the end were made, which need the interceptions, and again
 * whenever a later version of the ended order was written, which replaces the item and with it its end.
 *
 * Ended is final, so nothing that is removed here could still deny (I1), and the next snapshot forgets keys whose
 * pointers are gone. A document that another order names too has a pointer of its own for that order, which stays.
 *
 * Counted from the first end in the history, so however often it is done the ends stay the same. Pointers of documents
 * that earlier versions named and this one does not are not known here and stay; they lead to an order that does not
 * name the document, which denies nothing.
 *
 * @returns `not-ended` if the order is still in its life: a suspension or a period that has run out can be followed by more.
 * @throws DependencyUnavailable; repeating completes it.
 */
export async function retainEndedOrder(
  order: OrderRecord,
  store: EndedOrderStore,
): Promise<'retained' | 'not-ended'> {
  if (!hasEnded(order.terms.status)) return 'not-ended';
  const { orderId } = order;
  const endedAtMs = order.history.find(({ status }) => hasEnded(status))?.appliedAtMs ?? order.appliedAtMs;
  await store.expireInterceptions(orderId, expiresAtS('interception', endedAtMs));
  await store.expireAllowances(orderId, expiresAtS('allowance', endedAtMs));
  await store.expirePointers(orderId, order.keys.map(parseSubjectKey), expiresAtS('pointer', endedAtMs));
  await store.expireOrder(orderId, expiresAtS('order', endedAtMs));
  return 'retained';
}
