import { SUBJECT_KEY_BYTES, type SubjectKey } from '../identity/subject-key.ts';

/** Keys one after the other, 16 bytes each: how entries of the log are stored. */
export function packKeys(keys: readonly SubjectKey[]): Uint8Array {
  const packed = new Uint8Array(keys.length * SUBJECT_KEY_BYTES);
  keys.forEach((key, index) => {
    packed.set(key, index * SUBJECT_KEY_BYTES);
  });
  return packed;
}

/**
 * The keys in packed bytes, not copied.
 *
 * @throws RangeError if the length is no multiple of 16.
 */
export function unpackKeys(packed: Uint8Array): SubjectKey[] {
  if (packed.length % SUBJECT_KEY_BYTES !== 0) throw new RangeError('packed keys have 16 bytes each');
  return Array.from(
    { length: packed.length / SUBJECT_KEY_BYTES },
    (_, index) => packed.subarray(index * SUBJECT_KEY_BYTES, (index + 1) * SUBJECT_KEY_BYTES) as SubjectKey,
  );
}
