import { describe, expect, test } from 'vitest';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { type Applied, applyChanges } from '../../../shared/orders/apply.ts';
import { EFFECT_MARGIN_MS, MAX_HISTORY } from '../../../shared/orders/next-record.ts';
import type { OrderRecord } from '../../../shared/orders/order.ts';
import type { QueuedChange } from '../../../shared/orders/ports.ts';
import { changeIdOf, HOUR_MS, keyOf, NOW_MS, queued, subjectKeyOf, type VersionSketch } from './fixtures.ts';
import {
  deny,
  keysInLog,
  MAX_STALENESS_MS,
  type MemoryRegister,
  memoryRegister,
  readLog,
  wired,
} from './register.ts';

const ORDER = 'ord-1' as OrderId;

async function apply(register: MemoryRegister, ...sketches: VersionSketch[]): Promise<readonly Applied[]> {
  return await applyChanges(
    sketches.map((sketch) => queued(sketch)),
    register,
  );
}

async function orderOf(register: MemoryRegister, orderId = ORDER): Promise<OrderRecord> {
  return (await register.orders.get(orderId)) as OrderRecord;
}

describe('a first imposition', () => {
  test('puts pointers, log and order, and settles its receipt', async () => {
    const register = memoryRegister();
    await apply(register, { keys: [1, 2] });
    expect(await register.pointers.findOrderIds([subjectKeyOf(2)])).toEqual([ORDER]);
    expect(await keysInLog(register.log)).toEqual(new Set([keyOf(1), keyOf(2)]));
    const effectiveAtMs = NOW_MS + MAX_STALENESS_MS + EFFECT_MARGIN_MS;
    expect(await orderOf(register)).toMatchObject({ version: 1, appliedAtMs: NOW_MS, effectiveAtMs });
    expect(await register.receipts.get(changeIdOf(1))).toMatchObject({
      status: 'applied',
      appliedAtMs: NOW_MS,
      effectiveAtMs,
    });
  });

  test('is promised to intercept only after the append was acknowledged, however long that took', async () => {
    const register = memoryRegister();
    const { log, clock } = register;
    const slowLog = {
      ...log,
      put: async (...args: Parameters<typeof log.put>) => {
        clock.nowMs += 20_000;
        return await log.put(...args);
      },
    };
    await applyChanges([queued()], { ...register, log: slowLog });
    expect((await orderOf(register)).effectiveAtMs).toBe(
      NOW_MS + 20_000 + MAX_STALENESS_MS + EFFECT_MARGIN_MS,
    );
  });

  test('whose write took longer than promised is promised from when it was seen', async () => {
    const register = memoryRegister();
    const { orders, clock } = register;
    let slow = true;
    const slowOrders = {
      ...orders,
      write: async (...args: Parameters<typeof orders.write>) => {
        if (slow) clock.nowMs += 30_000;
        slow = false;
        return await orders.write(...args);
      },
    };
    const [applied] = await applyChanges([queued()], { ...register, orders: slowOrders });
    const effectiveAtMs = NOW_MS + 30_000;
    expect(applied).toEqual({ kind: 'applied', effectiveAtMs });
    const order = await orderOf(register);
    expect(order.effectiveAtMs).toBe(effectiveAtMs);
    expect(order.history.map((entry) => entry.effectiveAtMs)).toEqual([effectiveAtMs]);
    expect(await register.receipts.get(changeIdOf(1))).toMatchObject({ effectiveAtMs });
  });

  test('whose promise is moved while another consumer writes the next version keeps that version', async () => {
    const register = memoryRegister();
    const { orders, clock } = register;
    let writes = 0;
    const slowOrders = {
      ...orders,
      write: async (...args: Parameters<typeof orders.write>) => {
        writes += 1;
        if (writes === 1) clock.nowMs += 30_000;
        if (writes === 2) await apply(register, { version: 2 });
        return await orders.write(...args);
      },
    };
    await applyChanges([queued()], { ...register, orders: slowOrders });
    const order = await orderOf(register);
    expect(order).toMatchObject({ version: 2, effectiveAtMs: NOW_MS + 30_000 + EFFECT_MARGIN_MS });
    expect(order.history.map(({ version, effectiveAtMs }) => [version, effectiveAtMs])).toEqual([
      [1, NOW_MS + 30_000],
      [2, NOW_MS + 30_000 + EFFECT_MARGIN_MS],
    ]);
  });

  test('of a batch of many orders takes one entry of the log', async () => {
    const register = memoryRegister();
    const sketches = Array.from({ length: 10 }, (_, n) => ({ order: `ord-${n}`, change: n + 1, keys: [n] }));
    await apply(register, ...sketches);
    expect(await readLog(register.log)).toHaveLength(1);
    expect((await keysInLog(register.log)).size).toBe(10);
  });
});

describe('a later version', () => {
  test('appends only the keys that the stored order does not name', async () => {
    const register = memoryRegister();
    await apply(register, { keys: [1] });
    await apply(register, { version: 2, keys: [1, 2] });
    const [, second] = await readLog(register.log);
    expect(second).toMatchObject({ kind: 'keys', keys: [subjectKeyOf(2)] });
  });

  test('without new keys appends nothing and is promised as soon as its write is seen', async () => {
    const register = memoryRegister();
    await apply(register, { keys: [1] });
    register.clock.nowMs += HOUR_MS;
    await apply(register, { version: 2, keys: [1] });
    expect(await readLog(register.log)).toHaveLength(1);
    expect((await orderOf(register)).effectiveAtMs).toBe(NOW_MS + HOUR_MS + EFFECT_MARGIN_MS);
  });

  test('is not promised earlier than the version before, whose keys followers may not know yet', async () => {
    const register = memoryRegister();
    await apply(register, { keys: [1] });
    await apply(register, { version: 2, keys: [1] });
    expect((await orderOf(register)).effectiveAtMs).toBe(NOW_MS + MAX_STALENESS_MS + EFFECT_MARGIN_MS);
  });

  test('is added to the history, newest last', async () => {
    const register = memoryRegister();
    await apply(register, {}, { version: 2, status: 'suspended' }, { version: 3, status: 'released' });
    expect((await orderOf(register)).history.map(({ version, status }) => [version, status])).toEqual([
      [1, 'active'],
      [2, 'suspended'],
      [3, 'released'],
    ]);
  });

  test('that ends the order says why in the history, any other says nothing of it', async () => {
    const register = memoryRegister();
    await apply(register, {}, { version: 2, status: 'released' });
    const [first, second] = (await orderOf(register)).history;
    expect(first).not.toHaveProperty('endReason');
    expect(second).toMatchObject({ endReason: 'performed' });
  });

  test('of an order with a very long history drops the second oldest entry', async () => {
    const register = memoryRegister();
    const sketches = Array.from({ length: MAX_HISTORY + 2 }, (_, n) => ({ version: n + 1 }));
    await apply(register, ...sketches);
    const versions = (await orderOf(register)).history.map(({ version }) => version);
    expect(versions).toHaveLength(MAX_HISTORY);
    expect(versions.slice(0, 2)).toEqual([1, 4]);
    expect(versions.at(-1)).toBe(MAX_HISTORY + 2);
    await apply(register, { version: 2 });
    expect(await register.receipts.get(changeIdOf(2))).toMatchObject({ status: 'applied' });
  });
});

describe('a change that comes out of sequence', () => {
  test('an older version after a newer one is superseded and brings no keys', async () => {
    const register = memoryRegister();
    await apply(register, { version: 2, keys: [1] });
    expect(await apply(register, { version: 1, keys: [9] })).toEqual([{ kind: 'superseded' }]);
    expect((await orderOf(register)).version).toBe(2);
    expect(await register.receipts.get(changeIdOf(1))).toMatchObject({ status: 'superseded' });
    expect(await keysInLog(register.log)).toEqual(new Set([keyOf(1)]));
  });

  test('a release before its imposition ends the order for good', async () => {
    const register = memoryRegister();
    await apply(register, { version: 2, status: 'released' });
    expect(await apply(register, { version: 1 })).toEqual([{ kind: 'superseded' }]);
    expect((await orderOf(register)).terms.status).toBe('released');
    expect(await readLog(register.log)).toEqual([]);
  });

  test('a newer version that revives an ended order is rejected on its receipt', async () => {
    const register = memoryRegister();
    await apply(register, { version: 1 }, { version: 2, status: 'released' });
    const [revival] = await apply(register, { version: 3 });
    expect(revival).toMatchObject({ kind: 'rejected', problem: { pointer: '/order/status' } });
    expect(await register.receipts.get(changeIdOf(3))).toMatchObject({
      status: 'rejected',
      problems: [{ pointer: '/order/status', detail: expect.stringContaining('new order') }],
    });
    expect((await orderOf(register)).terms.status).toBe('released');
  });

  test('a release that arrives after a newer active version still ends the order', async () => {
    const register = memoryRegister();
    await apply(register, { version: 1 }, { version: 3 });
    await apply(register, { version: 2, status: 'released' });
    expect(await orderOf(register)).toMatchObject({ version: 2, terms: { status: 'released' } });
  });

  test('of two changes that claim one version the higher change id governs, whichever comes first', async () => {
    const states = await Promise.all(
      [
        [10, 11],
        [11, 10],
      ].map(async (changes) => {
        const register = memoryRegister();
        for (const change of changes) await apply(register, { change });
        return (await orderOf(register)).changeId;
      }),
    );
    expect(states).toEqual([changeIdOf(11), changeIdOf(11)]);
  });
});

describe('a change that is delivered twice', () => {
  test('is applied once', async () => {
    const register = memoryRegister();
    const [first] = await apply(register, {});
    register.clock.nowMs += HOUR_MS;
    expect(await apply(register, {})).toEqual([first]);
    expect((await orderOf(register)).history).toHaveLength(1);
    expect(await register.receipts.get(changeIdOf(1))).toMatchObject({ appliedAtMs: NOW_MS });
  });

  test('in one batch is applied once', async () => {
    const register = memoryRegister();
    const [first, second] = await apply(register, {}, {});
    expect(second).toEqual(first);
    expect((await orderOf(register)).history).toHaveLength(1);
  });

  test('stays applied on its receipt when a later version governs', async () => {
    const register = memoryRegister();
    await apply(register, { version: 1 }, { version: 2 });
    expect(await apply(register, { version: 1 })).toMatchObject([{ kind: 'applied' }]);
    expect(await register.receipts.get(changeIdOf(1))).toMatchObject({ status: 'applied' });
  });

  test('to two consumers at once ends in one state, without another delivery', async () => {
    const register = memoryRegister();
    const both = () => [apply(register, { keys: [1] }), apply(register, { version: 2, keys: [1, 2] })];
    const outcomes = [...(await Promise.all(both())), ...(await Promise.all(both()))].flat();
    expect(outcomes.map(({ kind }) => kind)).not.toContain('failed');
    expect((await orderOf(register)).version).toBe(2);
  });
});

describe('the end of an order', () => {
  test('is effective at once', async () => {
    const register = memoryRegister();
    await apply(register, {});
    await apply(register, { version: 2, status: 'cancelled' });
    expect((await orderOf(register)).effectiveAtMs).toBe(NOW_MS);
  });

  test('gives one notice per operator with its own decisions', async () => {
    const register = memoryRegister();
    await apply(register, {}, { order: 'ord-2', change: 50 });
    await deny(register, ORDER, 'demo-rail', 'r2');
    await deny(register, ORDER, 'demo-rail', 'r1');
    await deny(register, ORDER, 'demo-air', 'a1');
    await deny(register, 'ord-2', 'demo-air', 'other');
    await apply(register, { version: 2, status: 'released' });
    await apply(register, { version: 3, status: 'cancelled' });
    const notices = register.notices.all();
    expect(notices.map(({ operatorId, decisionIds }) => [operatorId, decisionIds])).toEqual([
      ['demo-rail', ['dec_r1', 'dec_r2']],
      ['demo-air', ['dec_a1']],
    ]);
    for (const { noticeId } of notices) expect(noticeId).toMatch(/^ntc_[\w-]{22}$/);
  });

  test('whose notices could not be stored is delivered again', async () => {
    const register = memoryRegister();
    await apply(register, {});
    await deny(register, ORDER, 'demo-rail', 'r1');
    const failing = { ...register.notices, putOnce: () => Promise.reject(new Error('down')) };
    const release: QueuedChange = queued({ version: 2, status: 'released' });
    expect(await applyChanges([release], wired({ ...register, notices: failing }))).toMatchObject([
      { kind: 'failed' },
    ]);
    expect((await orderOf(register)).terms.status).toBe('released');
    expect(await applyChanges([release], register)).toMatchObject([{ kind: 'applied' }]);
    expect(register.notices.all()).toHaveLength(1);
  });
});

describe('a fault', () => {
  const batch = [
    queued({ order: 'ord-a', change: 1, keys: [1] }),
    queued({ order: 'ord-b', change: 2, status: 'released', keys: [2] }),
    queued({ order: 'ord-c', change: 3, keys: [3] }),
  ];
  const kinds = async (register: MemoryRegister, overrides: object) =>
    (await applyChanges(batch, { ...register, ...overrides })).map(({ kind }) => kind);
  const down = () => Promise.reject(new Error('down'));

  test('of the log fails only the changes that needed it', async () => {
    const register = memoryRegister();
    expect(await kinds(register, { log: { ...register.log, put: down } })).toEqual([
      'failed',
      'applied',
      'failed',
    ]);
    expect((await register.orders.get('ord-a' as OrderId))?.version).toBeUndefined();
  });

  test('of reading the orders in one go is made up for by reading them one by one', async () => {
    const register = memoryRegister();
    const orders = { ...register.orders, getMany: down };
    expect(await kinds(register, { orders })).toEqual(['applied', 'applied', 'applied']);
  });

  test('of one order touches no other', async () => {
    const register = memoryRegister();
    const orders = {
      ...register.orders,
      get: (orderId: OrderId) => (orderId === 'ord-a' ? down() : register.orders.get(orderId)),
      getMany: down,
    };
    expect(await kinds(register, { orders })).toEqual(['failed', 'applied', 'applied']);
  });

  test('of the pointers of one order keeps its keys out of the log', async () => {
    const register = memoryRegister();
    const pointers = {
      ...register.pointers,
      put: (...args: Parameters<typeof register.pointers.put>) =>
        args[0] === 'ord-c' ? down() : register.pointers.put(...args),
    };
    expect(await kinds(register, { pointers })).toEqual(['applied', 'applied', 'failed']);
    expect(await keysInLog(register.log)).toEqual(new Set([keyOf(1)]));
  });

  test('that lasts as others write the same order each time ends in another delivery', async () => {
    const register = memoryRegister();
    const orders = { ...register.orders, write: async () => 'conflict' as const };
    expect(await kinds(register, { orders })).toEqual(['failed', 'failed', 'failed']);
  });
});
