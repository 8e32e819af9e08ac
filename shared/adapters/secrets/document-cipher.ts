import type { DocumentCipher } from '../../orders/ports.ts';
import { decrypt, encrypt } from './aes-gcm.ts';
import type { KeyRing } from './key-ring.ts';
import { SealBroken } from './seal-broken.ts';

export { SealBroken };

const FORMAT = 'v1';

/**
 * Encrypts with AES-256-GCM under a key that is kept as a secret. The context is authenticated with the text, so what
 * was moved to another place does not open. Sealed: `v1.<key version>.<iv>.<tag>.<ciphertext>`, the last three in
 * base64url.
 *
 * @param loadKeys gives the 32-byte key, with earlier ones that still open; asked at each use, so a failed fetch is
 *   tried again.
 */
export function createDocumentCipher(loadKeys: () => Promise<KeyRing>): DocumentCipher {
  return {
    async seal(plaintext, context) {
      const { version, key } = await loadKeys();
      return `${FORMAT}.${version}.${encrypt(key, plaintext, authenticated(version, context))}`;
    },

    async open(sealed, context) {
      const [format, version = '', ...encrypted] = sealed.split('.');
      if (format !== FORMAT) throw new SealBroken('not a sealed text of a known format');
      const { previous = [], ...current } = await loadKeys();
      const found = [current, ...previous].find((one) => one.version === version);
      if (!found) throw new SealBroken('the text was sealed under a version of the key that is not there');
      return decrypt(found.key, encrypted.join('.'), authenticated(version, context));
    },
  };
}

/** The parts of a sealed text that stay readable must not be changeable either. */
function authenticated(version: string, context: string): string {
  return `${FORMAT}.${version}.${context}`;
}
