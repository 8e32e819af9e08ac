import type { SubjectKey } from '../identity/subject-key.ts';
import { firstKeyBits } from './key-bits.ts';
import { createKeyBitsSet } from './key-bits-set.ts';
import type { Sequence } from './ports.ts';

/**
 * The keys that were appended to the log after the snapshot in use. Two keys that agree in 48 bits are taken for the
 * same: that costs one authoritative read in 10^9 lookups and can never hide a key.
 */
export interface Overlay {
  readonly size: number;
  add(sequence: Sequence, keys: readonly SubjectKey[]): void;
  mayContain(key: SubjectKey): boolean;
  /** Another overlay with only the entries after this sequence: what a snapshot that covers it does not hold. */
  after(sequence: Sequence): Overlay;
}

interface Addition {
  readonly sequence: Sequence;
  readonly keyBits: Float64Array;
}

export function createOverlay(additions: readonly Addition[] = []): Overlay {
  const kept = [...additions];
  const set = createKeyBitsSet(additions.reduce((sum, { keyBits }) => sum + keyBits.length, 0));
  for (const { keyBits } of additions) for (const bits of keyBits) set.add(bits);

  return {
    get size() {
      return set.size;
    },
    add(sequence, keys) {
      const keyBits = Float64Array.from(keys, firstKeyBits);
      kept.push({ sequence, keyBits });
      for (const bits of keyBits) set.add(bits);
    },
    mayContain: set.mayContain,
    after: (sequence) => createOverlay(kept.filter((addition) => addition.sequence > sequence)),
  };
}
