import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
export const SHA_256_BYTES = 32;

/** Room for every document number and nearly every name; longer messages get a buffer of their own. */
const SCRATCH_MESSAGE_BYTES = 448;

/** UTF-8 needs at most three bytes for one UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3;

/** HMAC-SHA-256 under one key. */
export interface HmacSha256 {
  /**
   * @param message text (hashed as UTF-8) or bytes, of any length
   * @param lengthBytes how many leading bytes of the digest to return, 1 to 32
   * @returns fresh memory that nothing else refers to
   */
  digest(message: string | Uint8Array, lengthBytes: number): Uint8Array;
}

/**
 * HMAC (RFC 2104, FIPS 198-1) from two one-shot hashes. `createHmac` allocates a native object per digest, which
 * costs more than hashing these short messages; the padded key blocks are written once instead. The hashes come back
 * as binary strings (one character a byte) because an ArrayBuffer for each costs twice as much.
 *
 * The scratch memory is shared by all calls: a digest runs to its end without giving up the thread.
 */
export function createHmacSha256(key: Uint8Array): HmacSha256 {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? hash('sha256', key, 'buffer') : key);
  const innerPad = block.map((byte) => byte ^ 0x36);
  const inner = Buffer.alloc(BLOCK_BYTES + SCRATCH_MESSAGE_BYTES);
  inner.set(innerPad);
  const outer = Buffer.alloc(BLOCK_BYTES + SHA_256_BYTES);
  outer.set(block.map((byte) => byte ^ 0x5c));

  function innerHash(message: string | Uint8Array): string {
    if (typeof message === 'string' && message.length * MAX_BYTES_PER_UNIT <= SCRATCH_MESSAGE_BYTES) {
      const end = BLOCK_BYTES + writeText(inner, message);
      return hash('sha256', inner.subarray(0, end), 'binary');
    }
    return hash(
      'sha256',
      Buffer.concat([innerPad, typeof message === 'string' ? Buffer.from(message) : message]),
      'binary',
    );
  }

  return {
    digest(message, lengthBytes) {
      if (lengthBytes > SHA_256_BYTES) throw new RangeError('a SHA-256 digest has 32 bytes');
      copyBytes(innerHash(message), outer, BLOCK_BYTES, SHA_256_BYTES);
      const digest = new Uint8Array(lengthBytes);
      copyBytes(hash('sha256', outer, 'binary'), digest, 0, lengthBytes);
      return digest;
    },
  };
}

/** Writes a string of one character a byte. In a loop, since for so few bytes a native call costs more. */
function copyBytes(binary: string, target: Uint8Array, offset: number, lengthBytes: number): void {
  for (let index = 0; index < lengthBytes; index += 1) target[offset + index] = binary.charCodeAt(index);
}

/** Writes the text as UTF-8 after the key block. Plain ASCII, the usual case, is not worth a call into native code. */
function writeText(inner: Buffer, text: string): number {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return inner.write(text, BLOCK_BYTES, 'utf8');
    inner[BLOCK_BYTES + index] = code;
  }
  return text.length;
}
