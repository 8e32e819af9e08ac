import { formatSubjectKey } from '../../identity/subject-key.ts';
import type { InterceptionStore } from '../../interceptions/ports.ts';
import { hasEnded } from '../../orders/order.ts';
import type { OrderStore, PointerStore } from '../../orders/ports.ts';
import type { EndedOrderStore } from '../../retention/ports.ts';

export interface RetainedStores {
  readonly interceptions: Pick<InterceptionStore, 'listByOrder'>;
  readonly pointers: Pick<PointerStore, 'findOrderIds' | 'put'>;
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
    async expireAllowances(orderId, expiresAtS) {
      ends.set(`allowances ${orderId}`, expiresAtS);
    },
    async expirePointers(orderId, keys, expiresAtS) {
      for (const key of keys) {
        const name = `pointer ${formatSubjectKey(key)} ${orderId}`;
        if ((await pointers.findOrderIds([key])).includes(orderId))
          ends.set(name, Math.min(expiresAtS, ends.get(name) ?? expiresAtS));
      }
    },
    async expireOrder(orderId, expiresAtS, periodEndedByMs = Number.NEGATIVE_INFINITY) {
      const order = await orders.get(orderId);
      if (!order) return;
      const { status, period } = order.terms;
      if (hasEnded(status) || (period.toMs !== null && period.toMs <= periodEndedByMs))
        ends.set(`order ${orderId}`, expiresAtS);
    },
    async keepInterceptions(orderId) {
      for (const { decisionId } of await interceptions.listByOrder(orderId))
        ends.delete(`interception ${orderId} ${decisionId}`);
    },
    async keepAllowances(orderId) {
      ends.delete(`allowances ${orderId}`);
    },
    async keepPointers(orderId, keys) {
      await pointers.put(orderId, keys);
      for (const key of keys) ends.delete(`pointer ${formatSubjectKey(key)} ${orderId}`);
    },
    ends: () => ends,
  };
}
