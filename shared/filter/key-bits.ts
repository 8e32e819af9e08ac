import type { SubjectKey } from '../identity/subject-key.ts';

/**
 * Subject keys are keyed digests, so any of their bits are as good as a hash of them. These two read 48 bits each as
 * an integer below 2^48: exact in a double, without BigInt, and never overlapping.
 */
export const KEY_BITS_RANGE = 2 ** 48;

/** Bytes 0 to 5 of the key, big-endian. */
export function firstKeyBits(key: SubjectKey): number {
  return (
    (((key[0] as number) << 16) | ((key[1] as number) << 8) | (key[2] as number)) * 0x1000000 +
    (((key[3] as number) << 16) | ((key[4] as number) << 8) | (key[5] as number))
  );
}

/** Bytes 8 to 13 of the key, big-endian. */
export function secondKeyBits(key: SubjectKey): number {
  return (
    (((key[8] as number) << 16) | ((key[9] as number) << 8) | (key[10] as number)) * 0x1000000 +
    (((key[11] as number) << 16) | ((key[12] as number) << 8) | (key[13] as number))
  );
}
