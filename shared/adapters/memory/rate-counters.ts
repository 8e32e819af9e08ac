import type { RateCounters } from '../../rate-limits/ports.ts';

/** Counters in memory: a working store for tests and simulations. */
export function createMemoryRateCounters(): RateCounters & { names(): readonly string[] } {
  const counts = new Map<string, number>();
  return {
    async increment({ name, windowFromMs }) {
      const key = `${name}/${windowFromMs}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count;
    },
    names: () => [...counts.keys()],
  };
}
