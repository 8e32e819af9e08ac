import { describe, expect, test } from 'vitest';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { applyChanges } from '../../../shared/orders/apply.ts';
import { EFFECT_MARGIN_MS } from '../../../shared/orders/next-record.ts';
import type { OrderRecord } from '../../../shared/orders/order.ts';
import type { Receipt } from '../../../shared/orders/ports.ts';
import { newKeys } from '../../../shared/orders/prepare-keys.ts';
import { restricts } from '../../../shared/orders/restriction.ts';
import { changeIdOf, HOUR_MS, keyOf, NOW_MS, orderVersion, queued, type VersionSketch } from './fixtures.ts';
import { MAX_STALENESS_MS, type MemoryRegister, memoryRegister, readLog } from './register.ts';

const ORDER = 'ord-1' as OrderId;
const FORMER = 'ord-0' as OrderId;
const at = (hours: number) => NOW_MS + hours * HOUR_MS;

/** Its period ended five hours ago. */
const ENDED: VersionSketch = { acceptedAtMs: at(-9), toMs: at(-5), keys: [1, 2] };
/** Sent too late, and in time. */
const TOO_LATE: VersionSketch = { version: 3, acceptedAtMs: at(-2), toMs: at(9), keys: [1, 2] };
const IN_TIME: VersionSketch = { version: 2, acceptedAtMs: at(-6), toMs: at(9), keys: [1, 2] };

async function apply(register: MemoryRegister, ...sketches: readonly VersionSketch[]) {
  for (const sketch of sketches) await applyChanges([queued(sketch)], register);
  return (await register.orders.get(ORDER)) as OrderRecord;
}

const isInForce = ({ terms }: OrderRecord) =>
  restricts(terms, { items: ['air'], nowMs: NOW_MS }).kind === 'yes';
const remarkOn = async ({ receipts }: MemoryRegister, change: number) =>
  (await receipts.get(changeIdOf(change)))?.remarks;

describe('a period that has ended', () => {
  test.each([
    ['in sequence', [ENDED, TOO_LATE]],
    ['reversed', [TOO_LATE, ENDED]],
  ])('is not prolonged by a change that came later, delivered %s', async (_, sketches) => {
    const order = await apply(memoryRegister(), ...sketches);
    expect(order).toMatchObject({ version: 3, terms: { status: 'active', period: { toMs: at(-5) } } });
    expect(isInForce(order)).toBe(false);
  });

  test('was prolonged by a change that came in time, however late that is delivered', async () => {
    for (const sketches of [
      [ENDED, IN_TIME, TOO_LATE],
      [TOO_LATE, ENDED, IN_TIME],
    ]) {
      const order = await apply(memoryRegister(), ...sketches);
      expect(order).toMatchObject({ version: 3, terms: { period: { toMs: at(9) } } });
      expect(isInForce(order)).toBe(true);
    }
  });

  test('stays in the register when it is a release that comes', async () => {
    const order = await apply(memoryRegister(), ENDED, {
      version: 2,
      status: 'released',
      acceptedAtMs: at(-1),
      toMs: null,
    });
    expect(order.terms).toMatchObject({ status: 'released', period: { toMs: at(-5) } });
  });

  test('is told to the court whose change came too late, and to none whose change came in time', async () => {
    const register = memoryRegister();
    await apply(register, ENDED, IN_TIME);
    expect(await remarkOn(register, 2)).toBeUndefined();
    const other = memoryRegister();
    await apply(other, ENDED, TOO_LATE);
    expect(await other.receipts.get(changeIdOf(3))).toMatchObject({ status: 'applied' });
    expect(await remarkOn(other, 3)).toEqual([
      {
        pointer: '/order/period/to',
        detail: expect.stringContaining('send a new order that continues this one'),
      },
    ]);
  });
});

describe('a continued restriction', () => {
  const continued: VersionSketch = { acceptedAtMs: at(-9), toMs: at(5), terms: {} };
  const sketch: VersionSketch = {
    ...continued,
    terms: { continues: FORMER, period: { fromMs: at(-10), toMs: at(5) } },
  };
  const open: VersionSketch = { version: 2, acceptedAtMs: at(-8), toMs: null };

  test('keeps its end when a later version leaves out that it is one, and the court is told', async () => {
    for (const sketches of [
      [sketch, open],
      [open, sketch],
    ]) {
      const register = memoryRegister();
      const order = await apply(register, ...sketches);
      expect(order).toMatchObject({ version: 2, terms: { period: { toMs: at(5) }, continues: FORMER } });
    }
    const register = memoryRegister();
    await apply(register, sketch, open);
    expect((await remarkOn(register, 2))?.map(({ pointer }) => pointer)).toEqual([
      '/order/period/to',
      '/order/continues',
    ]);
  });
});

describe('a court whose change governs is told again, when a change that comes later decides what became of it', () => {
  const settledAtEnd = { pointer: '/order/period/to', detail: expect.stringContaining('stays ended') };

  test('that it runs after all, and from when on', async () => {
    const register = memoryRegister();
    await apply(register, ENDED, TOO_LATE);
    expect(await remarkOn(register, 3)).toEqual([settledAtEnd]);
    const order = await apply(register, IN_TIME);
    const receipt = await register.receipts.get(changeIdOf(3));
    expect(receipt).toMatchObject({ status: 'applied', effectiveAtMs: order.effectiveAtMs });
    expect(receipt).not.toHaveProperty('remarks');
  });

  test('that its period had ended before it was received, as an earlier version says', async () => {
    const register = memoryRegister();
    await apply(register, TOO_LATE);
    expect(await remarkOn(register, 3)).toBeUndefined();
    await apply(register, ENDED);
    expect(await remarkOn(register, 3)).toEqual([settledAtEnd]);
  });

  test('and keeps what it was told about documents', async () => {
    const register = memoryRegister();
    await apply(
      register,
      { version: 1, keys: [1, 2], clears: [2] },
      { version: 4, keys: [1, 2], toMs: at(4) },
    );
    expect(await remarkOn(register, 4)).toHaveLength(1);
    await apply(register, { version: 2, keys: [1, 2], acceptedAtMs: at(-9), toMs: at(-8) });
    expect((await remarkOn(register, 4))?.map(({ pointer }) => pointer)).toEqual([
      '/order/subject/documents',
      '/order/period/to',
    ]);
  });

  test('also when the later change was applied before its own receipt was written', async () => {
    const register = memoryRegister();
    await apply(register, ENDED);
    const slow = {
      ...register,
      async consequences(...args: Parameters<typeof register.consequences>) {
        await register.consequences(...args);
        await apply(register, IN_TIME);
      },
    };
    await applyChanges([queued(TOO_LATE)], slow);
    const order = (await register.orders.get(ORDER)) as OrderRecord;
    const receipt = await register.receipts.get(changeIdOf(3));
    expect(receipt).toMatchObject({ status: 'applied', effectiveAtMs: order.effectiveAtMs });
    expect(receipt).not.toHaveProperty('remarks');
  });

  test('and nothing is written again where it says nothing else', async () => {
    const register = memoryRegister();
    await apply(register, { version: 3, toMs: at(3) });
    const settled: number[] = [];
    const receipts = {
      ...register.receipts,
      settle: async (receipt: Receipt) => {
        settled.push(receipt.version);
        await register.receipts.settle(receipt);
      },
    };
    await applyChanges([queued({ version: 2, toMs: at(2) })], { ...register, receipts });
    expect(settled).toEqual([2]);
  });
});

describe('an order that was over and runs again', () => {
  test('is effective no earlier than its write was seen, however long that took', async () => {
    const register = memoryRegister();
    await apply(register, ENDED, TOO_LATE);
    const { orders, clock } = register;
    const slow: typeof orders = {
      ...orders,
      async write(record, replaces) {
        clock.nowMs += 60_000;
        return await orders.write(record, replaces);
      },
    };
    await applyChanges([queued(IN_TIME)], { ...register, orders: slow });
    const order = (await orders.get(ORDER)) as OrderRecord;
    expect(order.effectiveAtMs).toBeGreaterThanOrEqual(NOW_MS + 60_000);
    expect(order.history.at(-1)?.effectiveAtMs).toBe(order.effectiveAtMs);
    const before = order.effectiveAtMs;
    clock.nowMs += HOUR_MS;
    expect((await apply(register, { ...IN_TIME, change: 8, version: 1 })).effectiveAtMs).toBe(before);
  });

  test('has all its keys put and appended again, and is effective when followers can know them', async () => {
    const register = memoryRegister();
    await apply(register, ENDED, TOO_LATE);
    const entries = (await readLog(register.log)).length;
    register.clock.nowMs += HOUR_MS;
    const order = await apply(register, IN_TIME);
    const [again] = (await readLog(register.log)).slice(entries);
    expect(again).toMatchObject({ kind: 'keys', keys: { length: 2 } });
    expect(order.effectiveAtMs).toBe(at(1) + MAX_STALENESS_MS + EFFECT_MARGIN_MS);
    expect(order.history.at(-1)?.effectiveAtMs).toBe(order.effectiveAtMs);
  });

  test('needs them all, one that stays over or still runs only those that it did not name', async () => {
    const over = await apply(memoryRegister(), ENDED);
    expect(newKeys(orderVersion(IN_TIME), over, NOW_MS)).toEqual([keyOf(1), keyOf(2)]);
    expect(newKeys(orderVersion({ ...TOO_LATE, keys: [2, 3] }), over, NOW_MS)).toEqual([keyOf(3)]);
    expect(newKeys(orderVersion({ ...IN_TIME, keys: [2, 3] }), over, at(-6))).toEqual([keyOf(3)]);
    expect(newKeys(orderVersion({ ...IN_TIME, keys: [1, 2], clears: [1] }), over, NOW_MS)).toEqual([
      keyOf(2),
    ]);
  });

  test('stays effective since when it was, if it only goes on longer', async () => {
    const register = memoryRegister();
    const before = await apply(register, { toMs: at(2) }, { version: 3, toMs: at(3) });
    register.clock.nowMs += HOUR_MS;
    const after = await apply(register, { version: 2, toMs: at(1) });
    expect(after.effectiveAtMs).toBe(before.effectiveAtMs);
    expect(after.revision).toBe((before.revision ?? 0) + 1);
  });
});

describe('keys that were prepared for another record than the one that is replaced', () => {
  test('are put and appended once more: a version in between had dropped them', async () => {
    const register = memoryRegister();
    await apply(register, { keys: [1, 2] });
    let isFirst = true;
    const orders: typeof register.orders = {
      ...register.orders,
      async getMany(orderIds) {
        const found = await register.orders.getMany(orderIds);
        if (isFirst) {
          isFirst = false;
          await apply(register, { version: 2, keys: [1] });
        }
        return found;
      },
    };
    const puts: string[] = [];
    const pointers: typeof register.pointers = {
      ...register.pointers,
      async put(orderId, keys) {
        puts.push(...keys.map((key) => Buffer.from(key).toString('hex')));
        await register.pointers.put(orderId, keys);
      },
    };
    const entries = (await readLog(register.log)).length;
    const [applied] = await applyChanges([queued({ version: 3, keys: [1, 2] })], {
      ...register,
      orders,
      pointers,
    });
    expect(applied?.kind).toBe('applied');
    expect(puts).toEqual([keyOf(2)]);
    expect(await readLog(register.log)).toHaveLength(entries + 1);
    expect(await register.orders.get(ORDER)).toMatchObject({ version: 3, formerKeys: [] });
  });

  test('fail their change alone when they cannot be appended', async () => {
    const register = memoryRegister();
    await apply(register, { keys: [1] });
    const log = { ...register.log, put: () => Promise.reject(new Error('down')) };
    const batch = [queued({ version: 2, keys: [] }), queued({ version: 3, keys: [1] })];
    const outcomes = await applyChanges(batch, { ...register, log });
    expect(outcomes.map(({ kind }) => kind)).toEqual(['applied', 'failed']);
  });
});
