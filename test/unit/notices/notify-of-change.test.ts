import { describe, expect, test } from 'vitest';
import type { CheckId, OperatorId, OrderId } from '../../../shared/contracts/ids.ts';
import type { InterceptionKey } from '../../../shared/interceptions/ports.ts';
import { notifyEnd } from '../../../shared/notices/notify-end.ts';
import { notifyOfChange } from '../../../shared/notices/notify-of-change.ts';
import { applyChanges } from '../../../shared/orders/apply.ts';
import type { OrderRecord } from '../../../shared/orders/order.ts';
import { changeIdOf, grant, HOUR_MS, keyOf, NOW_MS, queued, type VersionSketch } from '../orders/fixtures.ts';
import { deny, type MemoryRegister, memoryRegister, wired } from '../orders/register.ts';

const ORDER = 'ord-1' as OrderId;
const NARROWED: VersionSketch = { version: 2, terms: { items: ['rail-emu'] } };

async function apply(register: MemoryRegister, ...sketches: VersionSketch[]) {
  const outcomes = await applyChanges(sketches.map(queued), register);
  return outcomes.map(({ kind }) => kind);
}

async function imposed(): Promise<MemoryRegister> {
  const register = memoryRegister();
  await apply(register, {});
  return register;
}

/** Notices in the sequence in which they were put. */
const told = ({ notices }: MemoryRegister) =>
  notices.all().map(({ operatorId, reason, decisionIds }) => [operatorId, reason, ...decisionIds]);

const record = async ({ orders }: MemoryRegister) => (await orders.get(ORDER)) as OrderRecord;

describe('a change of an order that lives on', () => {
  test('tells each operator of its own denials that do not hold any more, with one id', async () => {
    const register = await imposed();
    await deny(register, ORDER, 'air-b', 'b1');
    await deny(register, ORDER, 'rail-a', 'a2');
    await deny(register, ORDER, 'rail-a', 'a1');
    await deny(register, ORDER, 'rail-a', 'g1', { productClass: 'rail.g-train' });
    await apply(register, NARROWED);
    await apply(register, NARROWED);
    expect(told(register)).toEqual([
      ['air-b', 'order-narrowed', 'dec_b1'],
      ['rail-a', 'order-narrowed', 'dec_a1', 'dec_a2'],
    ]);
  });

  test('tells nothing again at the next version, but of what was denied since', async () => {
    const register = await imposed();
    await deny(register, ORDER, 'air-b', 'b1');
    await apply(register, NARROWED, { ...NARROWED, version: 3 }, { version: 4 });
    expect(told(register)).toHaveLength(1);
    await deny(register, ORDER, 'air-b', 'b1', { lastCheckId: 'chk_again' as CheckId });
    await apply(register, { ...NARROWED, version: 5 });
    expect(told(register)).toEqual(Array(2).fill(['air-b', 'order-narrowed', 'dec_b1']));
  });

  test('says that a grant was the reason only where nothing else was', async () => {
    const register = await imposed();
    await deny(register, ORDER, 'air-b', 'b1');
    await deny(register, ORDER, 'rail-a', 'a1');
    await deny(register, ORDER, 'rail-a', 'g1', { productClass: 'rail.g-train' });
    await apply(register, { version: 2, terms: { items: ['air'], grants: [grant()] } });
    expect(told(register)).toEqual([
      ['air-b', 'grant-given', 'dec_b1'],
      ['rail-a', 'order-narrowed', 'dec_a1', 'dec_g1'],
    ]);
  });

  test('does not tell of a single grant whose use is taken', async () => {
    const register = await imposed();
    await deny(register, ORDER, 'air-b', 'b1');
    const entry = { holder: 'h', checkId: 'chk_1' as CheckId, quantity: 1, state: 'consumed' } as const;
    const ledger = { entries: [{ ...entry, expiresAtMs: NOW_MS }] };
    await register.allowances.write({ orderId: ORDER, name: 'GRANT#g1' }, ledger, 0);
    const single = grant({ kind: 'single', uses: 1 });
    await apply(register, { version: 2, terms: { grants: [single] } });
    expect(told(register)).toEqual([]);
    const another = grant({ ...single, grantId: 'g2' as never });
    await apply(register, { version: 3, terms: { grants: [single, another] } });
    expect(told(register)).toEqual([['air-b', 'grant-given', 'dec_b1']]);
  });

  test('leaves it to the clock to tell of a period that is over', async () => {
    const register = await imposed();
    await deny(register, ORDER, 'air-b', 'b1');
    const period = { fromMs: NOW_MS - 2 * HOUR_MS, toMs: NOW_MS };
    await apply(register, { version: 2, terms: { period } });
    expect(told(register)).toEqual([]);
    expect(await register.deadlines.listByOrder(ORDER)).toMatchObject([{ kind: 'period-ending' }]);
  });

  test('is not looked into at an order’s first version, which nobody can have been let go by', async () => {
    const register = memoryRegister();
    const listByOrder = () => Promise.reject(new Error('interceptions were read'));
    const interceptions = { ...register.interceptions, listByOrder };
    expect(await apply({ ...register, ...wired({ ...register, interceptions }) }, {})).toEqual(['applied']);
  });
});

describe('changes that overtake each other', () => {
  test('one that does not govern any more tells nothing, since denials may be younger than it', async () => {
    const register = await imposed();
    await apply(register, NARROWED);
    const stale = await record(register);
    await apply(register, { version: 3 });
    await deny(register, ORDER, 'air-b', 'b1');
    await notifyOfChange(stale, stale.changeId, NOW_MS, register);
    expect(told(register)).toEqual([]);
    await apply(register, { ...NARROWED, version: 4 });
    expect(told(register)).toEqual([['air-b', 'order-narrowed', 'dec_b1']]);
  });

  test('one that was interrupted between mark and notice puts the notice that it owes, whatever governs', async () => {
    const register = await imposed();
    await deny(register, ORDER, 'air-b', 'b1');
    const notices = { ...register.notices, putOnce: () => Promise.reject(new Error('down')) };
    await applyChanges([queued(NARROWED)], wired({ ...register, notices }));
    await apply(register, { version: 3 });
    expect(told(register)).toEqual([]);
    await apply(register, NARROWED);
    expect(told(register)).toEqual([['air-b', 'order-narrowed', 'dec_b1']]);
    await apply(register, { ...NARROWED, version: 4 });
    expect(told(register)).toHaveLength(1);
  });

  test('a denial that comes between reading and marking, under the next version, is not taken for the one that was read', async () => {
    const register = await imposed();
    await deny(register, ORDER, 'air-b', 'b1');
    const interceptions = {
      ...register.interceptions,
      markNoticed: async (...[seen, changeId]: Parameters<typeof register.interceptions.markNoticed>) => {
        await apply(register, { version: 3 });
        await deny(register, ORDER, 'air-b', 'b1', { lastCheckId: 'chk_between' as CheckId });
        return await register.interceptions.markNoticed(seen, changeId);
      },
    };
    await applyChanges([queued(NARROWED)], wired({ ...register, interceptions }));
    expect(told(register)).toEqual([]);
  });
});

test('a grant that was interrupted before its notice is named as the reason, also after a later version', async () => {
  const register = await imposed();
  await deny(register, ORDER, 'air-b', 'b1');
  const granting = queued({ version: 2, terms: { grants: [grant()] } });
  const down = () => Promise.reject(new Error('down'));
  const notices = { ...register.notices, putOnce: down };
  expect((await applyChanges([granting], wired({ ...register, notices })))[0]?.kind).toBe('failed');
  await apply(register, { version: 3, terms: { grants: [grant()] } });
  await applyChanges([granting], register);
  expect(told(register)).toEqual([['air-b', 'grant-given', 'dec_b1']]);
});

describe('a check that counts an attempt on a denial between reading and marking', () => {
  const before = { matchedKeys: [keyOf(1)] };
  const attempt = {
    checkpoint: 'sale',
    lastCheckId: 'chk_meanwhile' as CheckId,
    matchedKeys: [keyOf(2)],
    atMs: NOW_MS,
    notBeforeMs: 0,
  } as const;

  /** The register of which the first marking of a denial comes after the given deed of a check. */
  function meanwhile(register: MemoryRegister, deed: (denial: InterceptionKey) => Promise<unknown>) {
    let done = false;
    const interceptions: typeof register.interceptions = {
      ...register.interceptions,
      async markNoticed(seen, changeId) {
        if (!done) {
          done = true;
          await deed(seen);
        }
        return await register.interceptions.markNoticed(seen, changeId);
      },
    };
    return wired({ ...register, interceptions });
  }

  test.each([
    ['and takes it back, as it sees the change', { version: 2, status: 'suspended', keys: [1, 2] }, true],
    ['for another document, which is still named', { version: 2, keys: [1, 2], clears: [1] }, false],
    [
      'and a change that does not govern clears the first',
      { version: 1, change: 9, keys: [1, 2], clears: [1] },
      false,
    ],
  ] as const)('leaves nobody untold: %s', async (_, sketch, takesBack) => {
    const register = memoryRegister();
    await apply(register, { version: sketch.version === 1 ? 5 : 1, keys: [1, 2] });
    await deny(register, ORDER, 'air-b', 'b1', before);
    const { interceptions } = register;
    const racing = meanwhile(register, async (denial) => {
      expect(await interceptions.countAgain(denial, attempt)).toBeDefined();
      if (takesBack) await interceptions.withdraw(denial);
    });
    await applyChanges([queued(sketch)], racing);
    expect(told(register)).toEqual([['air-b', 'order-narrowed', 'dec_b1']]);
  });

  test('again and again is left to the next delivery of the change', async () => {
    const register = memoryRegister();
    await apply(register, { keys: [1, 2] });
    await deny(register, ORDER, 'air-b', 'b1', before);
    const restless = wired({
      ...register,
      interceptions: { ...register.interceptions, markNoticed: async () => false },
    });
    const change = queued({ version: 2, keys: [1, 2], clears: [1] });
    expect(await applyChanges([change], restless)).toMatchObject([{ kind: 'failed' }]);
    expect(await applyChanges([change], register)).toMatchObject([{ kind: 'applied' }]);
    expect(told(register)).toEqual([['air-b', 'order-narrowed', 'dec_b1']]);
  });
});

describe('an order that ends more than once', () => {
  test('is told of with one id, whether its period was over or a court ended it', async () => {
    const register = await imposed();
    await deny(register, ORDER, 'air-b', 'b1');
    await notifyEnd(ORDER, 'order-expired', NOW_MS, register);
    await apply(register, { version: 2, status: 'released' }, { version: 3, status: 'cancelled' });
    expect(told(register)).toEqual([['air-b', 'order-expired', 'dec_b1']]);
  });

  test('because its period was made longer after it was over: the denials since then are told of too', async () => {
    const register = await imposed();
    await deny(register, ORDER, 'air-b', 'b1');
    await notifyEnd(ORDER, 'order-expired', NOW_MS, register);
    await apply(register, { version: 2 });
    await deny(register, ORDER, 'air-b', 'b2');
    await apply(register, { version: 3, status: 'released' });
    await apply(register, { version: 4, status: 'cancelled' });
    expect(told(register)).toEqual([
      ['air-b', 'order-expired', 'dec_b1'],
      ['air-b', 'order-ended', 'dec_b2'],
    ]);
    expect(await register.notices.listPending('air-b' as OperatorId)).toHaveLength(2);
  });

  test('gets its clocks stopped and its denials an end', async () => {
    const register = memoryRegister();
    const period = { fromMs: NOW_MS - HOUR_MS, toMs: NOW_MS + HOUR_MS };
    await apply(register, { terms: { period } });
    await deny(register, ORDER, 'air-b', 'b1');
    expect(await register.deadlines.listByOrder(ORDER)).toHaveLength(1);
    expect([...register.retention.ends().keys()]).toEqual([]);
    await apply(register, { version: 2, change: 2, status: 'released', terms: { period } });
    expect(await register.deadlines.listByOrder(ORDER)).toEqual([]);
    expect([...register.retention.ends().keys()]).toContain(`interception ${ORDER} dec_b1`);
    expect(await register.receipts.get(changeIdOf(2))).toMatchObject({ status: 'applied' });
  });
});
