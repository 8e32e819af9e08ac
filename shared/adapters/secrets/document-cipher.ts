import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { DocumentCipher } from '../../orders/ports.ts';
import type { VersionedKey } from './secrets.ts';

const FORMAT = 'v1';
const ALGORITHM = 'aes-256-gcm';
/** 96 random bits: safe for 2^32 documents under one key (NIST SP 800-38D, section 8.3). */
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A sealed text was changed, belongs elsewhere, or was sealed under another key. Tells no more than that. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

/**
 * Encrypts order documents with AES-256-GCM. The context is authenticated with the text, so a document that was moved
 * to another order does not open. Sealed: `v1.<key version>.<iv>.<tag>.<ciphertext>`, the last three in base64url.
 *
 * @param loadKey gives the 32-byte key; asked at each use, so a failed fetch is tried again.
 */
export function createDocumentCipher(loadKey: () => Promise<VersionedKey>): DocumentCipher {
  return {
    async seal(plaintext, context) {
      const { version, key } = await loadKey();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(authenticated(version, context));
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return [
        FORMAT,
        version,
        ...[iv, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url')),
      ].join('.');
    },

    async open(sealed, context) {
      const [format, sealedUnder, ...encoded] = sealed.split('.');
      const [iv, tag, ciphertext] = encoded.map((part) => Buffer.from(part, 'base64url'));
      if (format !== FORMAT || encoded.length !== 3 || !iv || !tag || !ciphertext) {
        throw new SealBroken('not a sealed text of a known format');
      }
      const { version, key } = await loadKey();
      if (sealedUnder !== version)
        throw new SealBroken('the text was sealed under another version of the key');
      try {
        const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
        decipher.setAAD(authenticated(version, context));
        decipher.setAuthTag(tag);
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new SealBroken('the text was changed, or belongs to another context or key', { cause });
      }
    },
  };
}

/** The parts of a sealed text that stay readable must not be changeable either. */
function authenticated(version: string, context: string): Buffer {
  return Buffer.from(`${FORMAT}.${version}.${context}`, 'utf8');
}
