import type { SubjectKey } from '../identity/subject-key.ts';

/** An evenly spread part of any number of keys, in constant memory. */
export interface KeySample {
  add(key: SubjectKey): void;
  /** Between `leastKeys` and twice as many, or all if there were fewer. */
  keys(): readonly SubjectKey[];
}

/** Takes every n-th key, and when there are too many leaves out every other one and goes on with 2n. */
export function createKeySample(leastKeys: number): KeySample {
  let kept: SubjectKey[] = [];
  let stride = 1;
  let seen = 0;
  return {
    add(key) {
      if (seen++ % stride !== 0) return;
      // A copy: the page that the key lies in is not to be held because of it.
      kept.push(Uint8Array.from(key) as SubjectKey);
      if (kept.length < 2 * leastKeys) return;
      kept = kept.filter((_, index) => index % 2 === 0);
      stride *= 2;
    },
    keys: () => kept,
  };
}
