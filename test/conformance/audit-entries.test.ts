import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createMemoryAuditEntries } from '../../shared/adapters/memory/audit-entries.ts';
import { chainOf } from '../../shared/audit/chains.ts';
import { type AuditEntry, GENESIS } from '../../shared/audit/entry.ts';
import type { AuditEntryStore } from '../../shared/audit/ports.ts';
import { createAuditTrail } from '../../shared/audit/trail.ts';
import { verifyChain } from '../../shared/audit/verify-chain.ts';
import type { OrderId } from '../../shared/contracts/ids.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';
import { chainOfEntries, eventOf } from '../unit/audit/fixtures.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => AuditEntryStore> = {
  memory: createMemoryAuditEntries,
  DynamoDB: () => createDynamoDbAuditEntries(engine.table),
};

let chain = 0;

/** Its chain is 15, which no other test here uses. */
const ORDER_OF_CHAIN_15 = 'ord-9' as OrderId;

describe.each(Object.keys(stores))('entries of audit chains in %s', (name) => {
  let store: AuditEntryStore;
  let entries: AuditEntry[];
  beforeEach(() => {
    store = (stores[name] as () => AuditEntryStore)();
    // A chain of its own for each test: the engine stays.
    chain += 1;
    entries = chainOfEntries(12, chain, 2);
  });

  test('begin with nothing', async () => {
    expect(await store.head(chain)).toEqual({ chain, seq: 0, digest: GENESIS });
    expect(await store.readAfter(chain, 0, 10)).toEqual({ entries: [] });
    expect(await store.get(chain, 1)).toBeUndefined();
  });

  test('are read back as they were put, past 9, page by page', async () => {
    for (const entry of entries) expect(await store.put(entry)).toBe('appended');
    expect(await store.head(chain)).toEqual({ chain, seq: 12, digest: entries[11]?.digest });
    expect(await store.get(chain, 5)).toEqual(entries[4]);
    expect(await store.readAfter(chain, 3, 4)).toEqual({ entries: entries.slice(3, 7), next: 7 });
    expect(await store.readAfter(chain, 7, 10)).toEqual({ entries: entries.slice(7) });
  });

  test('are never put over one another', async () => {
    const [first, second] = entries as [AuditEntry, AuditEntry];
    await store.put(first);
    expect(await store.put({ ...second, seq: 1 })).toBe('taken');
    expect(await store.get(chain, 1)).toEqual(first);
  });

  test('stay in one unbroken chain when several containers append at once', async () => {
    let ids = 0;
    const containers = Array.from({ length: 4 }, () =>
      createAuditTrail(store, { newEventId: () => `aud_${ids++}`, random: Math.random, attempts: 100 }),
    );
    const event = eventOf({ orders: [{ orderId: ORDER_OF_CHAIN_15 }] });
    await Promise.all(
      containers.flatMap((trail) =>
        Array.from({ length: 10 }, (_, n) => trail.record({ ...event, atMs: n })),
      ),
    );
    const { entries: written } = await store.readAfter(chainOf(event, ''), 0, 500);
    expect(verifyChain(chainOf(event, ''), written, [])).toEqual([]);
    expect(written.flatMap(({ events }) => events)).toHaveLength(40);
    expect(written.length).toBeLessThan(40);
  });
});

test('a fault of the engine is a dependency that is unavailable, and so is not knowing whether an entry stands', async () => {
  const table = { client: new DynamoDBClient({ region: 'local' }), tableName: 'registry' };
  const client = mockClient(table.client);
  client.onAnyCommand().rejects(new Error('down'));
  const store = createDynamoDbAuditEntries(table);
  const [entry] = chainOfEntries(1) as [AuditEntry];
  for (const call of [
    () => store.head(1),
    () => store.put(entry),
    () => store.get(1, 1),
    () => store.readAfter(1, 0, 10),
  ]) {
    await expect(call()).rejects.toMatchObject({ name: 'DependencyUnavailable', dependency: 'dynamodb' });
  }
  client.restore();
});
