import type { OrderId } from '../../contracts/ids.ts';
import { formatSubjectKey } from '../../identity/subject-key.ts';
import type { InterceptionStore } from '../../interceptions/ports.ts';
import { hasEnded } from '../../orders/order.ts';
import type { OrderStore, PointerStore } from '../../orders/ports.ts';
import type { EndedOrderStore } from '../../retention/ports.ts';

export interface RetainedStores {
  readonly interceptions: Pick<InterceptionStore, 'listByOrder'>;
  readonly pointers: Pick<PointerStore, 'findOrderIds'>;
  readonly orders: Pick<OrderStore, 'get'>;
}

/** Ends of items that stand in other stores in memory, by what they are: `interception ord-1 dec_1`. */
export function createMemoryRetention({
  interceptions,
  pointers,
  orders,
}: RetainedStores): EndedOrderStore & { ends(): ReadonlyMap<string, number> } {
  const ends = new Map<string, number>();
  return {
    async expireInterceptions(orderId, expiresAtS) {
      for (const { decisionId } of await interceptions.listByOrder(orderId))
        ends.set(`interception ${orderId} ${decisionId}`, expiresAtS);
    },
    async expireAllowances(orderId: OrderId, expiresAtS) {
      ends.set(`allowances ${orderId}`, expiresAtS);
    },
    async expirePointers(orderId, keys, expiresAtS) {
      for (const key of keys) {
        if ((await pointers.findOrderIds([key])).includes(orderId))
          ends.set(`pointer ${formatSubjectKey(key)} ${orderId}`, expiresAtS);
      }
    },
    async expireOrder(orderId, expiresAtS) {
      const order = await orders.get(orderId);
      if (order && hasEnded(order.terms.status)) ends.set(`order ${orderId}`, expiresAtS);
    },
    ends: () => ends,
  };
}
