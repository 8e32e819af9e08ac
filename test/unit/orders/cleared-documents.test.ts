import { describe, expect, test } from 'vitest';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { applyChanges } from '../../../shared/orders/apply.ts';
import { afterLesserChange, nextRecord } from '../../../shared/orders/next-record.ts';
import type { OrderRecord } from '../../../shared/orders/order.ts';
import {
  changeIdOf,
  keyOf,
  NOW_MS,
  orderVersion,
  queued,
  subjectKeyOf,
  type VersionSketch,
} from './fixtures.ts';
import { deny, type MemoryRegister, memoryRegister } from './register.ts';

const ORDER = 'ord-1' as OrderId;
const TIMES = { appliedAtMs: NOW_MS, keysKnownAtMs: undefined };

const IMPOSED: VersionSketch = { keys: [1, 2] };
const CLEARING: VersionSketch = { version: 2, keys: [1, 2], clears: [2] };
const FORGETTING: VersionSketch = { version: 3, keys: [1, 2] };

async function apply(register: MemoryRegister, ...sketches: readonly VersionSketch[]) {
  const outcomes = [];
  for (const sketch of sketches) outcomes.push(...(await applyChanges([queued(sketch)], register)));
  return outcomes.map(({ kind }) => kind);
}

const recordIn = async ({ orders }: MemoryRegister) => (await orders.get(ORDER)) as OrderRecord;
const remarksOn = async ({ receipts }: MemoryRegister, change: number) =>
  (await receipts.get(changeIdOf(change)))?.remarks?.map(({ pointer }) => pointer);
const told = ({ notices }: MemoryRegister) =>
  notices.all().map(({ operatorId, reason, decisionIds }) => [operatorId, reason, ...decisionIds]);

describe('a document that was cleared', () => {
  test.each([
    ['one after the other', [IMPOSED, CLEARING, FORGETTING]],
    ['reversed', [FORGETTING, CLEARING, IMPOSED]],
    ['the newest before the clearing one', [IMPOSED, FORGETTING, CLEARING]],
    ['each twice', [IMPOSED, FORGETTING, CLEARING, CLEARING, FORGETTING, IMPOSED]],
  ])('matches nobody under a newer version that leaves the clearing out: %s', async (_, sketches) => {
    const register = memoryRegister();
    await apply(register, ...sketches);
    expect(await recordIn(register)).toMatchObject({
      version: 3,
      keys: [keyOf(1)],
      clearedKeys: [keyOf(2)],
    });
  });

  test('is not named again by its order, and by a new order with an id of its own it is', async () => {
    const register = memoryRegister();
    await apply(register, IMPOSED, CLEARING, { order: 'ord-2', change: 9, keys: [2] });
    expect((await register.orders.get('ord-2' as OrderId))?.keys).toEqual([keyOf(2)]);
    expect(await register.pointers.findOrderIds([subjectKeyOf(2)])).toContain('ord-2');
  });

  test('stays cleared although a refused or an ended version was the one that said so', async () => {
    const register = memoryRegister();
    await apply(
      register,
      { version: 2, status: 'released', keys: [1, 2] },
      { version: 3, keys: [1, 2], clears: [1] },
      { version: 4, status: 'cancelled', keys: [1, 2] },
      { version: 1, keys: [1, 2], clears: [2] },
    );
    expect(await recordIn(register)).toMatchObject({
      version: 4,
      keys: [],
      clearedKeys: [keyOf(1), keyOf(2)],
    });
    expect(await register.receipts.get(changeIdOf(3))).toMatchObject({ status: 'rejected' });
  });

  test('leaves the clocks and the end of what an ended order keeps as they were', async () => {
    const register = memoryRegister();
    await apply(register, { version: 2, status: 'released', keys: [1, 2] });
    const before = new Map(register.retention.ends());
    await apply(register, { version: 1, keys: [1, 2], clears: [2] });
    expect(register.retention.ends().get(`order ${ORDER}`)).toBe(before.get(`order ${ORDER}`));
  });

  test('is a former key, and so is one that a later version does not name; one that is named again is none', async () => {
    const register = memoryRegister();
    await apply(register, { keys: [1, 2, 3] }, { version: 2, keys: [1, 3], clears: [3] });
    expect((await recordIn(register)).formerKeys).toEqual([keyOf(2), keyOf(3)]);
    await apply(register, { version: 3, keys: [1, 2, 3] });
    expect(await recordIn(register)).toMatchObject({ keys: [keyOf(1), keyOf(2)], formerKeys: [keyOf(3)] });
  });
});

describe('a court is told', () => {
  test('that its change names a document which was cleared', async () => {
    const register = memoryRegister();
    await apply(register, IMPOSED, CLEARING, FORGETTING);
    expect(await remarksOn(register, 1)).toBeUndefined();
    expect(await remarksOn(register, 2)).toBeUndefined();
    expect(await remarksOn(register, 3)).toEqual(['/order/subject/documents']);
    const receipt = await register.receipts.get(changeIdOf(3));
    expect(receipt?.status).toBe('applied');
    expect(receipt?.remarks?.[0]?.detail).toContain('a new order with an id of its own');
  });

  test('that what a superseded change clears is cleared all the same', async () => {
    const register = memoryRegister();
    expect(await apply(register, FORGETTING, CLEARING)).toEqual(['applied', 'superseded']);
    expect(await remarksOn(register, 2)).toEqual(['/order/subject/clearedDocuments']);
  });
});

describe('operators that denied because of a document', () => {
  const denials = async (register: MemoryRegister) => {
    await deny(register, ORDER, 'air-a', 'a1', { matchedKeys: [keyOf(1)] });
    await deny(register, ORDER, 'air-b', 'b1', { matchedKeys: [keyOf(2)] });
  };

  test('are told when a superseded change clears it, once and with one id', async () => {
    const register = memoryRegister();
    await apply(register, FORGETTING);
    await denials(register);
    await apply(register, CLEARING, CLEARING);
    expect(told(register)).toEqual([['air-b', 'order-narrowed', 'dec_b1']]);
  });

  test('are told once when two changes clear it', async () => {
    const register = memoryRegister();
    await apply(register, { ...FORGETTING, version: 4 });
    await denials(register);
    await apply(register, CLEARING, { ...CLEARING, version: 3 });
    expect(told(register)).toEqual([['air-b', 'order-narrowed', 'dec_b1']]);
  });

  test('are told although the first delivery ended before the notice was made', async () => {
    const register = memoryRegister();
    await apply(register, FORGETTING);
    await denials(register);
    const crashed = { ...register, consequences: () => Promise.reject(new Error('the process has ended')) };
    expect((await applyChanges([queued(CLEARING)], crashed))[0]?.kind).toBe('failed');
    expect((await recordIn(register)).keys).toEqual([keyOf(1)]);
    await apply(register, CLEARING);
    expect(told(register)).toEqual([['air-b', 'order-narrowed', 'dec_b1']]);
  });
});

describe('two writers', () => {
  test('that take what they clear from two superseded changes at once keep both', async () => {
    const register = memoryRegister();
    await apply(register, { version: 4, keys: [1, 2, 3] });
    let reads = 0;
    const bothHaveRead = Promise.withResolvers<void>();
    const orders: typeof register.orders = {
      ...register.orders,
      async getMany(orderIds) {
        const found = await register.orders.getMany(orderIds);
        reads += 1;
        if (reads === 2) bothHaveRead.resolve();
        await bothHaveRead.promise;
        return found;
      },
    };
    await Promise.all(
      [2, 3].map((n) =>
        applyChanges([queued({ version: n, keys: [1, 2, 3], clears: [n] })], { ...register, orders }),
      ),
    );
    expect(await recordIn(register)).toMatchObject({ keys: [keyOf(1)], clearedKeys: [keyOf(2), keyOf(3)] });
  });

  test('of a version and of a clearing at once end with the clearing', async () => {
    const register = memoryRegister();
    await apply(register, IMPOSED);
    await Promise.all([CLEARING, FORGETTING].map((one) => applyChanges([queued(one)], register)));
    expect(await recordIn(register)).toMatchObject({ version: 3, keys: [keyOf(1)] });
  });
});

describe('the record', () => {
  const stored = nextRecord(orderVersion(FORGETTING), undefined, TIMES);

  test('is left alone by a change that says nothing new', () => {
    const once = afterLesserChange(orderVersion(CLEARING), stored, TIMES) as OrderRecord;
    expect(once.revision).toBe(2);
    expect(afterLesserChange(orderVersion(CLEARING), once, TIMES)).toBeUndefined();
  });

  test('of an order from before clearings were kept takes them on', () => {
    const { ends: _, revision: __, formerKeys: ___, ...old } = stored;
    expect(afterLesserChange(orderVersion(CLEARING), old, TIMES)).toMatchObject({
      keys: [keyOf(1)],
      clearedKeys: [keyOf(2)],
      revision: 1,
    });
    expect(nextRecord(orderVersion({ version: 4, keys: [1] }), old, TIMES)).toMatchObject({
      keys: [keyOf(1)],
      formerKeys: [keyOf(2)],
      revision: 1,
    });
  });

  test('names no more keys than fit into an item', () => {
    const many = Array.from({ length: 1_200 }, (_, n) => n + 1);
    const full = nextRecord(orderVersion({ keys: many, clears: many }), undefined, TIMES);
    expect(full.clearedKeys).toHaveLength(1_000);
    const dropped = nextRecord(
      orderVersion({ version: 2, keys: [] }),
      nextRecord(orderVersion({ keys: many }), undefined, TIMES),
      TIMES,
    );
    expect(dropped.formerKeys).toHaveLength(500);
  });
});
