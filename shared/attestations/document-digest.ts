import { createHmac } from 'node:crypto';
import { canonicalJson } from '../audit/canonical-json.ts';
import type { SubjectDocument } from '../identity/subject-document.ts';

/** 128 random bits: a document number can be found by trying them all, its digest under such a salt cannot. */
export const SALT_BYTES = 16;

/**
 * What a statement says about the documents of one subject: HMAC-SHA-256 under the salt over the canonical JSON
 * (RFC 8785) of the list of `<number space>|<canonical number>`, sorted, each once; in base64url. Spellings of one number
 * give one digest, and so do lists in another sequence. Whoever has the salt and the documents can show that they are
 * the ones; nobody else learns anything of them.
 *
 * @throws RangeError if the salt is shorter than 16 bytes
 */
export function documentDigest(documents: readonly SubjectDocument[], salt: Uint8Array): string {
  if (salt.length < SALT_BYTES) throw new RangeError(`a salt has at least ${SALT_BYTES} bytes`);
  const numbers = new Set(documents.map(({ namespace, canonical }) => `${namespace}|${canonical}`));
  return createHmac('sha256', salt)
    .update(canonicalJson([...numbers].sort()))
    .digest('base64url');
}
