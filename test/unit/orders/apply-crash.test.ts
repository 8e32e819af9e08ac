import { describe, expect, test } from 'vitest';
import { applyChanges } from '../../../shared/orders/apply.ts';
import type { QueuedChange } from '../../../shared/orders/ports.ts';
import { type FaultPlan, withFaults } from './faults.ts';
import { HOUR_MS, keyOf, NOW_MS, queued } from './fixtures.ts';
import { deny, keysInLog, type MemoryRegister, memoryRegister, readLog, wired } from './register.ts';

const hoursFromNow = (hours: number) => NOW_MS + hours * HOUR_MS;

/**
 * One delivery after the other: impositions; a second version with a new document; after denials a version that
 * restricts less, one that names a document less, a superseded one that clears a document and one that ends a period;
 * releases, and one that prolonged that period in time.
 */
const DELIVERIES: readonly (readonly QueuedChange[])[] = [
  [
    queued({ order: 'ord-a', change: 1, keys: [1, 2] }),
    queued({ order: 'ord-b', change: 2, keys: [3] }),
    queued({ order: 'ord-c', change: 3, status: 'suspended', keys: [4] }),
    queued({ order: 'ord-d', version: 3, change: 11, keys: [6, 7] }),
    queued({ order: 'ord-e', version: 3, change: 12, keys: [8], toMs: hoursFromNow(5) }),
  ],
  [
    queued({ order: 'ord-a', version: 2, change: 4, keys: [1, 2, 5] }),
    queued({ order: 'ord-c', version: 2, change: 5, keys: [4] }),
  ],
  [
    queued({ order: 'ord-b', version: 2, change: 9, keys: [3], terms: { items: ['rail-emu'] } }),
    queued({ order: 'ord-c', version: 3, change: 10, keys: [] }),
    queued({ order: 'ord-d', version: 2, change: 13, keys: [6, 7], clears: [7] }),
    queued({ order: 'ord-e', change: 14, keys: [8], acceptedAtMs: hoursFromNow(-9), toMs: hoursFromNow(-5) }),
  ],
  [
    queued({ order: 'ord-a', version: 3, change: 6, status: 'released', keys: [1, 2, 5] }),
    queued({ order: 'ord-b', version: 3, change: 7, status: 'cancelled', keys: [3] }),
    queued({ order: 'ord-c', version: 1, change: 8, keys: [4] }),
    queued({ order: 'ord-e', version: 2, change: 15, keys: [8], acceptedAtMs: hoursFromNow(-6) }),
  ],
];

/** Applies the batch and delivers again what was not acknowledged, as a queue does. */
async function deliver(batch: readonly QueuedChange[], register: MemoryRegister, plan?: FaultPlan) {
  const faulty = withFaults(register, plan ?? { atCall: -1, when: 'before', kind: 'fault' });
  const outcomes = await applyChanges(batch, wired(faulty.ports));
  const failed = batch.filter((_, index) => outcomes[index]?.kind === 'failed');
  // After the end of the process nothing was acknowledged, not even what had been finished.
  const again = plan?.kind === 'crash' ? batch : failed;
  const second = again.length > 0 ? await applyChanges(again, register) : [];
  expect(second.filter(({ kind }) => kind === 'failed')).toEqual([]);
  return { calls: faulty.calls(), failed: failed.length };
}

async function history(plan?: FaultPlan & { readonly delivery: number }) {
  const register = memoryRegister();
  const calls: number[] = [];
  for (const [index, batch] of DELIVERIES.entries()) {
    if (index === 2) {
      await deny(register, 'ord-a', 'demo-air', 'a1');
      await deny(register, 'ord-a', 'demo-air', 'a2');
      await deny(register, 'ord-a', 'demo-rail', 'r1');
      await deny(register, 'ord-b', 'demo-rail', 'r2');
      await deny(register, 'ord-b', 'demo-rail', 'r3', { productClass: 'rail.g-train' });
      await deny(register, 'ord-c', 'demo-air', 'a3');
      await deny(register, 'ord-d', 'demo-air', 'a4', { matchedKeys: [keyOf(7)] });
      await deny(register, 'ord-d', 'demo-air', 'a5', { matchedKeys: [keyOf(6)] });
    }
    const delivered = await deliver(batch, register, plan?.delivery === index ? plan : undefined);
    calls.push(delivered.calls);
  }
  return { register, calls };
}

function stateOf(register: MemoryRegister) {
  const byId = (a: { orderId: string }, b: { orderId: string }) => (a.orderId < b.orderId ? -1 : 1);
  return {
    orders: register.orders.all().toSorted(byId),
    receipts: new Map(register.receipts.all().map((receipt) => [receipt.changeId, receipt])),
    notices: new Map(register.notices.all().map((notice) => [notice.noticeId, notice])),
    marks: new Map(register.interceptions.all().map((one) => [one.decisionId, one.noticedFor])),
    ends: register.retention.ends(),
    keys: new Set(register.pointers.keys().map((key) => Buffer.from(key).toString('hex'))),
  };
}

const undisturbed = await history();

describe.each(['fault', 'crash'] as const)('a %s', (kind) => {
  describe.each(['before', 'after'] as const)('%s a call takes effect', (when) => {
    const points = undisturbed.calls.flatMap((count, delivery) =>
      Array.from({ length: count }, (_, atCall) => ({ delivery, atCall })),
    );

    test.each(points)('at call $atCall of delivery $delivery is repaired by redelivery', async (point) => {
      const { register } = await history({ ...point, when, kind });
      expect(stateOf(register)).toEqual(stateOf(undisturbed.register));
      expect(await keysInLog(register.log)).toEqual(await keysInLog(undisturbed.register.log));
      const sequences = (await readLog(register.log)).map(({ sequence }) => sequence as number);
      expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    });
  });
});

test('the undisturbed history applied, superseded and ended what it should', () => {
  const { orders, receipts, notices } = stateOf(undisturbed.register);
  expect(orders.map(({ version, terms }) => [version, terms.status])).toEqual([
    [3, 'released'],
    [3, 'cancelled'],
    [3, 'active'],
    [3, 'active'],
    [3, 'active'],
  ]);
  expect(orders.map(({ terms }) => terms.period.toMs).slice(3)).toEqual([null, hoursFromNow(5)]);
  expect(orders[3]).toMatchObject({ keys: [keyOf(6)], clearedKeys: [keyOf(7)] });
  expect([...receipts.values()].map(({ status }) => status).toSorted()).toEqual([
    ...Array(11).fill('applied'),
    ...Array(4).fill('superseded'),
  ]);
  const told = [...notices.values()].map(({ reason, decisionIds }) => [...decisionIds, reason]);
  expect(told.toSorted()).toEqual([
    ['dec_a1', 'dec_a2', 'order-ended'],
    ['dec_a3', 'order-narrowed'],
    ['dec_a4', 'order-narrowed'],
    ['dec_r1', 'order-ended'],
    ['dec_r2', 'dec_r3', 'order-ended'],
    ['dec_r2', 'order-narrowed'],
  ]);
});
