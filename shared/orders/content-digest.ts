import { createSecretHmac } from '../identity/secret-hmac.ts';
import type { SubjectKeySecret } from '../identity/secrets.ts';

const DIGEST_BYTES = 16;

/** Digests of what a court sent: tells a retry from another change under the same id. */
export interface ContentDigester {
  /** 32 lowercase hexadecimal characters, equal for JSON values that differ only in the sequence of their fields. */
  digestOf(content: unknown): string;
}

/**
 * First 16 bytes of HMAC-SHA-256(secret, "change|" + canonical JSON). Keyed, because the content holds document
 * numbers, which can be enumerated: a bare hash of an otherwise known order would give them away.
 *
 * @throws RangeError if the secret is shorter than 32 bytes
 */
export function createContentDigester(secret: SubjectKeySecret): ContentDigester {
  const hmac = createSecretHmac(secret);
  return {
    digestOf: (content) =>
      Buffer.from(hmac.digest(`change|${canonicalJson(content)}`, DIGEST_BYTES)).toString('hex'),
  };
}

/** JSON with the fields of each object in alphabetical sequence (the idea of RFC 8785, for values from JSON). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
