import type { SubjectKey } from '../identity/subject-key.ts';
import { Hashing } from './bloom-filters-library.ts';
import { firstKeyBits, KEY_BITS_RANGE, secondKeyBits } from './key-bits.ts';

/**
 * Names the way from a key to its indexes. It is part of every snapshot: a filter that is read under another scheme
 * misses nearly every key, so whoever changes `getIndexes` raises this number.
 */
export const HASH_SCHEME = 1;

/**
 * Takes the indexes of a Bloom filter straight from the subject key, which is a keyed digest and so uniform already.
 *
 * Enhanced double hashing (Dillinger and Manolios, "Bloom Filters in Probabilistic Verification", FMCAD 2004, section
 * 5.2) over two independent numbers of 48 bits; that two hash values are enough is shown by Kirsch and Mitzenmacher,
 * "Less Hashing, Same Performance: Building a Better Bloom Filter", ESA 2006. The cubic term that it adds to plain
 * double hashing keeps short cycles from degrading small filters. A number is brought into range by multiplication
 * (Lemire, "Fast Random Integer Generation in an Interval", 2019), whose bias is at most size / 2^48.
 *
 * Every call returns the same array: `add` and `has` of the library use it up before they return.
 */
export class DigestHashing extends Hashing {
  readonly #indexes: number[];

  /** @param hashCount how many indexes a key has. */
  constructor(hashCount: number) {
    super();
    this.#indexes = new Array<number>(hashCount).fill(0);
  }

  /** @returns indexes in [0, size), the same ones for the same key and size, in an array that is used again. */
  // biome-ignore lint/suspicious/noExplicitAny: the library's type of an element leaves out Uint8Array
  override getIndexes(element: any, size: number): number[] {
    const key = element as SubjectKey;
    const indexes = this.#indexes;
    const count = indexes.length;
    // Both fractions are exact and below 1 by at least 2^-48, so the products stay below any size up to 2^48.
    let index = Math.floor((firstKeyBits(key) / KEY_BITS_RANGE) * size);
    let step = Math.floor((secondKeyBits(key) / KEY_BITS_RANGE) * size);
    for (let i = 0; i < count; i++) {
      indexes[i] = index;
      index += step;
      if (index >= size) index -= size;
      step += i + 1;
      if (step >= size) step %= size;
    }
    return indexes;
  }

  /**
   * Whether the bits at all indexes of a key are set: what the library's `has` answers, but one index at a time, since
   * of a key that is not there half the bits are clear and two indexes on average tell.
   *
   * @param bits bit i is bit i mod 8 of byte i / 8, as in the library's bit set
   */
  areSet(bits: Uint8Array, key: SubjectKey, size: number): boolean {
    let index = Math.floor((firstKeyBits(key) / KEY_BITS_RANGE) * size);
    let step = Math.floor((secondKeyBits(key) / KEY_BITS_RANGE) * size);
    const count = this.#indexes.length;
    for (let i = 0; i < count; i++) {
      const byte = bits[Math.floor(index / 8)] as number;
      if ((byte & (1 << (index % 8))) === 0) return false;
      index += step;
      if (index >= size) index -= size;
      step += i + 1;
      if (step >= size) step %= size;
    }
    return true;
  }
}
