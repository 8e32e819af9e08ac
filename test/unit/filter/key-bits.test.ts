import { describe, expect, it } from 'vitest';
import { firstKeyBits, secondKeyBits } from '../../../shared/filter/key-bits.ts';
import { createKeyBitsSet } from '../../../shared/filter/key-bits-set.ts';
import { packKeys, unpackKeys } from '../../../shared/filter/packed-keys.ts';
import type { SubjectKey } from '../../../shared/identity/subject-key.ts';
import { keysOf } from './filter-world.ts';

const KEY = Uint8Array.from({ length: 16 }, (_, index) => 0xf0 + index) as SubjectKey;

describe('the bits of a key', () => {
  it('are read as they were when the snapshots in use were built', () => {
    expect(firstKeyBits(KEY)).toBe(0xf0f1f2f3f4f5);
    expect(secondKeyBits(KEY)).toBe(0xf8f9fafbfcfd);
  });

  it('can be any number of 48 bits, the lowest ones and the highest too', () => {
    const values = [0, 1, 2, 2 ** 24, 2 ** 48 - 1];
    const set = createKeyBitsSet();
    expect(values.map(set.has)).toEqual([false, false, false, false, false]);
    for (const value of values) set.add(value);
    expect(set.size).toBe(5);
    expect(values.map(set.has)).toEqual([true, true, true, true, true]);
  });
});

describe('packed keys', () => {
  it('come out as they went in', () => {
    expect(unpackKeys(packKeys(keysOf(1, 3)))).toEqual(keysOf(1, 3).map((key) => Uint8Array.from(key)));
  });

  it('are refused if one of them is cut off', () => {
    const cutOff = packKeys(keysOf(1, 3)).subarray(0, -1);
    expect(() => unpackKeys(cutOff)).toThrow(new RangeError('packed keys have 16 bytes each'));
  });
});
