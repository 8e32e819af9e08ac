import type { ClientId, ClientRecord } from '../../operators/client-record.ts';
import type { ClientDirectory } from '../../operators/ports.ts';

/** Machine clients in memory: a working directory for tests and simulations. */
export function createMemoryClients(): ClientDirectory {
  const records = new Map<ClientId, ClientRecord>();
  return {
    find: async (clientId) => records.get(clientId),
    async put(record) {
      if (records.get(record.clientId)?.status === 'removed') return 'removed-before';
      records.set(record.clientId, structuredClone(record));
      return 'written';
    },
    async remove(clientId, atMs) {
      const record = records.get(clientId);
      if (!record) return 'unknown';
      records.set(clientId, { ...record, status: 'removed', removedAtMs: record.removedAtMs ?? atMs });
      return 'removed';
    },
    list: async () => [...records.values()].sort((a, b) => (a.clientId < b.clientId ? -1 : 1)),
  };
}
