import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RESTRICTED_ITEMS } from '../../../shared/contracts/items.ts';
import { liftOf } from '../../../shared/notices/lifted.ts';
import type { Grant, OrderTerms } from '../../../shared/orders/order.ts';
import { grant, HOUR_MS, keyOf, NOW_MS, terms } from '../orders/fixtures.ts';

const flight = { productClass: 'air.any-cabin', matchedKeys: [keyOf(1)] };
const gTrain = { productClass: 'rail.g-train', matchedKeys: [keyOf(1)] };
const ofUnknownRule = { productClass: 'balloon.any', matchedKeys: [keyOf(1)] };

const anyFree = () => true;
const noneFree = () => false;

function order(overrides: Partial<OrderTerms> = {}, keys: readonly number[] = [1]) {
  return { terms: terms(overrides), keys: keys.map(keyOf) };
}

describe('a denial under an order that lives on', () => {
  test('holds while the order restricts its class of product', () => {
    expect(liftOf(flight, order(), NOW_MS, anyFree)).toBeUndefined();
    expect(liftOf(gTrain, order(), NOW_MS, anyFree)).toBeUndefined();
  });

  test('does not hold once the order does not restrict that class', () => {
    const narrowed = order({ items: ['rail-emu'] });
    expect(liftOf(flight, narrowed, NOW_MS, anyFree)).toBe('order-narrowed');
    expect(liftOf(gTrain, narrowed, NOW_MS, anyFree)).toBeUndefined();
  });

  test('does not hold while the order is suspended, whatever it was for', () => {
    const suspended = order({ status: 'suspended' });
    for (const denial of [flight, gTrain, ofUnknownRule])
      expect(liftOf(denial, suspended, NOW_MS, noneFree)).toBe('order-narrowed');
  });

  test('does not hold before the period begins, when it was put off', () => {
    const later = order({ period: { fromMs: NOW_MS + 1, toMs: null } });
    expect(liftOf(flight, later, NOW_MS, anyFree)).toBe('order-narrowed');
  });

  test('for a rule that no pack knows holds as long as the order restricts anything', () => {
    expect(liftOf(ofUnknownRule, order({ items: ['insurance'] }), NOW_MS, anyFree)).toBeUndefined();
  });
});

describe('a document that is not named any more', () => {
  test('lifts denials that it led to, and no others', () => {
    const cleared = order({}, [2]);
    expect(liftOf(flight, cleared, NOW_MS, anyFree)).toBe('order-narrowed');
    expect(liftOf({ ...flight, matchedKeys: [keyOf(2)] }, cleared, NOW_MS, anyFree)).toBeUndefined();
  });

  test('lifts a denial that two people led to, one of whom is let go', () => {
    const both = { ...flight, matchedKeys: [keyOf(1), keyOf(2)] };
    expect(liftOf(both, order({}, [2]), NOW_MS, anyFree)).toBe('order-narrowed');
  });

  test('lifts a denial without known documents only when the order names none', () => {
    const unknown = { productClass: 'air.any-cabin' };
    expect(liftOf(unknown, order({}, [2]), NOW_MS, anyFree)).toBeUndefined();
    expect(liftOf(unknown, order({}, []), NOW_MS, anyFree)).toBe('order-narrowed');
  });
});

describe('a grant', () => {
  const withGrants = (...grants: readonly Partial<Grant>[]) => order({ grants: grants.map(grant) });

  test('lifts what it permits, in a window that is open or still to come', () => {
    expect(liftOf(flight, withGrants({}), NOW_MS, anyFree)).toBe('grant-given');
    const ahead = { fromMs: NOW_MS + HOUR_MS, toMs: NOW_MS + 2 * HOUR_MS };
    expect(liftOf(flight, withGrants(ahead), NOW_MS, anyFree)).toBe('grant-given');
    expect(liftOf(gTrain, withGrants({}), NOW_MS, anyFree)).toBeUndefined();
  });

  test('that is over lifts nothing', () => {
    expect(liftOf(flight, withGrants({ toMs: NOW_MS }), NOW_MS, anyFree)).toBeUndefined();
  });

  test('for one use lifts nothing once it is used up', () => {
    const single = withGrants({ kind: 'single', uses: 1 });
    expect(liftOf(flight, single, NOW_MS, anyFree)).toBe('grant-given');
    expect(liftOf(flight, single, NOW_MS, noneFree)).toBeUndefined();
  });

  test('never keeps a denial that would not hold without it', () => {
    const cases = fc.record({
      items: fc.subarray([...RESTRICTED_ITEMS], { minLength: 1 }),
      granted: fc.subarray([...RESTRICTED_ITEMS], { minLength: 1 }),
      fromMs: fc.integer({ min: NOW_MS - HOUR_MS, max: NOW_MS + HOUR_MS }),
      denial: fc.constantFrom(flight, gTrain, ofUnknownRule),
    });
    fc.assert(
      fc.property(cases, ({ items, granted, fromMs, denial }) => {
        const one = grant({ items: granted, fromMs, toMs: fromMs + HOUR_MS });
        const without = liftOf(denial, order({ items }), NOW_MS, anyFree);
        const withIt = liftOf(denial, order({ items, grants: [one] }), NOW_MS, anyFree);
        expect(withIt === undefined && without !== undefined).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
