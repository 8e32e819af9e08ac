import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDbChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { createMemoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import { appendKeys, appendToLog, MAX_KEYS_PER_ENTRY } from '../../shared/filter/append.ts';
import { BEFORE_FIRST, type ChangeLog, type LogEntry, type Sequence } from '../../shared/filter/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';
import { keyOf, keysOf } from '../unit/filter/filter-world.ts';

const engines = new Set<EmbeddedDynamoDb>();

const ADAPTERS: readonly [string, () => Promise<ChangeLog>][] = [
  ['in memory', async () => createMemoryChangeLog()],
  [
    'in DynamoDB',
    async () => {
      const engine = await startEmbeddedDynamoDb();
      engines.add(engine);
      return createDynamoDbChangeLog(engine.table);
    },
  ],
];

afterAll(async () => {
  await Promise.all([...engines].map((engine) => engine.close()));
});

async function readAll(log: ChangeLog, after: Sequence = BEFORE_FIRST) {
  const all: LogEntry[] = [];
  let pages = 0;
  for (;;) {
    const { entries, more } = await log.readAfter(all.at(-1)?.sequence ?? after);
    all.push(...entries);
    pages += 1;
    if (!more) return { all, pages };
  }
}

describe.each(ADAPTERS)('a change log %s', (_, open) => {
  let log: ChangeLog;

  beforeEach(async () => {
    log = await open();
  });

  it('begins empty', async () => {
    expect(await log.head()).toBe(BEFORE_FIRST);
    expect(await log.readAfter(BEFORE_FIRST)).toEqual({ entries: [], more: false });
  });

  it('gives back what was put, of every kind', async () => {
    const keys = [keyOf(1), keyOf(2)];
    const covers = 1 as Sequence;
    await log.put(1 as Sequence, { kind: 'keys', keys });
    await log.put(2 as Sequence, { kind: 'snapshot', covers, required: false });
    await log.put(3 as Sequence, { kind: 'snapshot', covers, required: true });
    await log.put(4 as Sequence, { kind: 'fence' });
    const { all } = await readAll(log);
    expect(all).toMatchObject([
      { kind: 'keys', sequence: 1 },
      { kind: 'snapshot', sequence: 2, covers, required: false },
      { kind: 'snapshot', sequence: 3, covers, required: true },
      { kind: 'fence', sequence: 4 },
    ]);
    const [first] = all;
    expect(first?.kind === 'keys' && first.keys.map((key) => [...key])).toEqual(keys.map((key) => [...key]));
    expect(await log.head()).toBe(4);
  });

  it('has one entry at a sequence: who comes second is told', async () => {
    expect(await log.put(1 as Sequence, { kind: 'keys', keys: [keyOf(1)] })).toBe('appended');
    expect(await log.put(1 as Sequence, { kind: 'fence' })).toBe('taken');
    expect((await readAll(log)).all).toMatchObject([{ kind: 'keys' }]);
  });

  it('lets one of several simultaneous appenders win', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => log.put(1 as Sequence, { kind: 'fence' })),
    );
    expect(outcomes.toSorted()).toEqual(['appended', 'taken', 'taken', 'taken', 'taken']);
  });

  it('reads only what comes after a sequence, in ascending order past 9 and 99', async () => {
    for (let n = 1; n <= 105; n++) await log.put(n as Sequence, { kind: 'fence' });
    const { all } = await readAll(log, 7 as Sequence);
    expect(all.map((entry) => entry.sequence)).toEqual(Array.from({ length: 98 }, (_, index) => index + 8));
    expect(await log.head()).toBe(105);
  });

  it('pages through large entries without losing one', async () => {
    const keys = keysOf(1, 20 * MAX_KEYS_PER_ENTRY);
    await appendKeys(log, keys);
    const { all, pages } = await readAll(log);
    expect(pages).toBeGreaterThan(1);
    const read = all.flatMap((entry) => (entry.kind === 'keys' ? entry.keys : []));
    expect(Buffer.concat(read).equals(Buffer.concat(keys))).toBe(true);
  });

  it('stays without gap or repeat when several append at once', async () => {
    const sequences = await Promise.all(
      Array.from({ length: 12 }, (_, n) => appendToLog(log, { kind: 'keys', keys: [keyOf(n)] })),
    );
    const expected = Array.from({ length: 12 }, (_, index) => index + 1);
    expect(sequences.toSorted((a, b) => a - b)).toEqual(expected);
    expect((await readAll(log)).all.map((entry) => entry.sequence)).toEqual(expected);
  });

  it('does nothing for a caller whose time is up', async () => {
    const signal = AbortSignal.abort();
    await expect(log.put(1 as Sequence, { kind: 'fence' }, signal)).rejects.toThrow();
    await expect(log.head(signal)).rejects.toThrow();
    await expect(log.readAfter(BEFORE_FIRST, signal)).rejects.toThrow();
    expect(await log.head()).toBe(BEFORE_FIRST);
  });
});
