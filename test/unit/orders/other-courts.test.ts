import { describe, expect, test } from 'vitest';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { applyChanges } from '../../../shared/orders/apply.ts';
import type { QueuedChange } from '../../../shared/orders/ports.ts';
import { readQueuedChange, writeQueuedChange } from '../../../shared/orders/queued-change.ts';
import { changeIdOf, keyOf, queued, type VersionSketch } from './fixtures.ts';
import { memoryRegister } from './register.ts';

const ORDER = 'ord-1' as OrderId;
const OWN = queued().change.courtCode;
const OTHER = '沪0101';

/** A change of a sender that acts for the court of its change alone. */
function sentBy(courtCode: string, sketch: VersionSketch): QueuedChange {
  const { change, contentDigest } = queued(sketch);
  return { change: { ...change, courtCode, senderCourts: [courtCode] }, contentDigest };
}

describe('an order that was on its way when another court used its id', () => {
  test.each<[string, VersionSketch]>([
    ['a higher version', { version: 5, keys: [2] }],
    ['an end', { version: 5, status: 'released' }],
    ['a lower version that clears its documents', { version: 1, clears: [1] }],
  ])('takes nothing from %s of that court, whose receipt says so', async (_, sketch) => {
    const register = memoryRegister();
    const [, foreign] = await applyChanges(
      [sentBy(OWN, { version: 2, keys: [1] }), sentBy(OTHER, { ...sketch, change: 9 })],
      register,
    );
    const problem = { pointer: '/order/court/code' };
    expect(foreign).toMatchObject({ kind: 'rejected', problem });
    const foreignId = sentBy(OTHER, { ...sketch, change: 9 }).change.changeId;
    expect(await register.receipts.get(foreignId)).toMatchObject({ status: 'rejected', problems: [problem] });
    expect(await register.orders.get(ORDER)).toMatchObject({
      courtCode: OWN,
      version: 2,
      keys: [keyOf(1)],
      terms: { status: 'active' },
    });
  });

  test('belongs to the court whose change comes first, and the other is told', async () => {
    const register = memoryRegister();
    const outcomes = await applyChanges(
      [sentBy(OTHER, { version: 5 }), sentBy(OWN, { version: 6 })],
      register,
    );
    expect(outcomes).toMatchObject([{ kind: 'applied' }, { kind: 'rejected' }]);
    expect(await register.orders.get(ORDER)).toMatchObject({ courtCode: OTHER, version: 5 });
  });
});

test('a sender that acts for all courts may hand an order over to another court', async () => {
  const register = memoryRegister();
  const { change, contentDigest } = queued({ version: 2 });
  await applyChanges([sentBy(OWN, {}), { change: { ...change, courtCode: OTHER }, contentDigest }], register);
  expect(await register.orders.get(ORDER)).toMatchObject({ courtCode: OTHER, version: 2 });
});

test('one that acts for several may hand it over among them', async () => {
  const register = memoryRegister();
  const { change, contentDigest } = queued({ version: 2 });
  const handedOver = { ...change, courtCode: OTHER, senderCourts: [OWN, OTHER] };
  await applyChanges([sentBy(OWN, {}), { change: handedOver, contentDigest }], register);
  expect(await register.orders.get(ORDER)).toMatchObject({ courtCode: OTHER });
});

test('whom a sender acts for travels with its change and is not kept', async () => {
  const sent = sentBy(OWN, {});
  expect(readQueuedChange(writeQueuedChange(sent))).toEqual(sent);
  const register = memoryRegister();
  await applyChanges([sent], register);
  expect(await register.orders.get(ORDER)).not.toHaveProperty('senderCourts');
  expect(await register.receipts.get(changeIdOf(1))).toMatchObject({ status: 'applied' });
});
