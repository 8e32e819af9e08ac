import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { itemKeys } from '../../shared/adapters/dynamodb/keys.ts';
import { createDynamoDbRateCounters } from '../../shared/adapters/dynamodb/rate-counters.ts';
import { createMemoryRateCounters } from '../../shared/adapters/memory/rate-counters.ts';
import type { RateCounter, RateCounters } from '../../shared/rate-limits/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => RateCounters> = {
  memory: createMemoryRateCounters,
  DynamoDB: () => createDynamoDbRateCounters(engine.table),
};

let counters = 0;
function newCounter(): RateCounter {
  const name = (++counters).toString(16).padStart(32, '0');
  return { name, windowFromMs: 1_000_000, windowToMs: 1_060_000 };
}

describe.each(Object.keys(stores))('rate counters in %s', (store) => {
  const open = () => (stores[store] as () => RateCounters)();

  test('count from one, each counter by itself', async () => {
    const [counter, other] = [newCounter(), newCounter()];
    const store = open();
    expect([await store.increment(counter), await store.increment(counter)]).toEqual([1, 2]);
    expect(await store.increment(other)).toBe(1);
  });

  test('begin again with a new window', async () => {
    const counter = newCounter();
    const store = open();
    await store.increment(counter);
    const next = { ...counter, windowFromMs: counter.windowToMs, windowToMs: counter.windowToMs + 60_000 };
    expect(await store.increment(next)).toBe(1);
    expect(await store.increment(counter)).toBe(2);
  });

  test('give each of many at once a count of its own', async () => {
    const counter = newCounter();
    const store = open();
    const counts = await Promise.all(Array.from({ length: 20 }, () => store.increment(counter)));
    expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });
});

test('a counter in DynamoDB is removed after its window, and is nothing but a digest and a count', async () => {
  const counter = newCounter();
  await createDynamoDbRateCounters(engine.table).increment(counter);
  const { Item } = await engine.table.client.send(
    new GetItemCommand({
      TableName: engine.table.tableName,
      Key: marshall(itemKeys.rateCounter(counter.name, counter.windowFromMs)),
    }),
  );
  expect(unmarshall(Item ?? {})).toEqual({
    pk: `RATE#${counter.name}`,
    sk: '1000000',
    passages: 1,
    expiresAtS: 1_060 + 3_600,
  });
});
