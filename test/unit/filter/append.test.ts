import { describe, expect, it } from 'vitest';
import { createMemoryChangeLog } from '../../../shared/adapters/memory/change-log.ts';
import { appendKeys, appendToLog, LogContended, MAX_KEYS_PER_ENTRY } from '../../../shared/filter/append.ts';
import { BEFORE_FIRST, type ChangeLog, type LogEntry } from '../../../shared/filter/ports.ts';
import { keyOf, keysOf } from './filter-world.ts';

async function entriesOf(log: ChangeLog): Promise<LogEntry[]> {
  const all: LogEntry[] = [];
  for (;;) {
    const { entries, more } = await log.readAfter(all.at(-1)?.sequence ?? BEFORE_FIRST);
    all.push(...entries);
    if (!more) return all;
  }
}

describe('appending to the log', () => {
  it('gives entries the sequences 1, 2, 3', async () => {
    const log = createMemoryChangeLog();
    expect(await appendToLog(log, { kind: 'keys', keys: [keyOf(1)] })).toBe(1);
    expect(await appendToLog(log, { kind: 'snapshot', covers: BEFORE_FIRST, required: false })).toBe(2);
    expect(await appendToLog(log, { kind: 'fence' })).toBe(3);
  });

  it('reads the head again when another appender was first', async () => {
    const log = createMemoryChangeLog();
    let rivals = 3;
    const contested: ChangeLog = {
      ...log,
      async put(sequence, payload, signal) {
        if (rivals-- > 0) await log.put(sequence, { kind: 'fence' });
        return await log.put(sequence, payload, signal);
      },
    };
    expect(await appendToLog(contested, { kind: 'keys', keys: [keyOf(1)] })).toBe(4);
  });

  it('gives up after a bounded number of attempts, with an error of its own and nothing appended', async () => {
    const log = createMemoryChangeLog();
    let puts = 0;
    const contested: ChangeLog = {
      ...log,
      async put() {
        puts += 1;
        return 'taken';
      },
    };
    await expect(appendToLog(contested, { kind: 'fence' }, { attempts: 7 })).rejects.toThrow(
      new LogContended('other appenders were first 7 times in a row'),
    );
    expect(puts).toBe(7);
    expect(await log.head()).toBe(0);
  });

  it('names its error, so that a log tells it from a fault of the store', () => {
    expect(new LogContended().name).toBe('LogContended');
  });

  it('stops when its caller does', async () => {
    const log = createMemoryChangeLog();
    const signal = AbortSignal.abort(new Error('out of time'));
    await expect(appendToLog(log, { kind: 'fence' }, { signal })).rejects.toThrow('out of time');
    expect(await log.head()).toBe(0);
  });

  it('does not put more keys into one entry than it may hold', async () => {
    const log = createMemoryChangeLog();
    const keys = keysOf(1, MAX_KEYS_PER_ENTRY + 1);
    await expect(appendToLog(log, { kind: 'keys', keys })).rejects.toThrow(
      new RangeError('an entry holds at most 4000 keys'),
    );
  });

  it.each([
    [0, 0],
    [1, 1],
    [MAX_KEYS_PER_ENTRY, 1],
    [MAX_KEYS_PER_ENTRY + 1, 2],
    [3 * MAX_KEYS_PER_ENTRY, 3],
  ])('spreads %i keys over %i entries', async (count, entries) => {
    const log = createMemoryChangeLog();
    const keys = keysOf(1, count);
    expect(await appendKeys(log, keys)).toBe(entries);
    const logged = await entriesOf(log);
    expect(logged).toHaveLength(entries);
    expect(logged.flatMap((entry) => (entry.kind === 'keys' ? entry.keys : []))).toEqual(keys);
  });
});
