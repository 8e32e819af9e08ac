import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyFilter, restoreKeyFilter } from '../../../shared/filter/bloom-filter.ts';
import { BloomFilter } from '../../../shared/filter/bloom-filters-library.ts';
import { DigestHashing } from '../../../shared/filter/digest-hashing.ts';
import { createOverlay } from '../../../shared/filter/overlay.ts';
import { packKeys, unpackKeys } from '../../../shared/filter/packed-keys.ts';
import { BEFORE_FIRST, type Sequence } from '../../../shared/filter/ports.ts';
import type { SubjectKey } from '../../../shared/identity/subject-key.ts';

/** Any 16 bytes, the extremes included: uniform keys would hardly ever reach them. */
const key = fc
  .oneof(
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.constantFrom(0x00, 0xff, 0x80).map((byte) => new Uint8Array(16).fill(byte)),
  )
  .map((bytes) => bytes as SubjectKey);

describe('indexes from a key', () => {
  it('lie in the range of any size, for any key', () => {
    const size = fc.oneof(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 2 ** 30 }),
      fc.integer({ min: 2 ** 30, max: 2 ** 31 + 5 }),
      fc.maxSafeNat().map((n) => (n % 2 ** 40) + 1),
    );
    fc.assert(
      fc.property(key, size, fc.integer({ min: 1, max: 64 }), (someKey, sizeBits, hashCount) => {
        const indexes = new DigestHashing(hashCount).getIndexes(someKey, sizeBits);
        expect(indexes).toHaveLength(hashCount);
        for (const index of indexes)
          if (!Number.isSafeInteger(index) || index < 0 || index >= sizeBits) expect.fail(`index ${index}`);
      }),
      { numRuns: 2_000 },
    );
  });

  it('answer one at a time what the library answers of all of them', () => {
    fc.assert(
      fc.property(
        fc.array(key, { maxLength: 30 }),
        fc.array(key),
        fc.integer({ min: 1, max: 400 }),
        (added, asked, size) => {
          const hashing = new DigestHashing(5);
          const library = new BloomFilter(size, 5);
          library._hashing = hashing;
          for (const one of added) library.add(one as never);
          for (const one of [...added, ...asked]) {
            expect(hashing.areSet(library._filter.array, one, size)).toBe(library.has(one as never));
          }
        },
      ),
    );
  });

  it('are the same each time, whatever was looked up between', () => {
    fc.assert(
      fc.property(key, key, fc.integer({ min: 1, max: 2 ** 33 }), (one, other, sizeBits) => {
        const hashing = new DigestHashing(13);
        const first = [...hashing.getIndexes(one, sizeBits)];
        hashing.getIndexes(other, sizeBits);
        expect([...hashing.getIndexes(one, sizeBits)]).toEqual(first);
      }),
    );
  });
});

describe('membership', () => {
  it('a filter never misses a key that it was built from', () => {
    fc.assert(
      fc.property(
        fc.array(key, { maxLength: 200 }),
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 1, max: 20 }),
        (keys, sizeBits, hashCount) => {
          const filter = restoreKeyFilter(new Uint8Array(Math.ceil(sizeBits / 8)), sizeBits, hashCount);
          for (const each of keys) filter.add(each);
          expect(keys.every((each) => filter.mayContain(each))).toBe(true);
        },
      ),
    );
  });

  it('a filter sized for its keys never misses one, and neither does one that holds more than it was sized for', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 300 }), fc.nat(300), (keys, capacity) => {
        const filter = createKeyFilter(capacity);
        for (const each of keys) filter.add(each);
        expect(keys.every((each) => filter.mayContain(each))).toBe(true);
      }),
    );
  });

  it('an overlay never misses a key, however it grew and whatever a snapshot took over', () => {
    const entries = fc.array(fc.array(key, { maxLength: 600 }), { maxLength: 12 });
    fc.assert(
      fc.property(entries, fc.nat(12), (additions, covered) => {
        const overlay = createOverlay();
        additions.forEach((keys, index) => {
          overlay.add((index + 1) as Sequence, keys);
        });
        const rest = overlay.after(covered as Sequence);
        expect(additions.flat().every((each) => overlay.mayContain(each))).toBe(true);
        expect(
          additions
            .slice(covered)
            .flat()
            .every((each) => rest.mayContain(each)),
        ).toBe(true);
        if (covered >= additions.length) expect(rest.size).toBe(0);
        expect(overlay.after(BEFORE_FIRST).size).toBe(overlay.size);
      }),
      { numRuns: 60 },
    );
  });

  it('packed keys come out as they went in', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 50 }), (keys) => {
        expect(unpackKeys(packKeys(keys))).toEqual(keys);
      }),
    );
  });
});
