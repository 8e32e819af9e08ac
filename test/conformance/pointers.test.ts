import { BatchWriteItemCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbPointers } from '../../shared/adapters/dynamodb/pointers.ts';
import { createMemoryPointers } from '../../shared/adapters/memory/pointers.ts';
import type { OrderId } from '../../shared/contracts/ids.ts';
import type { PointerStore } from '../../shared/orders/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';
import { subjectKeyOf } from '../unit/orders/fixtures.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => PointerStore> = {
  memory: createMemoryPointers,
  DynamoDB: () => createDynamoDbPointers(engine.table),
};

let tests = 0;

describe.each(Object.keys(stores))('pointers in %s', (name) => {
  const open = () => {
    tests += 1;
    return (stores[name] as () => PointerStore)();
  };
  const key = (n: number) => subjectKeyOf(tests * 1_000 + n);
  const order = (n: number) => `ord-${tests}-${n}` as OrderId;

  test('a key that no order names leads nowhere', async () => {
    const store = open();
    expect(await store.findOrderIds([key(1)])).toEqual([]);
    expect(await store.findOrderIds([])).toEqual([]);
  });

  test('a key leads to every order that names it, and each order is found once', async () => {
    const store = open();
    await store.put(order(1), [key(1), key(2)]);
    await store.put(order(2), [key(2)]);
    expect((await store.findOrderIds([key(2)])).toSorted()).toEqual([order(1), order(2)]);
    expect((await store.findOrderIds([key(1), key(2), key(3)])).toSorted()).toEqual([order(1), order(2)]);
    expect(await store.findOrderIds([key(1)])).toEqual([order(1)]);
  });

  test('putting a pointer again changes nothing', async () => {
    const store = open();
    await store.put(order(1), [key(1)]);
    await store.put(order(1), [key(1)]);
    expect(await store.findOrderIds([key(1)])).toEqual([order(1)]);
  });

  test('an order may name more keys than one write takes', async () => {
    const store = open();
    const keys = Array.from({ length: 60 }, (_, n) => key(n));
    await store.put(order(1), keys);
    for (const one of [0, 24, 25, 59]) expect(await store.findOrderIds([key(one)])).toEqual([order(1)]);
    expect(await store.findOrderIds(keys)).toEqual([order(1)]);
  });
});

describe('pointers in DynamoDB', () => {
  const table = { client: new DynamoDBClient({ region: 'local' }), tableName: 'registry' };
  const store = createDynamoDbPointers(table);
  const id = 'ord-1' as OrderId;

  test('are written until nothing is left unprocessed', async () => {
    const client = mockClient(table.client);
    const left = [{ PutRequest: { Item: marshall({ pk: 'SUBJECT#x', sk: 'ORDER#ord-1' }) } }];
    client
      .on(BatchWriteItemCommand)
      .resolvesOnce({ UnprocessedItems: { registry: left } })
      .resolvesOnce({ UnprocessedItems: { registry: left } })
      .resolves({});
    await store.put(id, [subjectKeyOf(1), subjectKeyOf(2)]);
    const sent = client
      .commandCalls(BatchWriteItemCommand)
      .map(({ args }) => args[0].input.RequestItems?.registry);
    expect(sent.map((requests) => requests?.length)).toEqual([2, 1, 1]);
    client.restore();
  });

  test('that stay unprocessed are a fault', async () => {
    const client = mockClient(table.client);
    const left = [{ PutRequest: { Item: marshall({ pk: 'SUBJECT#x', sk: 'ORDER#ord-1' }) } }];
    client.on(BatchWriteItemCommand).resolves({ UnprocessedItems: { registry: left } });
    await expect(store.put(id, [subjectKeyOf(1)])).rejects.toMatchObject({ dependency: 'dynamodb' });
    client.restore();
  });

  test('of a key on many pages are all found, each page read with strong consistency', async () => {
    const client = mockClient(table.client);
    const LastEvaluatedKey = marshall({ pk: 'SUBJECT#x', sk: 'ORDER#ord-1' });
    client
      .on(QueryCommand)
      .resolvesOnce({ Items: [marshall({ sk: 'ORDER#ord-1' })], LastEvaluatedKey })
      .resolves({ Items: [marshall({ sk: 'ORDER#ord-2' })] });
    expect(await store.findOrderIds([subjectKeyOf(1)])).toEqual(['ord-1', 'ord-2']);
    const pages = client.commandCalls(QueryCommand).map(({ args }) => args[0].input);
    expect(pages.map(({ ConsistentRead }) => ConsistentRead)).toEqual([true, true]);
    expect(pages[1]?.ExclusiveStartKey).toEqual(LastEvaluatedKey);
    client.restore();
  });

  test('that cannot be read are a fault, never an empty answer', async () => {
    const client = mockClient(table.client);
    const cause = new Error('down');
    client.on(QueryCommand).resolvesOnce({ Items: [] }).rejects(cause);
    await expect(store.findOrderIds([subjectKeyOf(1), subjectKeyOf(2)])).rejects.toMatchObject({
      name: 'DependencyUnavailable',
      cause,
    });
    client.restore();
  });
});
