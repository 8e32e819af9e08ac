import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbClientCounters } from '../../shared/adapters/dynamodb/client-counters.ts';
import { itemKeys } from '../../shared/adapters/dynamodb/keys.ts';
import { createMemoryClientCounters } from '../../shared/adapters/memory/client-counters.ts';
import { DependencyUnavailable } from '../../shared/contracts/problem.ts';
import type { ClientCounters, LimitedApi } from '../../shared/rate-limits/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => ClientCounters> = {
  memory: createMemoryClientCounters,
  DynamoDB: () => createDynamoDbClientCounters(engine.table),
};

const NOW_MS = 1_800_000_000_000;
const ONE = { passed: 1, documents: 2, subjects: 3, outcomes: 4 };
let clients = 0;
const newName = (api: LimitedApi = 'check') => ({ clientId: `client-${++clients}`, api });

describe.each(Object.keys(stores))('counts of clients in %s', (name) => {
  const open = () => (stores[name] as () => ClientCounters)();

  test('begin at nothing and add up, each kind by itself', async () => {
    const [store, client] = [open(), newName()];
    expect(await store.add(client, ONE, NOW_MS)).toEqual(ONE);
    const sum = await store.add(client, { passed: 10, documents: 0, subjects: 0, outcomes: 1 }, NOW_MS);
    expect(sum).toEqual({ passed: 11, documents: 2, subjects: 3, outcomes: 5 });
  });

  test('are those of one client at one API', async () => {
    const [store, client] = [open(), newName()];
    await store.add(client, ONE, NOW_MS);
    expect(await store.add(newName(), ONE, NOW_MS)).toEqual(ONE);
    expect(await store.add({ ...client, api: 'registry' }, ONE, NOW_MS)).toEqual(ONE);
  });

  test('lose nothing of many that add at once', async () => {
    const [store, client] = [open(), newName()];
    const sums = await Promise.all(Array.from({ length: 12 }, () => store.add(client, ONE, NOW_MS)));
    expect(sums.map(({ passed }) => passed).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, n) => n + 1),
    );
  });
});

describe('counts of clients in DynamoDB', () => {
  test('are removed a day after the last request, and are nothing but numbers', async () => {
    const client = newName('notices');
    const store = createDynamoDbClientCounters(engine.table);
    await store.add(client, ONE, NOW_MS - 5_000);
    await store.add(client, ONE, NOW_MS);
    const { Item } = await engine.table.client.send(
      new GetItemCommand({
        TableName: engine.table.tableName,
        Key: marshall(itemKeys.clientCounts(client.clientId, client.api)),
      }),
    );
    expect(unmarshall(Item ?? {})).toEqual({
      pk: `CLIENT-COUNTS#${client.clientId}`,
      sk: 'notices',
      passed: 2,
      documents: 4,
      subjects: 6,
      outcomes: 8,
      expiresAtS: NOW_MS / 1_000 + 86_400,
    });
  });

  test('that cannot be added to are a fault of something we depend on', async () => {
    const client = mockClient(DynamoDBClient);
    client.on(UpdateItemCommand).rejects(new Error('down'));
    const store = createDynamoDbClientCounters({
      client: new DynamoDBClient({ region: 'local' }),
      tableName: 'registry',
    });
    await expect(store.add(newName(), ONE, NOW_MS)).rejects.toThrow(DependencyUnavailable);
    client.restore();
  });
});
