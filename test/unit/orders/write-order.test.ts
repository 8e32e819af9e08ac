import { describe, expect, test } from 'vitest';
import { createMemoryOrders } from '../../../shared/adapters/memory/orders.ts';
import { applyChanges } from '../../../shared/orders/apply.ts';
import { EFFECT_MARGIN_MS } from '../../../shared/orders/next-record.ts';
import type { OrderRecord } from '../../../shared/orders/order.ts';
import { precedenceOf } from '../../../shared/orders/precedence.ts';
import { prepareKeys } from '../../../shared/orders/prepare-keys.ts';
import { postponeEffect, writeOrder } from '../../../shared/orders/write-order.ts';
import { changeIdOf, NOW_MS, orderVersion, queued, type VersionSketch } from './fixtures.ts';
import { deny, memoryRegister } from './register.ts';

const times = () => ({ appliedAtMs: NOW_MS, keysKnownAtMs: undefined });

/** Orders whose writes are refused so many times before they are taken. */
function contested(conflicts: number) {
  const orders = createMemoryOrders();
  let writes = 0;
  return {
    ...orders,
    writes: () => writes,
    write: async (...args: Parameters<typeof orders.write>) => {
      writes += 1;
      return writes <= conflicts ? ('conflict' as const) : await orders.write(...args);
    },
  };
}

async function stored(sketch: VersionSketch = {}) {
  const register = memoryRegister();
  await applyChanges([queued(sketch)], register);
  const record = (await register.orders.get(orderVersion(sketch).orderId)) as OrderRecord;
  return { register, record };
}

const TAKEN_EACH_TIME = {
  name: 'DependencyUnavailable',
  dependency: 'dynamodb',
  message: 'an order was written by others each time',
};

describe('an order that others write at the same moment', () => {
  test('is offered eight times, then the delivery has to come again', async () => {
    const patient = contested(7);
    expect(await writeOrder(patient, orderVersion(), undefined, times)).toMatchObject({ kind: 'written' });
    const beaten = contested(8);
    await expect(writeOrder(beaten, orderVersion(), undefined, times)).rejects.toThrow(
      expect.objectContaining(TAKEN_EACH_TIME),
    );
    expect(beaten.writes()).toBe(8);
  });

  test('has its promise moved within eight attempts, or the delivery has to come again', async () => {
    const { record, register } = await stored();
    let writes = 0;
    const refusing = (conflicts: number) => ({
      ...register.orders,
      write: async (...args: Parameters<typeof register.orders.write>) => {
        writes += 1;
        return writes <= conflicts ? ('conflict' as const) : await register.orders.write(...args);
      },
    });
    const postpone = (conflicts: number) =>
      postponeEffect(refusing(conflicts), record, changeIdOf(1), NOW_MS + 90_000);
    await expect(postpone(8)).rejects.toThrow(expect.objectContaining(TAKEN_EACH_TIME));
    expect(writes).toBe(8);
    writes = 0;
    expect(await postpone(7)).toMatchObject({ effectiveAtMs: NOW_MS + 90_000 });
  });

  test('and that is gone meanwhile has no promise to move', async () => {
    const { record } = await stored();
    const gone = contested(1);
    await expect(postponeEffect(gone, record, changeIdOf(1), NOW_MS)).rejects.toThrow(
      'an order that was just written is gone',
    );
  });
});

describe('applying', () => {
  test('reads all orders of a batch in one go', async () => {
    const register = memoryRegister();
    const orders = { ...register.orders, get: () => Promise.reject(new Error('read one by one')) };
    // First as orders that are not stored yet, then as stored ones.
    for (const version of [1, 2]) {
      const batch = ['ord-a', 'ord-b'].map((order, n) => queued({ order, version, change: 2 * version + n }));
      const applied = await applyChanges(batch, { ...register, orders });
      expect(applied.map(({ kind }) => kind)).toEqual(['applied', 'applied']);
    }
  });

  test('gives no notice of an order that goes on as it was, whoever was denied because of it', async () => {
    const { register, record } = await stored();
    await deny(register, record.orderId, 'demo-air', 'a1');
    await applyChanges([queued({ version: 2 }), queued({ version: 3 })], register);
    expect(register.notices.all()).toEqual([]);
  });

  test('leaves a promise alone that is kept to the millisecond, and moves one that is not', async () => {
    for (const [lateMs, writesExpected] of [
      [0, 1],
      [1, 2],
    ] as const) {
      const { register } = await stored();
      register.clock.nowMs += 3_600_000;
      let writes = 0;
      const write = async (...args: Parameters<typeof register.orders.write>) => {
        writes += 1;
        if (writes === 1) register.clock.nowMs += EFFECT_MARGIN_MS + lateMs;
        return await register.orders.write(...args);
      };
      await applyChanges([queued({ version: 2 })], { ...register, orders: { ...register.orders, write } });
      expect(writes).toBe(writesExpected);
    }
  });

  test('says of a log that cannot be reached what the log said', async () => {
    const error = new Error('the log is down');
    const register = memoryRegister();
    const log = { ...register.log, put: () => Promise.reject(error) };
    const changes = [{ change: orderVersion(), stored: undefined }];
    expect(await prepareKeys(changes, { ...register, log })).toEqual([{ kind: 'failed', error }]);
  });
});

describe('against an order that has ended', () => {
  test('a version that is newer is refused, one that claims the same version is superseded', async () => {
    const { record } = await stored({ version: 2, status: 'released' });
    const against = (version: number, change: number) =>
      precedenceOf(orderVersion({ version, change }), record).kind;
    expect([against(1, 8), against(2, 9), against(3, 10)]).toEqual(['superseded', 'superseded', 'refused']);
  });
});
