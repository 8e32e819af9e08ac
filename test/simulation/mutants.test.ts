import { describe, expect, test } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { explain, trySeed } from './try-seed.ts';

/** A mistake that takes more seeds to find than these is as good as not found. */
const MOST_SEEDS = 100;

describe('the simulation finds what somebody could get wrong', () => {
  test.each(MUTANTS)(
    '$name ($invariant)',
    async (planted) => {
      let found = false;
      for (let seed = 1; seed <= MOST_SEEDS && !found; seed++) {
        const { violations } = await trySeed(seed, planted);
        found = violations.some(({ invariant }) => invariant === planted.invariant);
      }
      expect(found).toBe(true);
    },
    120_000,
  );

  test('and tells it as a command to replay it and a short trace', async () => {
    const planted = MUTANTS.find(({ name }) => name === 'a filter of any age may say no');
    const text = await explain(await trySeed(1, planted), planted);
    const [first, ...trace] = text.split('\n');
    expect(first).toBe('seed 1 breaks I1; replay it with: npm run simulate -- --seed 1');
    expect(trace.length).toBeLessThan(12);
    expect(trace.some((line) => line.includes('change order='))).toBe(true);
    expect(trace.some((line) => line.includes('check container='))).toBe(true);
    expect(trace.at(-1)).toContain('I1 broken');
  }, 30_000);
});
