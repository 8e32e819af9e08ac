import { describe, expect, test } from 'vitest';
import { RESERVATION_MS } from '../../../shared/allowances/ledger.ts';
import type { GrantId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { Grant } from '../../../shared/orders/order.ts';
import { createCheckWorld, FLIGHT, G_TRAIN } from '../../support/check-world.ts';

const now = Date.parse('2026-11-23T10:00:00+08:00');
const day = 24 * 3_600_000;

function grant(change: Partial<Grant> = {}): Grant {
  return {
    grantId: 'g1' as GrantId,
    kind: 'single',
    items: ['rail-emu'],
    fromMs: now,
    toMs: now + 10 * day,
    uses: 1,
    approvedBy: 'court',
    ...change,
  };
}

const otherTrain = { ...G_TRAIN, train: 'G7' };

describe('a grant within its window', () => {
  const temporary = grant({ kind: 'temporary', uses: null, approvedBy: 'president' });

  test('lifts its items and no others', async () => {
    const world = createCheckWorld();
    await world.impose({ grants: [temporary] });
    expect(await world.checkOne(G_TRAIN)).toEqual({ ref: 'p1', decision: 'allow' });
    expect(await world.checkOne(FLIGHT)).toMatchObject({ decision: 'deny' });
    expect(world.effects.all()).toHaveLength(1);
  });

  test.each([
    ['the service lies before it', now - 1, 'deny'],
    ['the service lies in it', now + 10 * day - 1, 'allow'],
    ['the service lies after it', now + 10 * day, 'deny'],
  ])('counts by the time of the service: %s', async (_, serviceAtMs, decision) => {
    const world = createCheckWorld();
    await world.impose({ grants: [temporary] });
    const serviceAt = new Date(serviceAtMs).toISOString();
    expect(await world.checkOne({ ...G_TRAIN, serviceAt })).toMatchObject({ decision });
  });
});

describe('a single-use grant', () => {
  async function worldWithSingleGrant() {
    const world = createCheckWorld();
    await world.impose({ grants: [grant()] });
    return world;
  }

  test('is reserved by the check and looks like any other allow', async () => {
    const world = await worldWithSingleGrant();
    expect(await world.checkOne(G_TRAIN)).toEqual({ ref: 'p1', decision: 'allow' });
    expect(await world.checkOne(G_TRAIN, {}, 'another-railway')).toMatchObject({ decision: 'deny' });
  });

  test('serves the same purchase again, as after a lost answer, but not another train', async () => {
    const world = await worldWithSingleGrant();
    const decisions = [];
    for (const purchase of [G_TRAIN, G_TRAIN, otherTrain]) {
      decisions.push((await world.checkOne(purchase)).decision);
    }
    expect(decisions).toEqual(['allow', 'allow', 'deny']);
  });

  test('is consumed by a sale, for good, and still passes that purchase at check-in', async () => {
    const world = await worldWithSingleGrant();
    const { checkId } = await world.check(G_TRAIN);
    expect(await world.report(checkId, 'sold')).toEqual({ kind: 'noted' });
    expect(await world.report(checkId, 'sold')).toEqual({ kind: 'noted' });
    world.clock.advance(2 * RESERVATION_MS);
    expect(await world.checkOne(G_TRAIN)).toMatchObject({ decision: 'allow' });
    expect(await world.checkOne(otherTrain)).toMatchObject({ decision: 'deny' });
    expect(world.overUsed).toEqual([]);
  });

  test.each(['not-sold', 'alternative-sold'] as const)(
    'comes back when the report says %s',
    async (outcome) => {
      const world = await worldWithSingleGrant();
      const { checkId } = await world.check(G_TRAIN);
      await world.report(checkId, outcome);
      expect(await world.checkOne(otherTrain)).toMatchObject({ decision: 'allow' });
    },
  );

  test('comes back by itself after 15 minutes', async () => {
    const world = await worldWithSingleGrant();
    await world.check(G_TRAIN);
    world.clock.advance(RESERVATION_MS - 1);
    expect(await world.checkOne(otherTrain)).toMatchObject({ decision: 'deny' });
    world.clock.advance(1);
    expect(await world.checkOne(otherTrain)).toMatchObject({ decision: 'allow' });
  });

  test('goes to only one of several operators who ask at once', async () => {
    const world = await worldWithSingleGrant();
    const results = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((operator) => world.checkOne(G_TRAIN, {}, operator)),
    );
    expect(results.filter(({ decision }) => decision === 'allow')).toHaveLength(1);
    expect(results.filter(({ decision }) => decision === 'deny')).toHaveLength(4);
  });

  test('sold late, after its reservation lapsed and another sold it, is said to be over-used', async () => {
    const world = await worldWithSingleGrant();
    const first = await world.check(G_TRAIN);
    world.clock.advance(RESERVATION_MS);
    const second = await world.check(otherTrain);
    await world.report(second.checkId, 'sold');
    await world.report(first.checkId, 'sold');
    expect(world.overUsed).toEqual(['GRANT#g1']);
  });

  test('is not consumed by a report of another operator or about another subject', async () => {
    const world = await worldWithSingleGrant();
    const { checkId } = await world.check(G_TRAIN);
    expect(await world.report(checkId, 'sold', 'another-railway')).toEqual({ kind: 'noted' });
    expect(await world.report(checkId, 'sold', 'demo-rail', 'p9')).toEqual({ kind: 'noted' });
    world.clock.advance(RESERVATION_MS);
    expect(await world.checkOne(otherTrain)).toMatchObject({ decision: 'allow' });
  });

  test('goes back, and the answer is undetermined, when its reservation cannot be kept for the report', async () => {
    const world = createCheckWorld({
      effects: { put: () => Promise.reject(new DependencyUnavailable('dynamodb', 'down')) },
    });
    await world.impose({ grants: [grant()] });
    expect(await world.checkOne(G_TRAIN)).toMatchObject({
      decision: 'undetermined',
      fallback: 'proceed-and-recheck',
    });
    const ledger = await world.allowances.read({ orderId: 'ord-1' as never, name: 'GRANT#g1' });
    expect(ledger.ledger.entries).toEqual([]);
  });

  test('that was looked at once more stays reserved when the first look is reported as not sold', async () => {
    const world = await worldWithSingleGrant();
    const first = await world.check(G_TRAIN);
    const second = await world.check(G_TRAIN);
    await world.report(first.checkId, 'not-sold');
    expect(await world.checkOne(otherTrain)).toMatchObject({ decision: 'deny' });
    await world.report(second.checkId, 'not-sold');
    expect(await world.checkOne(otherTrain)).toMatchObject({ decision: 'allow' });
  });

  test('stays reserved for the first look when the second one cannot be kept for the report', async () => {
    let puts = 0;
    const world = createCheckWorld({
      effects: {
        put: () =>
          ++puts === 2 ? Promise.reject(new DependencyUnavailable('dynamodb', 'down')) : Promise.resolve(),
      },
    });
    await world.impose({ grants: [grant()] });
    const decisions = [];
    for (const purchase of [G_TRAIN, G_TRAIN, otherTrain]) {
      decisions.push((await world.checkOne(purchase)).decision);
    }
    expect(decisions).toEqual(['allow', 'undetermined', 'deny']);
  });

  test('stays unreserved when another order denies all the same', async () => {
    const world = await worldWithSingleGrant();
    await world.impose({}, { orderId: 'ord-2' });
    expect(await world.checkOne(G_TRAIN)).toMatchObject({ decision: 'deny' });
    const ledger = await world.allowances.read({ orderId: 'ord-1' as never, name: 'GRANT#g1' });
    expect(ledger.ledger.entries).toEqual([]);
  });
});

describe('a product under two items', () => {
  const sleeperOnGTrain = { sector: 'rail', train: 'G101', seat: '4' };
  const items = ['rail-emu', 'rail-soft-sleeper'] as const;

  test('needs both lifted when the order names both', async () => {
    const world = createCheckWorld();
    await world.impose({ items, grants: [grant()] });
    expect(await world.checkOne(sleeperOnGTrain)).toMatchObject({ decision: 'deny' });
  });

  test('takes one use of each of two grants, or none', async () => {
    const world = createCheckWorld();
    const grants = [grant(), grant({ grantId: 'g2' as GrantId, items: ['rail-soft-sleeper'] })];
    await world.impose({ items, grants });
    expect(await world.checkOne(sleeperOnGTrain)).toMatchObject({ decision: 'allow' });
    expect(await world.checkOne(sleeperOnGTrain, {}, 'another-railway')).toMatchObject({ decision: 'deny' });
  });

  test('takes one use of a grant that lifts both', async () => {
    const world = createCheckWorld();
    const grants = [grant(), grant({ grantId: 'g2' as GrantId, items })];
    await world.impose({ items, grants });
    expect(await world.checkOne(sleeperOnGTrain)).toMatchObject({ decision: 'allow' });
    expect(await world.checkOne(G_TRAIN, {}, 'another-railway')).toMatchObject({ decision: 'allow' });
  });
});

describe('the resort quota', () => {
  const resort = (amount: number) => ({
    sector: 'travel-agency',
    service: 'resort',
    amount: { amount, currency: 'CNY' },
  });

  test('is spent by sales up to its amount in a month and is new in the next', async () => {
    const world = createCheckWorld();
    await world.impose({ items: ['travel'] });
    const first = await world.check(resort(120_000));
    expect(first.results).toEqual([{ ref: 'p1', decision: 'allow' }]);
    await world.report(first.checkId, 'sold');
    expect(await world.checkOne(resort(80_001))).toMatchObject({
      decision: 'deny',
      rule: { items: ['travel'] },
    });
    expect(await world.checkOne(resort(80_000))).toMatchObject({ decision: 'allow' });
    world.clock.advance(10 * day);
    expect(await world.checkOne(resort(200_000))).toMatchObject({ decision: 'allow' });
  });

  test('binds the debtor only', async () => {
    const world = createCheckWorld();
    await world.impose({ items: ['travel'], role: 'legal-representative' });
    expect(await world.checkOne(resort(900_000_000))).toMatchObject({ decision: 'allow' });
    expect(await world.checkOne({ sector: 'travel-agency', service: 'outbound-tour' })).toMatchObject({
      decision: 'deny',
    });
  });

  test('is not touched by a grant that covers the service', async () => {
    const world = createCheckWorld();
    await world.impose({
      items: ['travel'],
      grants: [grant({ kind: 'necessity', items: ['travel'], uses: null })],
    });
    expect(await world.checkOne(resort(900_000_000))).toMatchObject({ decision: 'allow' });
    expect(world.effects.all()).toEqual([]);
  });
});
