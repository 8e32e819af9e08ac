import { describe, expect, test } from 'vitest';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { applyChanges } from '../../../shared/orders/apply.ts';
import type { QueuedChange } from '../../../shared/orders/ports.ts';
import { NOW_MS, queued } from '../orders/fixtures.ts';
import { deny, memoryRegister, wired } from '../orders/register.ts';

const down = async (): Promise<never> => {
  throw new DependencyUnavailable('dynamodb', 'down');
};

/** An order with a period, whose clock runs, and a denial under it. */
async function orderWithDenial() {
  const register = memoryRegister();
  const period = { fromMs: 0, toMs: register.clock.nowMs + 86_400_000 };
  await applyChanges([queued({ order: 'ord-a', change: 1, keys: [1], terms: { period } })], register);
  await deny(register, 'ord-a', 'demo-air', 'a1');
  return register;
}

const release = queued({ order: 'ord-a', version: 2, change: 2, status: 'released', keys: [1] });

describe('what follows from the end of an order', () => {
  test('is told to operators, and its clocks stop, before anything is marked for removal', async () => {
    const register = await orderWithDenial();
    const retention = {
      expireInterceptions: down,
      expireAllowances: down,
      expirePointers: down,
      expireOrder: down,
      keepInterceptions: down,
      keepAllowances: down,
      keepPointers: down,
    };
    const [outcome] = await applyChanges([release], wired({ ...register, retention }));
    expect(outcome?.kind).toBe('failed');
    expect(register.notices.all()).toMatchObject([{ operatorId: 'demo-air', decisionIds: ['dec_a1'] }]);
    expect(register.deadlines.all()).toEqual([]);
  });

  test('marks nothing for removal while operators could not be told', async () => {
    const register = await orderWithDenial();
    const notices = { ...register.notices, putOnce: down };
    const [outcome] = await applyChanges([release], wired({ ...register, notices }));
    expect(outcome?.kind).toBe('failed');
    expect(register.retention.ends().size).toBe(0);
    expect(await applyChanges([release], register)).toMatchObject([{ kind: 'applied' }]);
    expect(register.retention.ends().size).toBeGreaterThan(0);
  });
});

describe('clocks of an order whose consequences are slow', () => {
  const DAY_MS = 86_400_000;
  const until = (days: number | null) => ({
    period: { fromMs: 0, toMs: days === null ? null : NOW_MS + days * DAY_MS },
  });
  const clocksOf = ({ deadlines }: ReturnType<typeof memoryRegister>) =>
    deadlines.all().map(({ kind, dueAtMs }) => [kind, (dueAtMs - NOW_MS) / DAY_MS]);
  const version = (number: number, days: number | null, status: 'active' | 'released' = 'active') =>
    queued({ order: 'ord-a', version: number, keys: [1], status, terms: until(days) });

  /** The consequences of the change come after those of the next ones. */
  async function slowly(change: QueuedChange, ...next: readonly QueuedChange[]) {
    const register = memoryRegister();
    await applyChanges([version(1, 200)], register);
    await applyChanges([change], {
      ...register,
      async consequences(...args) {
        for (const one of next) await applyChanges([one], register);
        await register.consequences(...args);
      },
    });
    return clocksOf(register);
  }

  test('are those of the version that governs, if that has an earlier end', async () => {
    expect(await slowly(version(2, 100), version(3, 1))).toEqual([['period-ending', 1]]);
  });

  test('are those of the version that governs, if that alone has an end', async () => {
    expect(await slowly(version(2, null), version(3, 1))).toEqual([['period-ending', 1]]);
  });

  test('are none if the order was ended meanwhile', async () => {
    expect(await slowly(version(2, 100), version(3, 1, 'released'))).toEqual([]);
  });

  test('of a first version are those of the second one that came in between', async () => {
    const register = memoryRegister();
    await applyChanges([version(1, 100)], {
      ...register,
      async consequences(...args) {
        await applyChanges([version(2, 1)], register);
        await register.consequences(...args);
      },
    });
    expect(clocksOf(register)).toEqual([['period-ending', 1]]);
  });

  test('of a first version without any cost no further read', async () => {
    const register = memoryRegister();
    let reads = 0;
    const orders = {
      ...register.orders,
      get: (orderId: OrderId) => {
        reads += 1;
        return register.orders.get(orderId);
      },
    };
    await applyChanges([version(1, null)], wired({ ...register, orders }));
    expect(reads).toBe(0);
  });
});
