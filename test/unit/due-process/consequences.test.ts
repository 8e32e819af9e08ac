import { describe, expect, test } from 'vitest';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { applyChanges } from '../../../shared/orders/apply.ts';
import { queued } from '../orders/fixtures.ts';
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
