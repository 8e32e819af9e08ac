import type { ClientCounters, ClientCounts } from '../../rate-limits/ports.ts';
import { mapCounts, NO_COUNTS } from '../../rate-limits/shared-counts.ts';

/** Counts of clients in memory: a working store for tests and simulations. */
export function createMemoryClientCounters(): ClientCounters {
  const sums = new Map<string, ClientCounts>();
  return {
    async add({ clientId, api }, counts) {
      const key = `${api} ${clientId}`;
      const before = sums.get(key) ?? NO_COUNTS;
      const sum = mapCounts((count) => before[count] + counts[count]);
      sums.set(key, sum);
      return sum;
    },
  };
}
