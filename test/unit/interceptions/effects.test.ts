import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RESTRICTED_ITEMS } from '../../../shared/contracts/items.ts';
import { type CountedDenial, countByMonth, countDenials } from '../../../shared/interceptions/effects.ts';
import { OUTCOMES } from '../../../shared/interceptions/interception.ts';

const denial = (overrides: Partial<CountedDenial> = {}): CountedDenial => ({
  productClass: 'air.any-cabin',
  items: ['air'],
  attempts: 1,
  firstAtMs: Date.parse('2026-05-10T12:00:00+08:00'),
  ...overrides,
});

describe('what an order did', () => {
  test('is counted by item, attempt and outcome, without anything about anybody', () => {
    const counts = countDenials([
      denial({ attempts: 3, outcome: 'not-sold' }),
      denial({ outcome: 'alternative-sold' }),
      denial({ productClass: 'rail.g-soft-sleeper', items: ['rail-soft-sleeper', 'rail-emu'] }),
    ]);
    expect(counts).toEqual({
      denials: 3,
      attempts: 5,
      items: { air: 2, 'rail-emu': 1, 'rail-soft-sleeper': 1 },
      outcomes: { 'alternative-sold': 1, 'not-sold': 1 },
    });
  });

  test('belongs to the month of the courts’ time, the oldest first', () => {
    const may = denial({ firstAtMs: Date.parse('2026-05-31T23:59:59.999+08:00') });
    const june = denial({ firstAtMs: Date.parse('2026-06-01T00:00:00+08:00') });
    expect(countByMonth([june, may, june]).map(({ month, denials }) => [month, denials])).toEqual([
      ['2026-05', 1],
      ['2026-06', 2],
    ]);
  });

  test('counts under whatever the rule says where the items were not kept, and under none for an unknown rule', () => {
    const { items: _, ...without } = denial();
    expect(countDenials([without]).items).toEqual({ air: 1 });
    expect(countDenials([{ ...without, productClass: 'balloon.any' }])).toMatchObject({
      denials: 1,
      items: {},
    });
  });

  test('is nothing while nobody was denied', () => {
    expect(countByMonth([])).toEqual([]);
    expect(countDenials([])).toEqual({ denials: 0, attempts: 0, items: {}, outcomes: {} });
  });

  test('sums to the same over all months as at once', () => {
    const denials = fc.array(
      fc.record({
        productClass: fc.constantFrom('air.any-cabin', 'rail.g-train'),
        items: fc.subarray([...RESTRICTED_ITEMS]),
        attempts: fc.integer({ min: 1, max: 9 }),
        outcome: fc.constantFrom(...OUTCOMES),
        firstAtMs: fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2026, 11) }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(denials, (all) => {
        const months = countByMonth(all);
        const total = countDenials(all);
        const sum = (of: (month: (typeof months)[number]) => number) =>
          months.reduce((before, month) => before + of(month), 0);
        expect(sum((month) => month.denials)).toBe(total.denials);
        expect(sum((month) => month.attempts)).toBe(total.attempts);
        for (const item of RESTRICTED_ITEMS)
          expect(sum(({ items }) => items[item] ?? 0)).toBe(total.items[item] ?? 0);
      }),
    );
  });
});
