import type { SubjectKey } from '../identity/subject-key.ts';

/** 2 MiB. With a million keys in it, it lets 0.5% of the others through. */
const HALF_RANGE = 2 ** 24;

/** Says "not in it" for certain, "maybe in it" more often than a set does, and is far smaller than one. */
export interface KeyScreen {
  /** @param keyBits the first 48 bits of a key, as `firstKeyBits` reads them. */
  add(keyBits: number): void;
  mayContain(key: SubjectKey): boolean;
}

/** A Bloom filter of fixed size with three indexes: the halves of the first 48 bits of a key and a mix of them. */
export function createKeyScreen(): KeyScreen {
  const bits = new Uint8Array(HALF_RANGE / 8);

  function set(index: number): void {
    bits[index >>> 3] = (bits[index >>> 3] as number) | (1 << (index & 7));
  }

  function isClear(index: number): boolean {
    return ((bits[index >>> 3] as number) & (1 << (index & 7))) === 0;
  }

  return {
    add(keyBits) {
      const high = Math.floor(keyBits / HALF_RANGE);
      const low = keyBits - high * HALF_RANGE;
      set(high);
      set(low);
      set(mixed(high, low));
    },
    mayContain(key) {
      const high = ((key[0] as number) << 16) | ((key[1] as number) << 8) | (key[2] as number);
      if (isClear(high)) return false;
      const low = ((key[3] as number) << 16) | ((key[4] as number) << 8) | (key[5] as number);
      return !isClear(low) && !isClear(mixed(high, low));
    },
  };
}

/** Multiplied by the golden ratio (Knuth, "The Art of Computer Programming", volume 3, section 6.4); the best 24 bits. */
function mixed(high: number, low: number): number {
  return (Math.imul(high, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b)) >>> 8;
}
