import type { SubjectKey } from '../identity/subject-key.ts';
import { firstKeyBits } from './key-bits.ts';
import { createKeyBitsSet } from './key-bits-set.ts';
import type { KeyScreen } from './key-screen.ts';
import type { Sequence } from './ports.ts';

interface Addition {
  readonly sequence: Sequence;
  readonly keyBits: Float64Array;
}

/** Some thousand keys and the entries that they came with. */
export interface OverlayLayer {
  readonly size: number;
  /** @param screen the keys are added to it as well. */
  add(sequence: Sequence, keys: readonly SubjectKey[], screen?: KeyScreen): void;
  has(keyBits: number): boolean;
  forEachKeyBits(use: (keyBits: number) => void): void;
  /** The entries after this sequence: this layer itself if that is all of them. */
  after(sequence: Sequence): OverlayLayer;
}

/** @param expectedSize how many keys will be added, to save growing. */
export function createOverlayLayer(additions: Addition[] = [], expectedSize = 0): OverlayLayer {
  const set = createKeyBitsSet(
    Math.max(
      expectedSize,
      additions.reduce((sum, { keyBits }) => sum + keyBits.length, 0),
    ),
  );
  for (const { keyBits } of additions) for (const bits of keyBits) set.add(bits);

  const layer: OverlayLayer = {
    get size() {
      return set.size;
    },
    add(sequence, keys, screen) {
      const keyBits = Float64Array.from(keys, firstKeyBits);
      additions.push({ sequence, keyBits });
      for (const bits of keyBits) {
        set.add(bits);
        screen?.add(bits);
      }
    },
    has: set.has,
    forEachKeyBits(use) {
      for (const { keyBits } of additions) for (const bits of keyBits) use(bits);
    },
    after(sequence) {
      const later = additions.filter((addition) => addition.sequence > sequence);
      return later.length === additions.length ? layer : createOverlayLayer(later);
    },
  };
  return layer;
}
