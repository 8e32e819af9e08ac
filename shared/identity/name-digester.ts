import { normaliseName } from './normalise-name.ts';
import { createSecretHmac } from './secret-hmac.ts';
import type { SubjectKeySecret } from './secrets.ts';

const DIGEST_BYTES = 16;

/** Digests of names, so that an order can be compared with a name without holding it in clear (I6). */
export interface NameDigester {
  /** 32 lowercase hexadecimal characters, equal for every spelling of the same name. */
  digestOf(name: string): string;
}

/**
 * First 16 bytes of HMAC-SHA-256(secret, "name|" + normalised name). No number space is called "name", so a digest
 * never equals the key of a document.
 *
 * @throws RangeError if the secret is shorter than 32 bytes
 */
export function createNameDigester(secret: SubjectKeySecret): NameDigester {
  const hmac = createSecretHmac(secret);
  return {
    digestOf: (name) => Buffer.from(hmac.digest(`name|${normaliseName(name)}`, DIGEST_BYTES)).toString('hex'),
  };
}
