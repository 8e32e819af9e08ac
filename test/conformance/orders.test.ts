import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createMemoryOrders } from '../../shared/adapters/memory/orders.ts';
import type { GrantId, OrderId } from '../../shared/contracts/ids.ts';
import { RESTRICTED_ITEMS } from '../../shared/contracts/items.ts';
import { MAX_DOCUMENTS } from '../../shared/contracts/list-change.ts';
import { MAX_GROUPS } from '../../shared/orders/aliases.ts';
import { MAX_ENDS } from '../../shared/orders/effective-end.ts';
import {
  afterLesserChange,
  MAX_HISTORY,
  nextRecord,
  withLaterEffect,
} from '../../shared/orders/next-record.ts';
import type { OrderRecord } from '../../shared/orders/order.ts';
import type { OrderStore } from '../../shared/orders/ports.ts';
import { MAX_SEALED_LENGTH } from '../../shared/orders/sealing.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';
import { changeIdOf, grant, keyOf, orderVersion, type VersionSketch } from '../unit/orders/fixtures.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => OrderStore> = {
  memory: createMemoryOrders,
  DynamoDB: () => createDynamoDbOrders(engine.table),
};

let tests = 0;

function record(sketch: VersionSketch, stored?: OrderRecord): OrderRecord {
  return nextRecord(orderVersion({ ...sketch, order: sketch.order ?? `ord-${tests}` }), stored, {
    appliedAtMs: 1_000,
    keysKnownAtMs: undefined,
  });
}

describe.each(Object.keys(stores))('orders in %s', (name) => {
  const open = () => {
    tests += 1;
    return (stores[name] as () => OrderStore)();
  };

  test('an order that was never written is not there', async () => {
    const store = open();
    expect(await store.get('ord-none' as OrderId)).toBeUndefined();
    expect(await store.getMany(['ord-none' as OrderId])).toEqual([]);
    expect(await store.getMany([])).toEqual([]);
  });

  test('an order is read as it was written, with all it has', async () => {
    const store = open();
    const first = record({});
    const grants = [grant({ uses: 1 }), grant({ uses: null })];
    const released = record({ version: 2, status: 'released', keys: [1, 2] }, first);
    const full = { ...released, terms: { ...released.terms, grants, period: { fromMs: 0, toMs: 9 } } };
    expect(await store.write(first, undefined)).toBe('written');
    expect(await store.get(first.orderId)).toEqual(first);
    expect(await store.write(full, first)).toBe('written');
    expect(await store.get(first.orderId)).toEqual(full);
  });

  test('an order is written only over the record that was read', async () => {
    const store = open();
    const first = record({});
    const second = record({ version: 2 }, first);
    expect(await store.write(second, first)).toBe('conflict');
    expect(await store.write(first, undefined)).toBe('written');
    expect(await store.write(second, undefined)).toBe('conflict');
    expect(await store.write(second, { ...first, changeId: second.changeId })).toBe('conflict');
    expect(await store.write(second, { ...first, version: 7 })).toBe('conflict');
    expect(await store.get(first.orderId)).toEqual(first);
    expect(await store.write(second, first)).toBe('written');
  });

  test('an order whose effect was postponed is another record', async () => {
    const store = open();
    const first = record({});
    const postponed = withLaterEffect(first, first.changeId, first.effectiveAtMs + 1);
    await store.write(first, undefined);
    expect(await store.write(postponed, first)).toBe('written');
    expect(await store.write(record({ version: 2 }, first), first)).toBe('conflict');
    expect(await store.get(first.orderId)).toEqual(postponed);
  });

  test('an order that was written again is another record, although its document and its effect are the same', async () => {
    const store = open();
    const first = record({ version: 3, keys: [1, 2, 3] });
    await store.write(first, undefined);
    const absorbing = (n: number) =>
      afterLesserChange(
        orderVersion({ order: first.orderId, version: 1, change: 10 + n, clears: [n] }),
        first,
        {
          appliedAtMs: 1_000,
          keysKnownAtMs: undefined,
        },
      ) as OrderRecord;
    expect(await store.write(absorbing(2), first)).toBe('written');
    expect(await store.write(absorbing(3), first)).toBe('conflict');
    expect(await store.get(first.orderId)).toEqual(absorbing(2));
    expect(await store.write(record({ version: 4 }, absorbing(2)), absorbing(2))).toBe('written');
  });

  test('an order from before writes were counted is written over as it was read', async () => {
    const store = open();
    const { revision: _, ends: __, ...old } = record({});
    await store.write(old, undefined);
    const stored = (await store.get(old.orderId)) as OrderRecord;
    expect(stored).toEqual(old);
    expect(await store.write(record({ version: 2 }, stored), stored)).toBe('written');
    expect(await store.write(record({ version: 3 }, stored), stored)).toBe('conflict');
  });

  test('the largest order that there can be is one record', async () => {
    const store = open();
    const many = (count: number, from = 0) => Array.from({ length: count }, (_, n) => keyOf(from + n));
    const longId = 'x'.repeat(128);
    const first = record({ order: `${'o'.repeat(120)}-${tests}` });
    const changeIds = Array.from({ length: MAX_HISTORY }, (_, n) => changeIdOf(n));
    const largest: OrderRecord = {
      ...first,
      terms: {
        ...first.terms,
        items: RESTRICTED_ITEMS,
        continues: longId as OrderId,
        grants: changeIds
          .slice(0, 100)
          .map((_, n) =>
            grant({ grantId: `${longId.slice(4)}${n}` as GrantId, items: RESTRICTED_ITEMS, uses: 1_000 }),
          ),
      },
      keys: many(MAX_DOCUMENTS),
      clearedKeys: many(1_000, 1_000),
      formerKeys: many(500, 3_000),
      aliases: Array.from({ length: MAX_GROUPS }, (_, n) => [keyOf(5_000 + n), keyOf(6_000 + n)]),
      sealedDocument: 'x'.repeat(MAX_SEALED_LENGTH),
      ends: changeIds.slice(0, MAX_ENDS).map((changeId, n) => ({
        version: 1_000_000_000 - n,
        changeId,
        acceptedAtMs: Date.now(),
        toMs: Date.now(),
        continues: longId as OrderId,
      })),
      history: changeIds.map((changeId, n) => ({
        version: 1_000_000_000 - n,
        changeId,
        status: 'cancelled',
        endReason: 'creditor-consent',
        acceptedAtMs: Date.now(),
        appliedAtMs: Date.now(),
        effectiveAtMs: Date.now(),
      })),
    };
    expect(await store.write(largest, undefined)).toBe('written');
    expect(await store.get(largest.orderId)).toEqual(largest);
  });

  test('of writers at once one wins', async () => {
    const store = open();
    const writers = Array.from({ length: 8 }, (_, n) => store.write(record({ change: n + 1 }), undefined));
    expect((await Promise.all(writers)).filter((result) => result === 'written')).toHaveLength(1);
  });

  test('many orders are read at once, each one time', async () => {
    const store = open();
    const ids = Array.from({ length: 120 }, (_, n) => `many-${tests}-${n}` as OrderId);
    for (const order of ids) await store.write(record({ order }), undefined);
    const found = await store.getMany([...ids, ...ids.slice(0, 5), 'ord-none' as OrderId]);
    expect(found.map(({ orderId }) => orderId).toSorted()).toEqual(ids.toSorted());
  });
});

describe('orders in DynamoDB', () => {
  const table = { client: new DynamoDBClient({ region: 'local' }), tableName: 'registry' };
  const store = createDynamoDbOrders(table);
  const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
  const id = 'ord-1' as OrderId;

  test('a fault of the engine is a dependency that is unavailable, with its cause', async () => {
    const client = mockClient(table.client);
    client.onAnyCommand().rejects(throttled);
    const unavailable = { name: 'DependencyUnavailable', dependency: 'dynamodb', cause: throttled };
    await expect(store.get(id)).rejects.toMatchObject(unavailable);
    await expect(store.getMany([id])).rejects.toMatchObject(unavailable);
    await expect(store.write(record({}), undefined)).rejects.toMatchObject(unavailable);
    client.restore();
  });

  test('what a read left out is read again, until nothing is left', async () => {
    const client = mockClient(table.client);
    const key = marshall({ pk: 'ORDER#ord-2', sk: 'STATE' });
    client
      .on(BatchGetItemCommand)
      .resolvesOnce({
        Responses: { registry: [marshall({ orderId: 'ord-1' })] },
        UnprocessedKeys: { registry: { Keys: [key] } },
      })
      .resolves({ Responses: { registry: [marshall({ orderId: 'ord-2' })] } });
    const found = await store.getMany([id, 'ord-2' as OrderId]);
    expect(found.map(({ orderId }) => orderId)).toEqual(['ord-1', 'ord-2']);
    const [, second] = client.commandCalls(BatchGetItemCommand);
    expect(second?.args[0].input.RequestItems?.registry).toEqual({ Keys: [key], ConsistentRead: true });
    client.restore();
  });

  test('what is left out of every round ends in a fault', async () => {
    const client = mockClient(table.client);
    const Keys = [marshall({ pk: 'ORDER#ord-1', sk: 'STATE' })];
    client.on(BatchGetItemCommand).resolves({ UnprocessedKeys: { registry: { Keys } } });
    await expect(store.getMany([id])).rejects.toMatchObject({ dependency: 'dynamodb' });
    client.restore();
  });

  test('every read is strongly consistent and every write conditional', async () => {
    const client = mockClient(table.client);
    client.onAnyCommand().resolves({});
    await store.get(id);
    await store.getMany([id]);
    await store.write(record({}), undefined);
    expect(client.commandCalls(GetItemCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
    const [many] = client.commandCalls(BatchGetItemCommand);
    expect(many?.args[0].input.RequestItems?.registry?.ConsistentRead).toBe(true);
    expect(client.commandCalls(PutItemCommand)[0]?.args[0].input.ConditionExpression).toBeDefined();
    client.restore();
  });

  test('a read that its caller gave up ends', async () => {
    const signal = AbortSignal.abort();
    await expect(createDynamoDbOrders(engine.table).get(id, signal)).rejects.toMatchObject({
      dependency: 'dynamodb',
    });
  });
});
