import { describe, expect, test } from 'vitest';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { formatSubjectKey } from '../../../shared/identity/subject-key.ts';
import { MAX_KNOWN_ORDERS, SandboxError } from '../../../shared/sandbox/keeper.ts';
import { keyOf } from '../../../shared/sandbox/key-of.ts';
import { SANDBOX_COURT } from '../../../shared/sandbox/orders.ts';
import { SANDBOX_SUBJECTS } from '../../../shared/sandbox/subjects.ts';
import { makers } from '../orders/fixtures.ts';
import { MINUTE_MS, sandboxWorld } from './world.ts';

const RELEASED = SANDBOX_SUBJECTS.find(({ label }) => label === 'released');
const NAMED = SANDBOX_SUBJECTS.filter(({ order }) => order !== undefined).length;

describe('the keeper of the sandbox', () => {
  test('imposes an order on each subject that has one, of a court of its own', async () => {
    const { keepAndApply, register } = sandboxWorld();
    expect(await keepAndApply()).toEqual({ imposed: NAMED, released: 0, exhausted: [] });
    const orders = register.orders.all();
    expect(orders).toHaveLength(NAMED);
    expect(new Set(orders.map(({ courtCode }) => courtCode))).toEqual(new Set([SANDBOX_COURT]));
  });

  test('only reads when all is in order', async () => {
    const { keepAndApply, queue, register } = sandboxWorld();
    await keepAndApply();
    const accounted = register.audit.all().length;
    expect(await keepAndApply()).toEqual({ imposed: 0, released: 0, exhausted: [] });
    expect(queue.take('impositions')).toEqual([]);
    expect(register.audit.all()).toHaveLength(accounted);
  });

  test('does the same again while nothing has come of it, and as two at once', async () => {
    const { keep, drain, register } = sandboxWorld();
    await Promise.all([keep(), keep()]);
    await keep();
    await drain();
    expect(register.orders.all()).toHaveLength(NAMED);
    expect(register.orders.all().every(({ version, history }) => version === 1 && history.length === 1)).toBe(
      true,
    );
  });

  test('accounts for what it sends before it sends it, by ids alone', async () => {
    const { keep, queue, register } = sandboxWorld({
      audit: { record: () => Promise.reject(new DependencyUnavailable('dynamodb', 'down')) },
    });
    await expect(keep()).rejects.toThrow(DependencyUnavailable);
    expect(queue.take('impositions')).toEqual([]);
    const well = sandboxWorld();
    await well.keep();
    const [event, ...others] = well.register.audit.all();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      actor: 'system',
      act: 'changes.received',
      facts: { sandbox: true, active: NAMED, released: 0 },
    });
    expect(event?.orders).toHaveLength(NAMED);
    const text = JSON.stringify([well.register.audit.all(), register.audit.all()]);
    for (const { name, document } of SANDBOX_SUBJECTS) {
      expect(text).not.toContain(name);
      expect(text).not.toContain(document.number);
    }
  });

  test('releases an order a minute after its first denial, and imposes another one ten minutes later', async () => {
    const world = sandboxWorld();
    await world.keepAndApply();
    const [first] = await world.ordersOf('released');
    await world.denied(first?.orderId as OrderId);
    world.clock.nowMs += MINUTE_MS - 1;
    expect(await world.keepAndApply()).toMatchObject({ imposed: 0, released: 0 });
    world.clock.nowMs += 1;
    expect(await world.keepAndApply()).toMatchObject({ imposed: 0, released: 1 });
    expect(await world.statusesOf('released')).toEqual(['released']);
    world.clock.nowMs += 10 * MINUTE_MS - 1;
    expect(await world.keepAndApply()).toMatchObject({ imposed: 0, released: 0 });
    world.clock.nowMs += 1;
    expect(await world.keepAndApply()).toMatchObject({ imposed: 1, released: 0 });
    expect(await world.statusesOf('released')).toEqual(['released', 'active']);
    // The denial was under the order before: it does not end the new one.
    world.clock.nowMs += 5 * MINUTE_MS;
    expect(await world.keepAndApply()).toMatchObject({ imposed: 0, released: 0 });
  });

  test('sends a release once more while the queue holds it, and it is one release', async () => {
    const world = sandboxWorld();
    await world.keepAndApply();
    const [order] = await world.ordersOf('released');
    await world.denied(order?.orderId as OrderId);
    world.clock.nowMs += MINUTE_MS;
    await world.keep();
    await world.keepAndApply();
    const [released] = await world.ordersOf('released');
    expect(released).toMatchObject({ version: 2, terms: { status: 'released', endReason: 'performed' } });
    expect(released?.history).toHaveLength(2);
  });

  test('lets go of the pointers of ended orders when it imposes another one', async () => {
    const world = sandboxWorld();
    await world.keepAndApply();
    const [order] = await world.ordersOf('released');
    await world.denied(order?.orderId as OrderId);
    world.clock.nowMs += MINUTE_MS;
    await world.keepAndApply();
    world.clock.nowMs += 10 * MINUTE_MS;
    await world.keepAndApply();
    if (!RELEASED) throw new Error('there is no such subject');
    const key = formatSubjectKey(keyOf(RELEASED, makers.keyer));
    const inTwoDaysS = world.clock.nowMs / 1_000 + 2 * 86_400;
    const ends = world.register.retention.ends();
    expect(ends.get(`pointer ${key} ${order?.orderId}`)).toBe(inTwoDaysS);
    const [, next] = await world.ordersOf('released');
    expect(ends.get(`pointer ${key} ${next?.orderId}`)).toBeUndefined();
  });

  test('imposes no further order on a subject of whom too many are known, and says so', async () => {
    const many = Array.from({ length: MAX_KNOWN_ORDERS }, (_, n) => `many-${n}` as OrderId);
    const world = sandboxWorld();
    await world.keepAndApply();
    const [order] = await world.ordersOf('air');
    if (!order) throw new Error('there is no order');
    const ended = { ...order, terms: { ...order.terms, status: 'released' as const } };
    const crowded = sandboxWorld({
      pointers: { findOrderIds: async () => many },
      orders: { getMany: async (orderIds) => orderIds.map((orderId) => ({ ...ended, orderId })) },
      retention: { expirePointers: async () => undefined },
    });
    crowded.clock.nowMs += 60 * MINUTE_MS;
    const kept = await crowded.keep();
    expect(kept).toMatchObject({ imposed: 0, released: 0 });
    expect(kept.exhausted).toContain('released');
  });

  test('fails when intake refuses a change, and names the fields', async () => {
    const world = sandboxWorld();
    await world.keep();
    // Another change holds each of the ids.
    for (const receipt of world.register.receipts.all()) {
      await world.register.receipts.settle({ ...receipt, contentDigest: '0'.repeat(32) });
    }
    await expect(world.keep()).rejects.toThrow(SandboxError);
    await expect(world.keep()).rejects.toThrow('/changes/0/changeId');
  });
});
