import type { Objection } from '../../due-process/objections/objection.ts';
import type { ObjectionStore } from '../../due-process/objections/ports.ts';

/** Objections in memory: a working store for tests and simulations. */
export function createMemoryObjections(): ObjectionStore & { all(): readonly Objection[] } {
  const objections = new Map<string, Objection>();
  const nameOf = (orderId: string, objectionId: string) => JSON.stringify([orderId, objectionId]);
  return {
    get: async (orderId, objectionId) => objections.get(nameOf(orderId, objectionId)),
    async listByOrder(orderId) {
      return [...objections.values()]
        .filter((objection) => objection.orderId === orderId)
        .sort((a, b) => a.filedAtMs - b.filedAtMs || (a.objectionId < b.objectionId ? -1 : 1));
    },
    async write(objection) {
      const name = nameOf(objection.orderId, objection.objectionId);
      if ((objections.get(name)?.revision ?? 0) !== objection.revision - 1) return 'conflict';
      objections.set(name, structuredClone(objection));
      return 'written';
    },
    all: () => [...objections.values()],
  };
}
