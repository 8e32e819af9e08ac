import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { itemKeys } from '../../../shared/adapters/dynamodb/keys.ts';
import { createMemoryInterceptions } from '../../../shared/adapters/memory/interceptions.ts';
import { createMemoryOrders } from '../../../shared/adapters/memory/orders.ts';
import { createMemoryPointers } from '../../../shared/adapters/memory/pointers.ts';
import { createMemoryRetention } from '../../../shared/adapters/memory/retention.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { expiresAtS, KEPT_MS, LIMITATION_MS } from '../../../shared/retention/periods.ts';
import { retainEndedOrder } from '../../../shared/retention/retain-ended-order.ts';
import { RETENTION, type RetentionRule, retentionTable } from '../../../shared/retention/retention.ts';
import { endedOrder, interceptionOf, KEY, KEY_TEXT, ORDER_ID } from './fixtures.ts';

const root = new URL('../../../', import.meta.url);
const rules: readonly [string, RetentionRule][] = Object.entries(RETENTION);
const kindsRemovedBy = (by: RetentionRule['removal']['by']) =>
  rules.filter(([, { removal }]) => removal.by === by).map(([kind]) => kind);

describe('the retention table', () => {
  test('has a row for every kind of item in the register, and no other', () => {
    expect(Object.keys(RETENTION).toSorted()).toEqual(Object.keys(itemKeys).toSorted());
  });

  test('stands in the README as it stands in the code', () => {
    const readme = readFileSync(new URL('shared/retention/README.md', root), 'utf8');
    expect(readme).toContain(retentionTable());
  });

  test('has a period for every kind that is removed after a time, and for no other', () => {
    const withPeriod = [...kindsRemovedBy('its own end'), ...kindsRemovedBy('the end of its order')];
    expect(Object.keys(KEPT_MS).toSorted()).toEqual(withPeriod.toSorted());
  });

  test('is what adapters take the end of their items from', () => {
    const folder = new URL('shared/adapters/dynamodb/', root);
    const adapters = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
    // Effects of checks get their end from the check, which takes it from the same table.
    const bySource = kindsRemovedBy('its own end').filter((kind) => kind !== 'checkEffects');
    const without = bySource.filter(
      (kind) => !adapters.some((text) => text.includes(`expiresAtS('${kind}'`)),
    );
    expect(without).toEqual([]);
  });

  test('keeps evidence for the longer of both limitation times, and pointers longer than any queue', () => {
    expect(LIMITATION_MS).toBeGreaterThanOrEqual(3 * 365 * 86_400_000);
    for (const kind of ['order', 'interception', 'allowance', 'receipt'] as const)
      expect(KEPT_MS[kind]).toBe(LIMITATION_MS);
    expect(KEPT_MS.pointer).toBeGreaterThan(14 * 86_400_000);
  });

  test('never ends anything too early', () => {
    expect(expiresAtS('checkEffects', 1)).toBe(90 * 86_400 + 1);
    expect(expiresAtS('checkEffects', 0)).toBe(90 * 86_400);
  });
});

describe('an ended order', () => {
  async function world(order = endedOrder()) {
    const interceptions = createMemoryInterceptions();
    const pointers = createMemoryPointers();
    const orders = createMemoryOrders();
    await interceptions.record(interceptionOf('dec_1'));
    await interceptions.record(interceptionOf('dec_2'));
    await pointers.put(ORDER_ID, [KEY]);
    await orders.write(order, undefined);
    return { order, retention: createMemoryRetention({ interceptions, pointers, orders }) };
  }
  const endedAtMs = endedOrder().history[1]?.appliedAtMs as number;

  test('gives what hangs on it its end, counted from when it first ended', async () => {
    const { order, retention } = await world();
    expect(await retainEndedOrder(order, retention)).toBe('retained');
    const evidence = expiresAtS('order', endedAtMs);
    expect(Object.fromEntries(retention.ends())).toEqual({
      [`interception ${ORDER_ID} dec_1`]: evidence,
      [`interception ${ORDER_ID} dec_2`]: evidence,
      [`allowances ${ORDER_ID}`]: evidence,
      [`pointer ${KEY_TEXT} ${ORDER_ID}`]: expiresAtS('pointer', endedAtMs),
      [`order ${ORDER_ID}`]: evidence,
    });
  });

  test('gives the same ends however often, and after a later version of it', async () => {
    const { order, retention } = await world();
    await retainEndedOrder(order, retention);
    const first = Object.fromEntries(retention.ends());
    await retainEndedOrder(order, retention);
    const [, released] = order.history;
    const cancelled = {
      ...order,
      version: 3,
      history: [
        ...order.history,
        { ...(released as object), version: 3, status: 'cancelled', appliedAtMs: 9e12 },
      ],
    } as typeof order;
    await retainEndedOrder(cancelled, retention);
    expect(Object.fromEntries(retention.ends())).toEqual(first);
  });

  test.each(['active', 'suspended'] as const)('is not one that is %s, whose items stay', async (status) => {
    const { retention, order } = await world(endedOrder({ status }));
    expect(await retainEndedOrder(order, retention)).toBe('not-ended');
    expect(retention.ends().size).toBe(0);
  });

  test('leaves a fault to be repeated, with the order still without its end', async () => {
    const { order, retention } = await world();
    const failing = {
      ...retention,
      expirePointers: () => Promise.reject(new DependencyUnavailable('dynamodb', 'down')),
    };
    await expect(retainEndedOrder(order, failing)).rejects.toThrow(DependencyUnavailable);
    expect(retention.ends().has(`order ${ORDER_ID}`)).toBe(false);
    await retainEndedOrder(order, retention);
    expect(retention.ends().size).toBe(5);
  });
});
