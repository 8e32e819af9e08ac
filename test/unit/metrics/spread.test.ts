import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSpread, type SpreadValue } from '../../../shared/runtime/metric-spread.ts';

function spreadOf(values: readonly number[]): SpreadValue | undefined {
  const spread = createSpread();
  for (const value of values) spread.add(value);
  return spread.take();
}

/** The value that so large a part of all values does not exceed, as CloudWatch finds it. */
function percentile({ Values, Counts, Count }: SpreadValue, part: number): number {
  let seen = 0;
  for (const [index, value] of Values.entries()) {
    seen += Counts[index] as number;
    if (seen >= part * Count) return value;
  }
  throw new Error('the counts do not add up');
}

describe('a spread', () => {
  test('keeps how many values came, their sum, the least and the highest, exactly', () => {
    expect(spreadOf([3, 1, 4, 1, 5])).toMatchObject({ Count: 5, Sum: 14, Min: 1, Max: 5 });
  });

  test('percentiles are at most 8% off, over the whole range of its buckets', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.02, max: 14_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.constantFrom(0.5, 0.9, 0.99),
        (values, part) => {
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.ceil(part * sorted.length) - 1] as number;
          const told = percentile(spreadOf(values) as SpreadValue, part);
          expect(Math.abs(told - exact) / exact).toBeLessThan(0.08);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('whatever comes, its counts add up and CloudWatch gets at most 100 values, least first', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -10, max: 1e12, noNaN: true }), { minLength: 1 }), (values) => {
        const { Values, Counts, Count, Min, Max } = spreadOf(values) as SpreadValue;
        expect(Count).toBe(values.length);
        expect(Counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        expect(Values.length).toBeLessThanOrEqual(100);
        expect(Values).toHaveLength(Counts.length);
        expect([...Values].sort((a, b) => a - b)).toEqual(Values);
        expect(Min).toBeLessThanOrEqual(Values[0] as number);
        expect(Max).toBeGreaterThanOrEqual(Values.at(-1) as number);
      }),
      { numRuns: 200 },
    );
  });

  test('is empty after it was taken, and before anything came', () => {
    const spread = createSpread();
    expect(spread.take()).toBeUndefined();
    spread.add(7);
    expect(spread.take()).toMatchObject({ Count: 1 });
    expect(spread.take()).toBeUndefined();
    spread.add(9);
    expect(spread.take()).toEqual({ Values: [9], Counts: [1], Min: 9, Max: 9, Sum: 9, Count: 1 });
  });

  test('takes no notice of what is no number', () => {
    expect(spreadOf([Number.NaN, Number.POSITIVE_INFINITY])).toBeUndefined();
  });
});
