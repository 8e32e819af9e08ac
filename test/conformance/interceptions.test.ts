import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createMemoryInterceptions } from '../../shared/adapters/memory/interceptions.ts';
import type {
  ChangeId,
  CheckId,
  DecisionId,
  OperatorId,
  OrderId,
  RedressReference,
} from '../../shared/contracts/ids.ts';
import type { InterceptionStore, NewInterception } from '../../shared/interceptions/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => InterceptionStore> = {
  memory: createMemoryInterceptions,
  DynamoDB: () => createDynamoDbInterceptions(engine.table),
};

let orders = 0;
function interception(change: Partial<NewInterception> = {}): NewInterception {
  return {
    orderId: `ord-${++orders}` as OrderId,
    operatorId: 'demo-rail' as OperatorId,
    decisionId: 'dec_1' as DecisionId,
    sector: 'rail',
    productClass: 'rail.g-train',
    checkpoint: 'sale',
    firstAtMs: 1_000,
    redressReference: 'rdr_1' as RedressReference,
    lastCheckId: 'chk_1' as CheckId,
    ...change,
  };
}

const again = (atMs: number, notBeforeMs: number) => ({
  checkpoint: 'change' as const,
  lastCheckId: 'chk_2' as CheckId,
  atMs,
  notBeforeMs,
});

const A_CHANGE = '00000000-0000-4000-8000-00000000000a' as ChangeId;
const ANOTHER_CHANGE = '00000000-0000-4000-8000-00000000000b' as ChangeId;

describe.each(Object.keys(stores))('interceptions in %s', (name) => {
  const open = () => (stores[name] as () => InterceptionStore)();

  test('a first denial is recorded with one attempt', async () => {
    const store = open();
    const first = interception();
    const expected = { ...first, attempts: 1, lastAtMs: 1_000 };
    expect(await store.record(first)).toEqual(expected);
    expect(await store.listByOrder(first.orderId)).toEqual([expected]);
  });

  test('recording the same denial again counts an attempt and keeps its beginning', async () => {
    const store = open();
    const first = interception();
    await store.record(first);
    const second = await store.record({ ...first, firstAtMs: 5_000, lastCheckId: 'chk_9' as CheckId });
    expect(second).toMatchObject({ attempts: 2, firstAtMs: 1_000, lastAtMs: 5_000, lastCheckId: 'chk_9' });
    expect(await store.listByOrder(first.orderId)).toHaveLength(1);
  });

  test('a repeat counts on a denial that is young enough, exactly at the limit too', async () => {
    const store = open();
    const first = interception();
    await store.record(first);
    const counted = await store.countAgain(first, again(9_000, 1_000));
    expect(counted).toMatchObject({ attempts: 2, firstAtMs: 1_000, lastAtMs: 9_000, checkpoint: 'change' });
  });

  test('a repeat does not count on a denial that is too old, and changes nothing', async () => {
    const store = open();
    const first = interception();
    const recorded = await store.record(first);
    expect(await store.countAgain(first, again(9_000, 1_001))).toBeUndefined();
    expect(await store.listByOrder(first.orderId)).toEqual([recorded]);
  });

  test('a repeat of a denial that was never recorded creates nothing', async () => {
    const store = open();
    const first = interception();
    expect(await store.countAgain(first, again(9_000, 0))).toBeUndefined();
    expect(await store.listByOrder(first.orderId)).toEqual([]);
  });

  test('withdrawing the only attempt removes the interception', async () => {
    const store = open();
    const first = interception();
    await store.record(first);
    await store.withdraw(first);
    expect(await store.listByOrder(first.orderId)).toEqual([]);
    await store.withdraw(first);
    expect(await store.listByOrder(first.orderId)).toEqual([]);
  });

  test('withdrawing one of two attempts keeps the earlier denial', async () => {
    const store = open();
    const first = interception();
    await store.record(first);
    await store.record(first);
    await store.withdraw(first);
    expect(await store.listByOrder(first.orderId)).toMatchObject([{ attempts: 1 }]);
  });

  test('operators and decisions of one order are kept apart, other orders are not listed', async () => {
    const store = open();
    const first = interception();
    await store.record(first);
    await store.record({ ...first, operatorId: 'demo-air' as OperatorId });
    await store.record({ ...first, decisionId: 'dec_2' as DecisionId });
    await store.record(interception());
    expect(await store.listByOrder(first.orderId)).toHaveLength(3);
  });

  test('an outcome is noted on an interception and on nothing else', async () => {
    const store = open();
    const first = interception();
    await store.setOutcome(first, 'overridden');
    expect(await store.listByOrder(first.orderId)).toEqual([]);
    await store.record(first);
    await store.setOutcome(first, 'not-sold');
    expect(await store.listByOrder(first.orderId)).toMatchObject([{ outcome: 'not-sold', attempts: 1 }]);
  });

  test('the keys that documents matched are those of all attempts, each once and sorted', async () => {
    const store = open();
    const first = interception({ matchedKeys: ['b'] });
    await store.record(first);
    await store.record({ ...first, matchedKeys: ['c', 'b'] });
    const counted = await store.countAgain(first, { ...again(9_000, 0), matchedKeys: ['a'] });
    expect(counted?.matchedKeys).toEqual(['a', 'b', 'c']);
    expect((await store.listByOrder(first.orderId))[0]?.matchedKeys).toEqual(['a', 'b', 'c']);
  });

  test('a denial is marked for the notice of one change, which may mark it again', async () => {
    const store = open();
    const recorded = await store.record(interception());
    expect(await store.markNoticed(recorded, A_CHANGE)).toBe(true);
    expect(await store.markNoticed(recorded, A_CHANGE)).toBe(true);
    expect(await store.markNoticed(recorded, ANOTHER_CHANGE)).toBe(false);
    expect(await store.listByOrder(recorded.orderId)).toEqual([{ ...recorded, noticedFor: A_CHANGE }]);
  });

  test('of two changes that mark a denial at the same moment one does', async () => {
    const store = open();
    const recorded = await store.record(interception());
    const marked = await Promise.all([A_CHANGE, ANOTHER_CHANGE].map((id) => store.markNoticed(recorded, id)));
    expect(marked.toSorted()).toEqual([false, true]);
  });

  test('a denial on which somebody was denied since it was read is not marked', async () => {
    const store = open();
    const recorded = await store.record(interception());
    await store.countAgain(recorded, again(9_000, 0));
    expect(await store.markNoticed(recorded, A_CHANGE)).toBe(false);
    expect((await store.listByOrder(recorded.orderId))[0]?.noticedFor).toBeUndefined();
  });

  test.each(['counted', 'recorded'])('a further denial that is %s takes the mark away', async (how) => {
    const store = open();
    const first = interception();
    await store.markNoticed(await store.record(first), A_CHANGE);
    const lastCheckId = 'chk_2' as CheckId;
    const next =
      how === 'counted'
        ? await store.countAgain(first, again(9_000, 0))
        : await store.record({ ...first, firstAtMs: 9_000, lastCheckId });
    expect(next).toMatchObject({ attempts: 2, lastCheckId });
    expect(next?.noticedFor).toBeUndefined();
    expect((await store.listByOrder(first.orderId))[0]?.noticedFor).toBeUndefined();
  });

  test('marking a denial that was withdrawn brings nothing back', async () => {
    const store = open();
    const recorded = await store.record(interception());
    await store.withdraw(recorded);
    expect(await store.markNoticed(recorded, A_CHANGE)).toBe(false);
    expect(await store.listByOrder(recorded.orderId)).toEqual([]);
  });

  test('attempts counted at the same time are all counted', async () => {
    const store = open();
    const first = interception();
    await Promise.all(Array.from({ length: 8 }, () => store.record(first)));
    expect(await store.listByOrder(first.orderId)).toMatchObject([{ attempts: 8 }]);
  });
});
