import { randomBytes } from 'node:crypto';
import { fromBase64Url } from '../secrets/aes-gcm.ts';
import { createDocumentCipher } from '../secrets/document-cipher.ts';
import type { KeyRing } from '../secrets/key-ring.ts';
import { DATA_KEY_BYTES, DOCUMENT_KEYS_ARE_FOR, type KeyWrapper } from './key-wrapper.ts';

/**
 * Keys of documents under a secret, where there is no KMS: the same envelope, so that it is used everywhere. Unlike with
 * KMS, whoever reads the secret once can open all documents.
 */
export function createSecretKeyWrapper(loadKeys: () => Promise<KeyRing>): KeyWrapper {
  const cipher = createDocumentCipher(loadKeys);
  const context = DOCUMENT_KEYS_ARE_FOR.purpose;
  return {
    name: 'secret',

    async newDataKey() {
      const plaintext = randomBytes(DATA_KEY_BYTES);
      const sealed = await cipher.seal(plaintext.toString('base64'), context);
      return { plaintext, wrapped: Buffer.from(sealed).toString('base64url') };
    },

    async unwrap(wrapped) {
      const sealed = fromBase64Url(wrapped).toString('utf8');
      return Buffer.from(await cipher.open(sealed, context), 'base64');
    },

    async reach() {
      await loadKeys();
    },
  };
}
