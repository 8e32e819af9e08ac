import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbActClaims } from '../../shared/adapters/dynamodb/act-claims.ts';
import { itemKeys, TIME_TO_LIVE_ATTRIBUTE } from '../../shared/adapters/dynamodb/keys.ts';
import { createMemoryActClaims } from '../../shared/adapters/memory/act-claims.ts';
import type { OrderId } from '../../shared/contracts/ids.ts';
import type { ActClaim, ActClaimStore } from '../../shared/due-process/acts/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';
import { changeIdOf, NOW_MS } from '../unit/orders/fixtures.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => ActClaimStore> = {
  memory: createMemoryActClaims,
  DynamoDB: () => createDynamoDbActClaims(engine.table),
};

let orders = 0;
function claim(overrides: Partial<ActClaim> = {}): ActClaim {
  return {
    orderId: `ord-${orders}` as OrderId,
    version: 2,
    ending: false,
    changeId: changeIdOf(1),
    claimedAtMs: NOW_MS,
    ...overrides,
  };
}
const other = { changeId: changeIdOf(2), claimedAtMs: NOW_MS + 5 };

describe.each(Object.keys(stores))('claims of acts in %s', (name) => {
  const open = () => {
    orders += 1;
    return (stores[name] as () => ActClaimStore)();
  };

  test('the first claim of a version holds it, also against itself', async () => {
    const store = open();
    expect(await store.claim(claim())).toEqual({ kind: 'claimed' });
    expect(await store.claim(claim(other))).toEqual({ kind: 'held', holder: claim() });
    expect(await store.claim(claim({ claimedAtMs: NOW_MS + 9 }))).toEqual({ kind: 'held', holder: claim() });
  });

  test.each([
    ['another version', { version: 3 }],
    ['another order', { orderId: 'ord-x' as OrderId }],
    ['an act that ends the order', { ending: true }],
  ])('%s has a claim of its own', async (_, apart) => {
    const store = open();
    await store.claim(claim());
    expect(await store.claim(claim({ ...other, ...apart }))).toEqual({ kind: 'claimed' });
    expect(await store.claim(claim(other))).toEqual({ kind: 'held', holder: claim() });
  });

  test('a claim is taken over as its holder left it, and not otherwise', async () => {
    const store = open();
    await store.claim(claim());
    expect(await store.takeOver(claim(other), claim({ claimedAtMs: NOW_MS - 1 }))).toBe('conflict');
    expect(await store.takeOver(claim(other), claim({ changeId: changeIdOf(3) }))).toBe('conflict');
    expect(await store.takeOver(claim(other), claim())).toBe('taken');
    expect(await store.takeOver(claim({ changeId: changeIdOf(3) }), claim())).toBe('conflict');
    expect(await store.claim(claim())).toEqual({ kind: 'held', holder: claim(other) });
  });

  test('what nobody claimed cannot be taken over', async () => {
    expect(await open().takeOver(claim(other), claim())).toBe('conflict');
  });

  test('of claims at once one holds the version', async () => {
    const store = open();
    const outcomes = await Promise.all(
      [1, 2, 3, 4].map((n) => store.claim(claim({ changeId: changeIdOf(n) }))),
    );
    expect(outcomes.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
  });

  test('of those who take over at once one gets it', async () => {
    const store = open();
    await store.claim(claim());
    const outcomes = await Promise.all(
      [2, 3, 4].map((n) => store.takeOver(claim({ changeId: changeIdOf(n) }), claim())),
    );
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1);
  });
});

describe('claims of acts in DynamoDB', () => {
  const table = { client: new DynamoDBClient({ region: 'local' }), tableName: 'registry' };
  const store = createDynamoDbActClaims(table);
  const held = new ConditionalCheckFailedException({ message: 'held', $metadata: {} });

  test('remove themselves when no queue can hold their change any more', async () => {
    const client = mockClient(table.client);
    client.on(PutItemCommand).resolves({});
    await store.claim(claim());
    const { Item } = client.commandCalls(PutItemCommand)[0]?.args[0].input ?? {};
    expect(Item?.[TIME_TO_LIVE_ATTRIBUTE]).toEqual({ N: String(NOW_MS / 1_000 + 14 * 86_400) });
    client.restore();
  });

  test('have keys that neither collide nor need more than one partition an order', () => {
    const keys = [
      itemKeys.actClaim('ord-1' as OrderId, 2, false),
      itemKeys.actClaim('ord-1' as OrderId, 2, true),
      itemKeys.actClaim('ord-1' as OrderId, 20, false),
    ];
    expect(keys.map(({ pk }) => pk)).toEqual(Array(3).fill('ACT#ord-1'));
    expect(new Set(keys.map(({ sk }) => sk)).size).toBe(3);
  });

  test('that are removed between refusal and read each time are a fault', async () => {
    const client = mockClient(table.client);
    client.on(PutItemCommand).rejects(held);
    client.on(GetItemCommand).resolves({});
    await expect(store.claim(claim())).rejects.toMatchObject({ dependency: 'dynamodb' });
    client.restore();
  });

  test('a fault of the engine is a dependency that is unavailable', async () => {
    const client = mockClient(table.client);
    client.onAnyCommand().rejects(new Error('down'));
    for (const call of [store.claim(claim()), store.takeOver(claim(other), claim())]) {
      await expect(call).rejects.toMatchObject({ name: 'DependencyUnavailable', dependency: 'dynamodb' });
    }
    client.restore();
  });
});
