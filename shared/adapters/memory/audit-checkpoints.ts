import type { CheckpointStore, StoredCheckpoint } from '../../audit/ports.ts';

/** Signed checkpoints in memory: a working store for tests and simulations. */
export function createMemoryAuditCheckpoints(): CheckpointStore {
  const statements = new Map<string, StoredCheckpoint>();
  return {
    async put(checkpoint) {
      statements.set(checkpoint.name, { ...checkpoint });
    },
    async listAfter(name, limit) {
      const later = [...statements.values()]
        .filter((checkpoint) => checkpoint.name > name)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      return { checkpoints: later.slice(0, limit), more: later.length > limit };
    },
  };
}
