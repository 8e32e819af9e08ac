import { describe, expect, it } from 'vitest';
import { createKeyFilter, restoreKeyFilter } from '../../../shared/filter/bloom-filter.ts';
import { measureFalsePositiveRate } from '../../../shared/filter/false-positive-rate.ts';
import { keyOf, keysOf } from './filter-world.ts';

describe('the key filter', () => {
  it.each([1_000, 1_500, 5_000, 50_000])(
    'lets about 1 in 10,000 absent keys through when it holds %i',
    async (count) => {
      const filter = createKeyFilter(count);
      for (const key of keysOf(1, count)) filter.add(key);
      const rate = await measureFalsePositiveRate(filter, 100_000);
      // 10 hits are expected; 20 is 3 standard deviations away.
      expect(rate).toBeLessThan(2e-4);
      // The probes are always the same ones, so that a filter which rejects everything would be seen here.
      expect(rate).toBeGreaterThan(2e-5);
    },
  );

  it('lets as few absent keys through as theory says when it is tiny and full', async () => {
    const rates: number[] = [];
    for (let round = 0; round < 20; round++) {
      const filter = restoreKeyFilter(new Uint8Array(12), 96, 7);
      for (let n = 0; n < 10; n++) filter.add(keyOf(round * 10 + n));
      rates.push(await measureFalsePositiveRate(filter, 2_000));
    }
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    const theory = (1 - Math.exp((-7 * 10) / 96)) ** 7;
    expect(mean).toBeLessThan(1.4 * theory);
    expect(mean).toBeGreaterThan(0.5 * theory);
  });

  it('rejects every key while it is empty', async () => {
    expect(await measureFalsePositiveRate(createKeyFilter(0), 1_000)).toBe(0);
  });

  it('knows its keys again when it is restored over the same bits', () => {
    const filter = createKeyFilter(2_000);
    for (const key of keysOf(1, 2_000)) filter.add(key);
    const restored = restoreKeyFilter(filter.bits, filter.sizeBits, filter.hashCount);
    expect(keysOf(1, 2_000).every((key) => restored.mayContain(key))).toBe(true);
    expect(restored.bits).toBe(filter.bits);
  });

  it('keeps two filters with different numbers of hashes apart', () => {
    const one = restoreKeyFilter(new Uint8Array(1_000), 8_000, 3);
    const other = restoreKeyFilter(new Uint8Array(2_000), 16_000, 9);
    for (const key of keysOf(1, 100)) {
      one.add(key);
      other.add(key);
    }
    for (const key of keysOf(1, 100))
      expect([one.mayContain(key), other.mayContain(key)]).toEqual([true, true]);
  });

  it.each([
    ['bits of another length', 11, 96, 7, 'the length that its size needs'],
    ['no size', 0, 0, 7, 'the length that its size needs'],
    ['half a bit', 2, 8.5, 7, 'the length that its size needs'],
    ['no hash', 12, 96, 0, 'at least one hash'],
    ['half a hash', 12, 96, 1.5, 'at least one hash'],
  ])('is not restored with %s', (_, bytes, sizeBits, hashCount, why) => {
    const restore = () => restoreKeyFilter(new Uint8Array(bytes), sizeBits, hashCount);
    expect(restore).toThrow(RangeError);
    expect(restore).toThrow(why);
  });
});
