import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SealBroken } from './seal-broken.ts';

const ALGORITHM = 'aes-256-gcm';
/** 96 random bits: safe for 2^32 texts under one key (NIST SP 800-38D, section 8.3). */
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts with AES-256-GCM under a fresh random nonce.
 *
 * @param authenticated what the text is bound to beside its key: it opens with the same alone
 * @returns `<iv>.<tag>.<ciphertext>`, each in base64url
 */
export function encrypt(key: Uint8Array, plaintext: string, authenticated: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(authenticated, 'utf8'));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return [iv, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url')).join('.');
}

/** @throws SealBroken if the text was changed in any character, or belongs to another key or `authenticated`. */
export function decrypt(key: Uint8Array, encrypted: string, authenticated: string): string {
  const encoded = encrypted.split('.');
  const [iv, tag, ciphertext] = encoded.map(fromBase64Url);
  if (encoded.length !== 3 || !iv || !tag || !ciphertext) throw new SealBroken('not a sealed text');
  try {
    const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(authenticated, 'utf8'));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new SealBroken('the text was changed, or belongs to another context or key', { cause });
  }
}

/**
 * The bytes of a text in base64url, of its only spelling. The decoder of Node passes over what does not belong there,
 * and over bits that fill up the last character, so a changed text could open.
 *
 * @throws SealBroken for any other text.
 */
export function fromBase64Url(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw new SealBroken('not a sealed text');
  return bytes;
}
