import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { applyChanges } from '../../../shared/orders/apply.ts';
import { hasEnded, type OrderRecord, type OrderVersion } from '../../../shared/orders/order.ts';
import type { QueuedChange } from '../../../shared/orders/ports.ts';
import { type FaultPlan, withFaults } from '../../unit/orders/faults.ts';
import { HOUR_MS, NOW_MS, queued } from '../../unit/orders/fixtures.ts';
import { keysInLog, memoryRegister, readLog, wired } from '../../unit/orders/register.ts';

const ORDERS = ['ord-a', 'ord-b', 'ord-c'];

/** Few of them, so that ends and times of acceptance meet. */
function hoursFromNow(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min, max }).map((hours) => NOW_MS + hours * HOUR_MS);
}

const changes: fc.Arbitrary<readonly QueuedChange[]> = fc
  .array(
    fc.record({
      order: fc.constantFrom(...ORDERS),
      version: fc.integer({ min: 1, max: 4 }),
      status: fc.constantFrom('active', 'active', 'suspended', 'released', 'cancelled'),
      keys: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
      clears: fc.oneof(fc.constant([]), fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 2 })),
      acceptedAtMs: hoursFromNow(-9, 0),
      toMs: fc.oneof(fc.constant(null), hoursFromNow(-9, 3)),
      terms: fc.constantFrom({}, {}, { continues: 'ord-0' as OrderId }),
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

/** What the order keeps of all its versions, in the plainest words. */
function expectedOf(all: readonly QueuedChange[], order: string) {
  const governs = governing(all, order);
  if (governs === undefined) return undefined;
  const versions = all.map(({ change }) => change).filter(({ orderId }) => orderId === order);
  const cleared = new Set(versions.flatMap(({ clearedKeys = [] }) => clearedKeys));
  const place = ({ version, changeId }: OrderVersion) => `${String(version).padStart(10, '0')}|${changeId}`;
  const upToIt = versions
    .filter((one) => place(one) <= place(governs))
    .toSorted((a, b) => (place(a) < place(b) ? -1 : 1));

  let endMs = Number.POSITIVE_INFINITY;
  let stated: number | undefined;
  let continues: OrderId | undefined;
  for (const [index, { acceptedAtMs, terms }] of upToIt.entries()) {
    continues = terms.continues ?? continues;
    const open = continues === undefined ? undefined : stated;
    const asked = terms.period.toMs ?? open ?? Number.POSITIVE_INFINITY;
    const cameTooLate = index > 0 && acceptedAtMs >= endMs;
    endMs = cameTooLate ? Math.min(asked, endMs) : asked;
    if (endMs !== Number.POSITIVE_INFINITY) stated = endMs;
  }
  return {
    changeId: governs.changeId,
    keys: governs.keys.filter((key) => !cleared.has(key)),
    clearedKeys: [...cleared].sort(),
    toMs: endMs === Number.POSITIVE_INFINITY ? null : endMs,
    continues,
  };
}

function standingOf(record: OrderRecord | undefined) {
  if (record === undefined) return undefined;
  const { changeId, keys, clearedKeys = [], terms } = record;
  return { changeId, keys, clearedKeys, toMs: terms.period.toMs, continues: terms.continues };
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
        const record = await register.orders.get(order as OrderId);
        expect(standingOf(record)).toEqual(expectedOf(all, order));
        if (record === undefined) continue;
        const { keys: _, clearedKeys: __, terms, ...sent } = governing(all, order) as OrderVersion;
        expect(record).toMatchObject({
          ...sent,
          terms: { status: terms.status, nameDigest: terms.nameDigest },
        });
        expect(record.history.at(-1)?.changeId).toBe(record.changeId);
        expect(record.formerKeys?.filter((key) => record.keys.includes(key)) ?? []).toEqual([]);
        if (hasEnded(record.terms.status)) continue;
        expect(record.keys.filter((key) => !logged.has(key) || !pointed.has(key))).toEqual([]);
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
        expect(standingOf(await register.orders.get(order as OrderId))).toEqual(expectedOf(all, order));
      }
    }),
    { numRuns: 200 },
  );
});
