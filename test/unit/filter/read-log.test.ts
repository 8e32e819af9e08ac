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

  it('gives no turn for a few keys, in however many entries they come', async () => {
    const filter = createFollowedFilter();
    let turns = 0;
    const turn = setImmediate(() => {
      turns += 1;
    });
    await readLog(onePage(100, 1), filter, false, new AbortController().signal);
    clearImmediate(turn);
    expect([filter.sequence, turns]).toEqual([100, 0]);
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

describe('a log of several pages', () => {
  function pages(pageLength: number, entryCount: number) {
    const whole = onePage(entryCount, 1);
    const heads: Sequence[] = [];
    return {
      heads,
      async head() {
        heads.push(await whole.head());
        return heads.at(-1) as Sequence;
      },
      async readAfter(after: Sequence) {
        const { entries } = await whole.readAfter(after);
        return { entries: entries.slice(0, pageLength), more: entries.length > pageLength };
      },
    };
  }

  it('is read to its end before it counts as read', async () => {
    const filter = createFollowedFilter();
    const reading = await readLog(pages(3, 8), filter, false, new AbortController().signal);
    expect(reading).toEqual({ kind: 'read-to-end' });
    expect(filter.sequence).toBe(8);
  });

  it('is asked for its head only if that was wanted and nothing was new', async () => {
    const log = pages(3, 8);
    const filter = createFollowedFilter();
    const read = (checkHead: boolean) => readLog(log, filter, checkHead, new AbortController().signal);
    await read(true);
    await read(false);
    expect(log.heads).toEqual([]);
    expect(await read(true)).toEqual({ kind: 'read-to-end' });
    expect(log.heads).toEqual([8]);
    const grown = { ...onePage(9, 1), head: log.head };
    await readLog(grown, filter, true, new AbortController().signal);
    expect([filter.sequence, log.heads]).toEqual([9, [8]]);
  });

  it('cannot have become shorter than nothing, so an empty log is not asked for its head', async () => {
    const log = pages(3, 0);
    await readLog(log, createFollowedFilter(), true, new AbortController().signal);
    expect(log.heads).toEqual([]);
  });

  it('was rolled back if its head lies before what was read from it, and not if it lies there', async () => {
    const filter = createFollowedFilter();
    await readLog(onePage(8, 1), filter, false, new AbortController().signal);
    const withHead = (head: number) => ({ ...onePage(8, 1), head: async () => head as Sequence });
    const reading = (head: number) => readLog(withHead(head), filter, true, new AbortController().signal);
    expect(await reading(7)).toEqual({ kind: 'rolled-back' });
    expect(await reading(8)).toEqual({ kind: 'read-to-end' });
  });

  it('is not called rolled back by a head that answers after the time is up', async () => {
    const filter = createFollowedFilter();
    await readLog(onePage(8, 1), filter, false, new AbortController().signal);
    const controller = new AbortController();
    const head = async () => {
      controller.abort(new Error('time is up'));
      return 1 as Sequence;
    };
    const reading = readLog({ ...onePage(8, 1), head }, filter, true, controller.signal);
    await expect(reading).rejects.toThrow('time is up');
  });

  it('has a gap up to the entry before the one that came', async () => {
    const filter = createFollowedFilter();
    const log = onePage(8, 1);
    const trimmed = { ...log, readAfter: async () => log.readAfter(5 as Sequence) };
    const reading = await readLog(trimmed, filter, false, new AbortController().signal);
    expect(reading).toEqual({ kind: 'gap', missingTo: 5 });
    expect(filter.sequence).toBe(0);
  });
});
