import { describe, expect, test } from 'vitest';
import type { OrderRecord } from '../../../shared/orders/order.ts';
import { nextStep } from '../../../shared/sandbox/next-step.ts';
import { HOUR_MS, NOW_MS } from '../orders/fixtures.ts';
import { type Label, MINUTE_MS, sandboxWorld } from './world.ts';

/** The order of a subject as the keeper imposed it. */
async function imposed(label: Label): Promise<OrderRecord> {
  const world = sandboxWorld();
  await world.keepAndApply();
  const [order] = await world.ordersOf(label);
  if (!order) throw new Error('there is no order');
  return order;
}

function ended(order: OrderRecord, endedAtMs: number): OrderRecord {
  const [first] = order.history;
  if (!first) throw new Error('the order has no history');
  const status = 'released' as const;
  const end = { ...first, version: 2, status, appliedAtMs: endedAtMs };
  return { ...order, terms: { ...order.terms, status }, history: [...order.history, end] };
}

describe('an order that stays', () => {
  test('is left alone, however often somebody is denied', async () => {
    const order = await imposed('air');
    expect(nextStep('stays', [order], NOW_MS - HOUR_MS, NOW_MS)).toEqual({ kind: 'nothing' });
  });

  test('is replaced at once when somebody ended it', async () => {
    const order = ended(await imposed('air'), NOW_MS - 1);
    expect(nextStep('stays', [order], undefined, NOW_MS)).toEqual({
      kind: 'impose',
      lastEndMs: NOW_MS - 1,
    });
  });

  test('is replaced when somebody gave it an end that is over, and not before', async () => {
    const order = await imposed('air');
    const until = (toMs: number) => ({
      ...order,
      terms: { ...order.terms, period: { ...order.terms.period, toMs } },
    });
    expect(nextStep('stays', [until(NOW_MS + 1)], undefined, NOW_MS)).toEqual({ kind: 'nothing' });
    expect(nextStep('stays', [until(NOW_MS)], undefined, NOW_MS)).toEqual({
      kind: 'impose',
      lastEndMs: NOW_MS,
    });
  });

  test('is not replaced while it is suspended', async () => {
    const order = await imposed('air');
    const suspended = { ...order, terms: { ...order.terms, status: 'suspended' as const } };
    expect(nextStep('stays', [suspended], undefined, NOW_MS)).toEqual({ kind: 'nothing' });
  });
});

describe('an order that ends after a denial', () => {
  test('is left alone until a minute after the first denial', async () => {
    const order = await imposed('released');
    const step = (sinceMs: number | undefined) =>
      nextStep('ends-after-denial', [order], sinceMs && NOW_MS - sinceMs, NOW_MS).kind;
    expect(step(undefined)).toBe('nothing');
    expect(step(MINUTE_MS - 1)).toBe('nothing');
    expect(step(MINUTE_MS)).toBe('release');
  });

  test('is released with every other one that lives, and none that has ended', async () => {
    const order = await imposed('released');
    const twin = { ...order, orderId: `${order.orderId}-twin` as OrderRecord['orderId'] };
    const past = ended({ ...order, orderId: `${order.orderId}-past` as OrderRecord['orderId'] }, NOW_MS);
    expect(nextStep('ends-after-denial', [order, past, twin], 0, NOW_MS)).toEqual({
      kind: 'release',
      orders: [order, twin],
    });
  });

  test('is followed by another one ten minutes after the last end, and no sooner', async () => {
    const order = await imposed('released');
    const step = (sinceMs: number) =>
      nextStep(
        'ends-after-denial',
        [ended(order, NOW_MS - HOUR_MS), ended(order, NOW_MS - sinceMs)],
        undefined,
        NOW_MS,
      );
    expect(step(10 * MINUTE_MS - 1)).toEqual({ kind: 'nothing' });
    expect(step(10 * MINUTE_MS)).toEqual({ kind: 'impose', lastEndMs: NOW_MS - 10 * MINUTE_MS });
  });
});

test('a subject without any order gets one', () => {
  expect(nextStep('stays', [], undefined, NOW_MS)).toEqual({ kind: 'impose', lastEndMs: undefined });
  expect(nextStep('ends-after-denial', [], undefined, NOW_MS)).toMatchObject({ kind: 'impose' });
});
