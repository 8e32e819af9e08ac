import type { Brand } from '../contracts/brand.ts';

/**
 * The keyed digest of one document: 16 bytes. Uniformly distributed, so filters take their indexes straight from it,
 * and worthless without the secret: there are only some 1.2·10^11 possible resident IDs, so an unkeyed hash of one is
 * reversed by trying them all, in hours.
 */
export type SubjectKey = Brand<Uint8Array, 'SubjectKey'>;

export const SUBJECT_KEY_BYTES = 16;

/** The key as 32 lowercase hexadecimal characters, for storage keys and messages. */
export function formatSubjectKey(key: SubjectKey): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('hex');
}

/** @throws RangeError if the text is not 32 lowercase hexadecimal characters. */
export function parseSubjectKey(text: string): SubjectKey {
  if (!/^[0-9a-f]{32}$/.test(text)) throw new RangeError('a subject key has 32 hexadecimal characters');
  return Buffer.from(text, 'hex') as Uint8Array as SubjectKey;
}
