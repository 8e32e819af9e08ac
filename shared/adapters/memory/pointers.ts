import type { OrderId } from '../../contracts/ids.ts';
import { formatSubjectKey, parseSubjectKey, type SubjectKey } from '../../identity/subject-key.ts';
import type { PointerStore } from '../../orders/ports.ts';

/** Pointers in memory: a working store for tests and simulations. */
export function createMemoryPointers(): PointerStore & { keys(): readonly SubjectKey[] } {
  const orderIdsByKey = new Map<string, Set<OrderId>>();
  return {
    async put(orderId, keys) {
      for (const key of keys) {
        const name = formatSubjectKey(key);
        const orderIds = orderIdsByKey.get(name) ?? new Set();
        orderIdsByKey.set(name, orderIds.add(orderId));
      }
    },
    async findOrderIds(keys) {
      return [...new Set(keys.flatMap((key) => [...(orderIdsByKey.get(formatSubjectKey(key)) ?? [])]))];
    },
    keys: () => [...orderIdsByKey.keys()].map(parseSubjectKey),
  };
}
