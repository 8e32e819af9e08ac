import { describe, expect, it } from 'vitest';
import type { KeyFilter } from '../../../shared/filter/bloom-filter.ts';
import { measureFalsePositiveRate } from '../../../shared/filter/false-positive-rate.ts';
import { digestInSlices } from '../../../shared/filter/file-digest.ts';
import { fillFilter } from '../../../shared/filter/fill-filter.ts';
import { keysOf } from './filter-world.ts';

/** How many turns of the event loop others had while the work went on. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let done = false;
  const count = () => {
    turns += 1;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  await work();
  done = true;
  return turns;
}

describe('long work of the builder leaves turns to others, and does not wait for its own', () => {
  it('measuring: one for 2,000 probes', async () => {
    let probes = 0;
    const filter = { mayContain: () => ++probes % 4 === 0 } as unknown as KeyFilter;
    let rate = 0;
    const turns = await turnsDuring(async () => {
      rate = await measureFalsePositiveRate(filter, 10_000);
    });
    expect([probes, rate]).toEqual([10_000, 0.25]);
    expect(turns).toBeGreaterThanOrEqual(5);
    expect(turns).toBeLessThanOrEqual(7);
  });

  it('filling: one for 2,000 keys, however large the pages are', async () => {
    const keys = keysOf(1, 10_000);
    const listedKeys = {
      async *scan() {
        yield keys;
      },
    };
    const turns = await turnsDuring(() => fillFilter(listedKeys, 10_000));
    expect(turns).toBeGreaterThanOrEqual(5);
    expect(turns).toBeLessThanOrEqual(7);
  });

  it('hashing: one between two slices of a MiB, none after the last', async () => {
    const turnsFor = (length: number) => turnsDuring(() => digestInSlices(new Uint8Array(length)));
    expect(await turnsFor(1)).toBe(await turnsFor(0));
    expect(await turnsFor(1024 * 1024)).toBe(await turnsFor(1));
    expect(await turnsFor(4 * 1024 * 1024)).toBe((await turnsFor(1)) + 3);
  });
});

describe('a subject with several orders, whose pointers come in a row', () => {
  it('is sampled and counted once', async () => {
    const keys = keysOf(1, 50);
    const listedKeys = {
      async *scan() {
        yield keys.flatMap((key) => [key, key, key]);
      },
    };
    const { sample, keyCount } = await fillFilter(listedKeys, 50);
    expect(sample).toEqual(keys.map((key) => Uint8Array.from(key)));
    expect(keyCount).toBe(50);
  });
});
