import type { ChangeLane, ChangeQueue } from '../../orders/ports.ts';
import { writeQueuedChange } from '../../orders/queued-change.ts';

/** Lanes in memory: messages wait as the texts that they would be in a queue, until they are taken. */
export interface MemoryChangeQueue extends ChangeQueue {
  /** Removes and returns up to `count` messages of a lane, oldest first; all of them when left out. */
  take(lane: ChangeLane, count?: number): string[];
}

export function createMemoryChangeQueue(): MemoryChangeQueue {
  const lanes: Record<ChangeLane, string[]> = { impositions: [], releases: [] };
  return {
    async send(lane, changes) {
      lanes[lane].push(...changes.map(writeQueuedChange));
    },
    take: (lane, count) => lanes[lane].splice(0, count ?? lanes[lane].length),
  };
}
