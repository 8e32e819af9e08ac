import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createMemoryInterceptions } from '../../shared/adapters/memory/interceptions.ts';
import type {
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

  test('attempts counted at the same time are all counted', async () => {
    const store = open();
    const first = interception();
    await Promise.all(Array.from({ length: 8 }, () => store.record(first)));
    expect(await store.listByOrder(first.orderId)).toMatchObject([{ attempts: 8 }]);
  });
});
