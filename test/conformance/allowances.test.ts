import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbAllowances } from '../../shared/adapters/dynamodb/allowances.ts';
import { createMemoryAllowances } from '../../shared/adapters/memory/allowances.ts';
import { consumeAllowance, giveBackAllowance, reserveAllowance } from '../../shared/allowances/allowances.ts';
import { EMPTY_LEDGER, RESERVATION_MS } from '../../shared/allowances/ledger.ts';
import type { AllowanceStore } from '../../shared/allowances/ports.ts';
import type { CheckId, OrderId } from '../../shared/contracts/ids.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => AllowanceStore> = {
  memory: createMemoryAllowances,
  DynamoDB: () => createDynamoDbAllowances(engine.table),
};

const checkId = 'chk_1' as CheckId;
const by = (nowMs: number, id = checkId) => ({ checkId: id, nowMs });

let orders = 0;
function allowanceOf(holder: string, capacity = 1, quantity = 1, orderId = `ord-${orders}`) {
  return { orderId: orderId as OrderId, name: 'GRANT#g1', holder, quantity, capacity };
}

describe.each(Object.keys(stores))('allowances in %s', (name) => {
  const open = () => {
    orders += 1;
    return (stores[name] as () => AllowanceStore)();
  };

  test('a ledger that was never written is empty', async () => {
    expect(await open().read(allowanceOf('a'))).toEqual({ ledger: EMPTY_LEDGER, revision: 0 });
  });

  test('a ledger is written only over the revision that was read', async () => {
    const store = open();
    const ledger = {
      entries: [{ holder: 'a', checkId, quantity: 1, state: 'reserved' as const, expiresAtMs: 5 }],
    };
    expect(await store.write(allowanceOf('a'), ledger, 0)).toBe('written');
    expect(await store.write(allowanceOf('a'), EMPTY_LEDGER, 0)).toBe('conflict');
    expect(await store.read(allowanceOf('a'))).toEqual({ ledger, revision: 1 });
    expect(await store.write(allowanceOf('a'), EMPTY_LEDGER, 1)).toBe('written');
    expect(await store.read(allowanceOf('a'))).toEqual({ ledger: EMPTY_LEDGER, revision: 2 });
  });

  test('of two operators at once only one gets the last use', async () => {
    const store = open();
    const results = await Promise.all(
      ['a', 'b', 'c', 'd'].map((holder) => reserveAllowance(store, allowanceOf(holder), by(0))),
    );
    expect(results.filter((result) => result === 'reserved')).toHaveLength(1);
  });

  test('the same purchase asked again holds the same reservation', async () => {
    const store = open();
    expect(await reserveAllowance(store, allowanceOf('a'), by(0))).toBe('reserved');
    expect(await reserveAllowance(store, allowanceOf('a'), by(10))).toBe('renewed');
    expect(await reserveAllowance(store, allowanceOf('b'), by(10))).toBe('exhausted');
  });

  test('a reservation lapses after 15 minutes', async () => {
    const store = open();
    await reserveAllowance(store, allowanceOf('a'), by(0));
    expect(await reserveAllowance(store, allowanceOf('b'), by(RESERVATION_MS - 1))).toBe('exhausted');
    expect(await reserveAllowance(store, allowanceOf('b'), by(RESERVATION_MS))).toBe('reserved');
  });

  test('what was given back can be reserved by another', async () => {
    const store = open();
    await reserveAllowance(store, allowanceOf('a'), by(0));
    await giveBackAllowance(store, { ...allowanceOf('a'), checkId });
    expect(await reserveAllowance(store, allowanceOf('b'), by(1))).toBe('reserved');
  });

  test('what a later check of the same purchase holds is not given back for an earlier one', async () => {
    const store = open();
    const later = 'chk_2' as CheckId;
    await reserveAllowance(store, allowanceOf('a'), by(0));
    await reserveAllowance(store, allowanceOf('a'), by(1, later));
    await giveBackAllowance(store, { ...allowanceOf('a'), checkId });
    expect(await reserveAllowance(store, allowanceOf('b'), by(2))).toBe('exhausted');
    await giveBackAllowance(store, { ...allowanceOf('a'), checkId: later });
    expect(await reserveAllowance(store, allowanceOf('b'), by(3))).toBe('reserved');
  });

  test('a check whose clock is behind does not shorten what the same purchase was promised', async () => {
    const store = open();
    await reserveAllowance(store, allowanceOf('a'), by(60_000));
    await reserveAllowance(store, allowanceOf('a'), by(0));
    expect(await reserveAllowance(store, allowanceOf('b'), by(RESERVATION_MS))).toBe('exhausted');
    expect(await reserveAllowance(store, allowanceOf('b'), by(RESERVATION_MS + 60_000))).toBe('reserved');
  });

  test('a use that a sale consumed does not come back, and the sale itself passes later checks', async () => {
    const store = open();
    await reserveAllowance(store, allowanceOf('a'), by(0));
    expect(await consumeAllowance(store, allowanceOf('a'), by(1))).toBe('consumed');
    expect(await consumeAllowance(store, allowanceOf('a'), by(2))).toBe('consumed');
    await giveBackAllowance(store, { ...allowanceOf('a'), checkId });
    expect(await reserveAllowance(store, allowanceOf('b'), by(10 * RESERVATION_MS))).toBe('exhausted');
    expect(await reserveAllowance(store, allowanceOf('a'), by(10 * RESERVATION_MS))).toBe('renewed');
  });

  test('a sale reported after its reservation went to another is counted and said to be too much', async () => {
    const store = open();
    await reserveAllowance(store, allowanceOf('a'), by(0));
    await reserveAllowance(store, allowanceOf('b'), by(RESERVATION_MS));
    expect(await consumeAllowance(store, allowanceOf('b'), by(RESERVATION_MS + 1))).toBe('consumed');
    expect(await consumeAllowance(store, allowanceOf('a'), by(RESERVATION_MS + 2))).toBe('over-used');
  });

  test('a quota is spent exactly to its amount and not beyond', async () => {
    const store = open();
    expect(await reserveAllowance(store, allowanceOf('a', 1_000, 600), by(0))).toBe('reserved');
    expect(await reserveAllowance(store, allowanceOf('b', 1_000, 401), by(0))).toBe('exhausted');
    expect(await reserveAllowance(store, allowanceOf('b', 1_000, 400), by(0))).toBe('reserved');
  });
});
