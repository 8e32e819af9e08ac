import type { Client } from '../../../shared/adapters/http/token-claims.ts';
import { ID_PATTERN, type OrderId } from '../../../shared/contracts/ids.ts';
import { actsForCourt } from '../../../shared/operators/courts.ts';
import type { OrderRecord } from '../../../shared/orders/order.ts';
import type { OrderStore } from '../../../shared/orders/ports.ts';
import { unknownOrder } from './act-problems.ts';

/**
 * The order that a path names, read strongly.
 *
 * @throws HttpProblem 404 if there is none, whatever the path holds, and also if it is the order of a court that the
 *   client does not act for: courts choose order ids, and whether another court has one under an id is not told.
 */
export async function findOrder(
  orderId: string,
  orders: Pick<OrderStore, 'get'>,
  { courts }: Pick<Client, 'courts'>,
): Promise<OrderRecord> {
  const order = ID_PATTERN.test(orderId) ? await orders.get(orderId as OrderId) : undefined;
  if (!order || !actsForCourt(courts, order.courtCode)) throw unknownOrder();
  return order;
}
