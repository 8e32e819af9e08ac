import { randomFillSync } from 'node:crypto';
import type { KeyFilter } from '../../../shared/filter/bloom-filter.ts';
import { SUBJECT_KEY_BYTES, type SubjectKey } from '../../../shared/identity/subject-key.ts';
import { quantileOf } from '../quantile.ts';

/** So many different keys that their bits do not stay in the caches of the processor. */
const KEYS = 1_000_000;
const BATCH = 1_000;
const PASSES = 3;
const NS_PER_MS = 1e6;

export interface LookupTimes {
  readonly p50Ns: number;
  readonly p99Ns: number;
}

/**
 * The time of one lookup of a key that is not there, over batches, since one by itself is shorter than the clock can
 * tell. Each key is copied to one place first, and the time for that is taken off.
 */
export function measureLookup(filter: KeyFilter): LookupTimes {
  const packed = randomFillSync(new Uint8Array(KEYS * SUBJECT_KEY_BYTES));
  const key = new Uint8Array(SUBJECT_KEY_BYTES) as SubjectKey;
  const batchMs = (from: number, lookUp: (key: SubjectKey) => boolean): number => {
    let found = 0;
    const before = performance.now();
    for (let index = from; index < from + BATCH; index++) {
      const offset = index * SUBJECT_KEY_BYTES;
      for (let byte = 0; byte < SUBJECT_KEY_BYTES; byte++) key[byte] = packed[offset + byte] as number;
      if (lookUp(key)) found += 1;
    }
    const tookMs = performance.now() - before;
    if (found > BATCH / 2) throw new Error('keys that are not there were found');
    return tookMs;
  };
  const timesNs = (lookUp: (key: SubjectKey) => boolean): Float64Array => {
    const times: number[] = [];
    for (let pass = 0; pass < PASSES; pass++) {
      for (let from = 0; from < KEYS; from += BATCH) {
        times.push((batchMs(from, lookUp) / BATCH) * NS_PER_MS);
      }
    }
    // The first pass is for the compiler.
    return Float64Array.from(times.slice(times.length / PASSES)).sort();
  };
  const copyNs = quantileOf(
    timesNs(() => false),
    0.5,
  );
  const times = timesNs(filter.mayContain);
  return { p50Ns: quantileOf(times, 0.5) - copyNs, p99Ns: quantileOf(times, 0.99) - copyNs };
}
