import { describe, expect, it } from 'vitest';
import { createFollowedFilter } from '../../../shared/filter/followed-filter.ts';
import type { LogEntry, Sequence } from '../../../shared/filter/ports.ts';
import { readLog } from '../../../shared/filter/read-log.ts';
import { keysOf } from './filter-world.ts';

/** A log that gives all it has in one page. */
function onePage(entryCount: number, keysPerEntry: number) {
  const entries = Array.from({ length: entryCount }, (_, index): LogEntry => {
    const keys = keysOf(index * keysPerEntry + 1, (index + 1) * keysPerEntry);
    return { kind: 'keys', sequence: (index + 1) as Sequence, keys };
  });
  return {
    head: async () => entryCount as Sequence,
    readAfter: async (after: Sequence) => ({ entries: entries.slice(after), more: false }),
  };
}

describe('reading a page of many keys', () => {
  it('lets other work run between its entries, and takes them all', async () => {
    const filter = createFollowedFilter();
    const log = onePage(10, 4_000);
    const seen: number[] = [];
    const look = () => {
      seen.push(filter.sequence);
      if (filter.sequence < 10) setImmediate(look);
    };
    setImmediate(look);
    expect(await readLog(log, filter, false, new AbortController().signal)).toEqual({ kind: 'read-to-end' });
    expect(filter.sequence).toBe(10);
    expect(filter.keys).toBe(40_000);
    expect(seen.filter((sequence) => sequence > 0 && sequence < 10).length).toBeGreaterThan(5);
  });

  it('takes nothing more once its time is up', async () => {
    const filter = createFollowedFilter();
    const controller = new AbortController();
    setImmediate(() => controller.abort(new Error('time is up')));
    await expect(readLog(onePage(10, 4_000), filter, false, controller.signal)).rejects.toThrow('time is up');
    expect(filter.sequence).toBeLessThan(10);
  });
});

describe('a log that says there is more and gives nothing', () => {
  it('is read once, for another poll to go on with', async () => {
    const filter = createFollowedFilter();
    let reads = 0;
    const log = {
      head: async () => 9 as Sequence,
      readAfter: async () => {
        reads += 1;
        if (reads > 3) throw new Error('read without end');
        return { entries: [], more: true };
      },
    };
    expect(await readLog(log, filter, false, new AbortController().signal)).toEqual({ kind: 'read-to-end' });
    expect(reads).toBe(1);
  });
});
