import { ID_PATTERN, type OrderId } from '../../../shared/contracts/ids.ts';
import type { OrderRecord } from '../../../shared/orders/order.ts';
import type { OrderStore } from '../../../shared/orders/ports.ts';
import { unknownOrder } from './act-problems.ts';

/**
 * The order that a path names, read strongly.
 *
 * @throws HttpProblem 404 if there is none, whatever the path holds.
 */
export async function findOrder(orderId: string, orders: Pick<OrderStore, 'get'>): Promise<OrderRecord> {
  const order = ID_PATTERN.test(orderId) ? await orders.get(orderId as OrderId) : undefined;
  if (!order) throw unknownOrder();
  return order;
}
