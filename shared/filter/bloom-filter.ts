import type { SubjectKey } from '../identity/subject-key.ts';
import { BloomFilter } from './bloom-filters-library.ts';
import { DigestHashing } from './digest-hashing.ts';

/** One in 10,000 keys that are not listed is looked up for nothing. */
export const TARGET_FALSE_POSITIVE_RATE = 1e-4;

/** Filters are never sized for fewer keys: 2.4 kB buys the target rate while the list is nearly empty. */
const FEWEST_KEYS = 1_000;

/** Says "not listed" for certain or "maybe listed"; it never misses a key that was added. */
export interface KeyFilter {
  readonly sizeBits: number;
  readonly hashCount: number;
  /** The bits themselves, `bitsLength(sizeBits)` bytes, not a copy. */
  readonly bits: Uint8Array;
  add(key: SubjectKey): void;
  /** Adds a key and says whether it was not there before: `false` for a key that `mayContain` says "maybe" to. */
  insert(key: SubjectKey): boolean;
  mayContain(key: SubjectKey): boolean;
}

/** Bytes that hold this many bits. */
export function bitsLength(sizeBits: number): number {
  return Math.ceil(sizeBits / 8);
}

export interface FilterSize {
  readonly sizeBits: number;
  readonly hashCount: number;
}

/**
 * What a filter for up to this many keys needs at the given rate of false positives: m = -n ln(rate) / ln(2)^2 bits and
 * m/n ln 2 hashes (Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors", CACM 13(7), 1970).
 */
export function filterSizeFor(keyCount: number, rate: number = TARGET_FALSE_POSITIVE_RATE): FilterSize {
  const capacity = Math.max(keyCount, FEWEST_KEYS);
  const sizeBits = Math.ceil((-capacity * Math.log(rate)) / Math.LN2 ** 2);
  return { sizeBits, hashCount: Math.max(1, Math.round((sizeBits / capacity) * Math.LN2)) };
}

/** The rate of false positives to expect of a filter that holds this many keys: (1 - e^(-kn/m))^k, as above. */
export function expectedRate({ sizeBits, hashCount }: FilterSize, keyCount: number): number {
  return (1 - Math.exp((-hashCount * keyCount) / sizeBits)) ** hashCount;
}

/** An empty filter for up to this many keys at the given rate of false positives. */
export function createKeyFilter(keyCount: number, rate: number = TARGET_FALSE_POSITIVE_RATE): KeyFilter {
  const { sizeBits, hashCount } = filterSizeFor(keyCount, rate);
  return restoreKeyFilter(new Uint8Array(bitsLength(sizeBits)), sizeBits, hashCount);
}

/**
 * A filter over bits that were made earlier, without copying them. The caller has verified them: the library's own
 * `fromJSON` loads a damaged filter without a word and forgets the hashing, and then listed keys are missed.
 *
 * @throws RangeError if the bits have another length than `sizeBits` needs or there is no hash.
 */
export function restoreKeyFilter(bits: Uint8Array, sizeBits: number, hashCount: number): KeyFilter {
  if (!Number.isSafeInteger(sizeBits) || sizeBits < 1 || bits.length !== bitsLength(sizeBits))
    throw new RangeError('the bits of a filter must have the length that its size needs');
  if (!Number.isSafeInteger(hashCount) || hashCount < 1)
    throw new RangeError('a filter needs at least one hash');
  // Made for 8 bits and then pointed at the real ones, so that no second array of the full size comes into being.
  const filter = new BloomFilter(8, hashCount);
  filter._size = sizeBits;
  filter._filter.array = bits;
  const hashing = new DigestHashing(hashCount);
  filter._hashing = hashing;
  return {
    sizeBits,
    hashCount,
    bits,
    add: (key) => filter.add(key as never),
    insert(key) {
      if (hashing.areSet(bits, key, sizeBits)) return false;
      filter.add(key as never);
      return true;
    },
    mayContain: (key) => hashing.areSet(bits, key, sizeBits),
  };
}
