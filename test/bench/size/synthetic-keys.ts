import type { ListedKeys } from '../../../shared/filter/ports.ts';
import { SUBJECT_KEY_BYTES, type SubjectKey } from '../../../shared/identity/subject-key.ts';

const PAGE_KEYS = 5_000;
const WORDS = SUBJECT_KEY_BYTES / 4;

/** Keys as uniform as real ones, of nobody, always the same for the same seed: far cheaper than digests. */
export function keyStream(seed: number): (count: number) => SubjectKey[] {
  const next = splitMix32(seed);
  return (count) => {
    const words = Uint32Array.from({ length: count * WORDS }, next);
    const bytes = new Uint8Array(words.buffer);
    return Array.from(
      { length: count },
      (_, index) => bytes.subarray(index * SUBJECT_KEY_BYTES, (index + 1) * SUBJECT_KEY_BYTES) as SubjectKey,
    );
  };
}

/** A register of so many keys, without a register. */
export function syntheticListedKeys(count: number, seed: number): ListedKeys {
  return {
    async *scan() {
      const keys = keyStream(seed);
      for (let from = 0; from < count; from += PAGE_KEYS) yield keys(Math.min(PAGE_KEYS, count - from));
    },
  };
}

/** Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, in the form for 32 bits. */
function splitMix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}
