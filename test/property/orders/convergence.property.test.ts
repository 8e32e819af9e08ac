import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { applyChanges } from '../../../shared/orders/apply.ts';
import { hasEnded, type OrderVersion } from '../../../shared/orders/order.ts';
import type { QueuedChange } from '../../../shared/orders/ports.ts';
import { type FaultPlan, withFaults } from '../../unit/orders/faults.ts';
import { queued } from '../../unit/orders/fixtures.ts';
import { keysInLog, memoryRegister, readLog, wired } from '../../unit/orders/register.ts';

const ORDERS = ['ord-a', 'ord-b', 'ord-c'];

const changes: fc.Arbitrary<readonly QueuedChange[]> = fc
  .array(
    fc.record({
      order: fc.constantFrom(...ORDERS),
      version: fc.integer({ min: 1, max: 4 }),
      status: fc.constantFrom('active', 'active', 'suspended', 'released', 'cancelled'),
      keys: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((sketches) => sketches.map((sketch, index) => queued({ ...sketch, change: index + 1 })));

/** Every change at least once, some more often, in any sequence, in batches of any size. */
function deliveriesOf(all: readonly QueuedChange[]): fc.Arbitrary<readonly (readonly QueuedChange[])[]> {
  const positions = [...all.keys()];
  return fc
    .tuple(
      fc.shuffledSubarray(positions, { minLength: all.length }),
      fc.array(fc.constantFrom(...positions), { maxLength: 6 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 4 })),
      fc.integer({ min: 0, max: 100 }),
    )
    .map(([once, again, sizes, turn]) => {
      const at = turn % (once.length + 1);
      const rest = [...once.slice(0, at), ...again, ...once.slice(at)].map(
        (index) => all[index] as QueuedChange,
      );
      const batches: QueuedChange[][] = [];
      while (rest.length > 0) batches.push(rest.splice(0, sizes.next().value as number));
      return batches;
    });
}

const faults: fc.Arbitrary<FaultPlan> = fc.record({
  atCall: fc.integer({ min: 0, max: 25 }),
  when: fc.constantFrom('before', 'after'),
  kind: fc.constantFrom('fault', 'crash'),
});

/** The rule in the plainest words: ended before not ended, then the version, then the change id. */
function governing(all: readonly QueuedChange[], order: string): OrderVersion | undefined {
  const rank = ({ terms, version, changeId }: OrderVersion) =>
    `${hasEnded(terms.status) ? 1 : 0}|${String(version).padStart(10, '0')}|${changeId}`;
  return all
    .map(({ change }) => change)
    .filter(({ orderId }) => orderId === order)
    .toSorted((a, b) => (rank(a) < rank(b) ? 1 : -1))[0];
}

const scenario = changes.chain((all) =>
  fc.record({ all: fc.constant(all), batches: deliveriesOf(all), plans: fc.array(faults, { maxLength: 4 }) }),
);

test('any delivery sequence of any set of changes, with faults, ends in the same orders and an unbroken log', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ all, batches, plans }) => {
      const register = memoryRegister();
      const queue = [...batches];
      for (let delivery = 0; queue.length > 0; delivery++) {
        const batch = queue.shift() as readonly QueuedChange[];
        const plan = plans[delivery];
        const { ports } = withFaults(register, plan ?? { atCall: -1, when: 'before', kind: 'fault' });
        const outcomes = await applyChanges(batch, wired(ports));
        const failed = batch.filter((_, index) => outcomes[index]?.kind === 'failed');
        if (failed.length > 0) queue.push(failed);
        if (plan?.kind === 'crash') queue.push(batch);
      }

      const logged = await keysInLog(register.log);
      const pointed = new Set(register.pointers.keys().map((key) => Buffer.from(key).toString('hex')));
      for (const order of ORDERS) {
        const expected = governing(all, order);
        const record = await register.orders.get(order as OrderId);
        expect(record?.changeId).toBe(expected?.changeId);
        if (record === undefined || expected === undefined) continue;
        expect(record).toMatchObject(expected);
        expect(record.history.at(-1)?.changeId).toBe(expected.changeId);
        if (hasEnded(expected.terms.status)) continue;
        expect(expected.keys.filter((key) => !logged.has(key) || !pointed.has(key))).toEqual([]);
      }
      const sequences = (await readLog(register.log)).map(({ sequence }) => sequence as number);
      expect(sequences).toEqual(sequences.map((_, index) => index + 1));
      const settled = register.receipts.all().map(({ changeId }) => changeId);
      expect(settled.toSorted()).toEqual(all.map(({ change }) => change.changeId).toSorted());
    }),
    { numRuns: 300 },
  );
});

test('consumers that work at the same time end in the same orders', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ all, batches }) => {
      const register = memoryRegister();
      const outcomes = await Promise.all(batches.map((batch) => applyChanges(batch, register)));
      const failed = batches.flatMap((batch, at) =>
        batch.filter((_, index) => outcomes[at]?.[index]?.kind === 'failed'),
      );
      for (const change of failed) await applyChanges([change], register);
      for (const order of ORDERS) {
        const record = await register.orders.get(order as OrderId);
        expect(record?.changeId).toBe(governing(all, order)?.changeId);
      }
    }),
    { numRuns: 200 },
  );
});
