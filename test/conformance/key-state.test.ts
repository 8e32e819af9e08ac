import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDynamoDbKeyState } from '../../shared/adapters/dynamodb/key-state.ts';
import { createDynamoDbOrderPages } from '../../shared/adapters/dynamodb/order-pages.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createMemoryKeyState } from '../../shared/adapters/memory/key-state.ts';
import { createMemoryOrderPages } from '../../shared/adapters/memory/order-pages.ts';
import { createMemoryOrders } from '../../shared/adapters/memory/orders.ts';
import { DependencyUnavailable } from '../../shared/contracts/problem.ts';
import { fingerprintOf } from '../../shared/identity/key-fingerprint.ts';
import type { SubjectKeySecret } from '../../shared/identity/secrets.ts';
import { confirmKeys } from '../../shared/key-rotation/confirm-keys.ts';
import type { KeyStateStore, OrderPages } from '../../shared/key-rotation/ports.ts';
import { type KeyState, stableState } from '../../shared/key-rotation/state.ts';
import type { OrderRecord } from '../../shared/orders/order.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';
import { NOW_MS, orderVersion } from '../unit/orders/fixtures.ts';

let engine: EmbeddedDynamoDb;
beforeEach(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterEach(() => engine.close());

const secret = { version: '1', key: new Uint8Array(32).fill(1) };
const otherKey = { version: '1', key: new Uint8Array(32).fill(2) };
const otherVersion = { ...secret, version: '2' };

const stores: Record<string, () => KeyStateStore> = {
  memory: () => createMemoryKeyState(),
  DynamoDB: () => createDynamoDbKeyState(engine.table),
};

function later(seen: KeyState): KeyState {
  return {
    ...seen,
    phase: 'dual',
    phaseSinceMs: 5,
    live: [...seen.live, { ...fingerprintOf(otherVersion), sinceMs: 5 }],
    pass: { startedAtMs: 6, looked: 1, rekeyed: 1, failed: 0, unresolved: 0 },
    revision: seen.revision + 1,
  };
}

describe.each(Object.keys(stores))('the state of the secret in %s', (name) => {
  const newStore = () => (stores[name] as () => KeyStateStore)();

  test('begins with the first fingerprint, whoever else comes', async () => {
    const store = newStore();
    expect(await store.read()).toBeUndefined();
    await store.putOnce(fingerprintOf(secret));
    await store.putOnce(fingerprintOf(otherKey));
    expect(await store.read()).toEqual(stableState(fingerprintOf(secret)));
  });

  test('is replaced by who has seen it as it is, and by nobody else', async () => {
    const store = newStore();
    await store.putOnce(fingerprintOf(secret));
    const first = (await store.read()) as KeyState;
    const second = later(first);
    expect(await store.replace(second, first)).toBe('written');
    expect(await store.read()).toEqual(second);
    expect(await store.replace(later(first), first)).toBe('conflict');
    const { pass: _, ...third } = { ...second, phase: 'stable' as const, revision: 2 };
    expect(await store.replace(third, second)).toBe('written');
    expect(await store.read()).toEqual(third);
    await store.putOnce(fingerprintOf(otherKey));
    expect(await store.read()).toEqual(third);
  });

  test('is not made by a step', async () => {
    const store = newStore();
    const imagined = stableState(fingerprintOf(secret));
    expect(await store.replace(later(imagined), imagined)).toBe('conflict');
    expect(await store.read()).toBeUndefined();
  });
});

test('a register of an earlier release is one where a single version counts', async () => {
  const fingerprint = fingerprintOf(secret);
  const Item = marshall({ pk: 'SECRET', sk: 'SUBJECT-KEY', ...fingerprint });
  await engine.table.client.send(new PutItemCommand({ TableName: engine.table.tableName, Item }));
  expect(await createDynamoDbKeyState(engine.table).read()).toEqual(stableState(fingerprint));
});

describe('a register', () => {
  const holding = (...keys: readonly SubjectKeySecret[]) => ({ subjectKeys: async () => keys });

  test('that is new takes the secret of whoever comes first, and no other afterwards', async () => {
    const store = createMemoryKeyState();
    await confirmKeys(holding(secret), store);
    expect((await confirmKeys(holding(secret), store)).lookup).toBe(secret);
    for (const other of [otherKey, otherVersion]) {
      await expect(confirmKeys(holding(other), store)).rejects.toThrow(/not the one/);
    }
  });

  test('that is new takes one secret even if two come at once', async () => {
    const store = createMemoryKeyState();
    const results = await Promise.allSettled([
      confirmKeys(holding(secret), store),
      confirmKeys(holding(otherKey), store),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('whose state cannot be read, or is not kept, confirms nothing', async () => {
    const down = () => Promise.reject(new DependencyUnavailable('dynamodb', 'down'));
    await expect(confirmKeys(holding(secret), { read: down, putOnce: down })).rejects.toThrow(
      DependencyUnavailable,
    );
    const forgetful = { read: async () => undefined, putOnce: async () => undefined };
    await expect(confirmKeys(holding(secret), forgetful)).rejects.toThrow(/not the one/);
  });
});

const registers: Record<
  string,
  () => { orders: ReturnType<typeof createDynamoDbOrders>; pages: OrderPages }
> = {
  memory: () => {
    const orders = createMemoryOrders();
    return { orders, pages: createMemoryOrderPages(orders.all, 3) };
  },
  DynamoDB: () => ({
    orders: createDynamoDbOrders(engine.table),
    pages: createDynamoDbOrderPages(engine.table, 3),
  }),
};

test.each(Object.keys(registers))('every order of %s is on one page, and nothing else', async (name) => {
  const { orders, pages } = (registers[name] as (typeof registers)[string])();
  await createDynamoDbKeyState(engine.table).putOnce(fingerprintOf(secret));
  const made = Array.from({ length: 8 }, (_, n): OrderRecord => {
    const version = orderVersion({ order: `ord-${n}`, change: n + 1 });
    return { ...version, appliedAtMs: NOW_MS, effectiveAtMs: NOW_MS, history: [], revision: 1 };
  });
  for (const record of made) await orders.write(record, undefined);
  const found: OrderRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await pages.page(cursor);
    expect(page.orders.length).toBeLessThanOrEqual(3);
    found.push(...page.orders);
    cursor = page.next;
  } while (cursor !== undefined);
  expect(found.sort((a, b) => (a.orderId < b.orderId ? -1 : 1))).toEqual(made);
});
