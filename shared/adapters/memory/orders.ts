import type { OrderId } from '../../contracts/ids.ts';
import type { OrderRecord } from '../../orders/order.ts';
import type { OrderStore } from '../../orders/ports.ts';

/** Orders in memory: a working store for tests and simulations. */
export function createMemoryOrders(): OrderStore & { all(): readonly OrderRecord[] } {
  const records = new Map<OrderId, OrderRecord>();
  return {
    get: async (orderId) => records.get(orderId),
    async getMany(orderIds) {
      return [...new Set(orderIds)].flatMap((orderId) => records.get(orderId) ?? []);
    },
    async write(record, replaces) {
      if (!same(records.get(record.orderId), replaces)) return 'conflict';
      records.set(record.orderId, structuredClone(record));
      return 'written';
    },
    all: () => [...records.values()],
  };
}

function same(stored: OrderRecord | undefined, expected: OrderRecord | undefined): boolean {
  return (
    stored?.version === expected?.version &&
    stored?.changeId === expected?.changeId &&
    stored?.effectiveAtMs === expected?.effectiveAtMs &&
    stored?.revision === expected?.revision
  );
}
