import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { SUBJECT_KEY_BYTES, type SubjectKey } from '../identity/subject-key.ts';
import type { KeyFilter } from './bloom-filter.ts';

const PROBES_PER_TURN = 2_000;

/**
 * Measures how often a filter says "maybe" to keys that nobody has: unkeyed digests of numbers, always the same ones.
 *
 * @returns the share of `probes` that the filter did not reject. At a rate of 1e-4 and 50,000 probes 5 are expected.
 */
export async function measureFalsePositiveRate(filter: KeyFilter, probes: number): Promise<number> {
  let hits = 0;
  for (let probe = 0; probe < probes; probe++) {
    const digest = hash('sha256', `absent ${probe}`, 'buffer');
    if (filter.mayContain(digest.subarray(0, SUBJECT_KEY_BYTES) as Uint8Array as SubjectKey)) hits += 1;
    if (probe % PROBES_PER_TURN === PROBES_PER_TURN - 1) await setImmediate();
  }
  return hits / probes;
}
