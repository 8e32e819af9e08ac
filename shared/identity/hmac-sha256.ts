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
  /** The digest of two texts one after the other, without the cost of joining them first. */
  digestJoined(first: string, second: string, lengthBytes: number): Uint8Array;
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
  /** The same memory at each length that was asked for: making a view costs a tenth of the whole digest. */
  const innerViews = new Array<Buffer | undefined>(BLOCK_BYTES + SCRATCH_MESSAGE_BYTES + 1);
  const outer = Buffer.alloc(BLOCK_BYTES + SHA_256_BYTES);
  outer.set(block.map((byte) => byte ^ 0x5c));

  function innerUpTo(end: number): Buffer {
    innerViews[end] ??= inner.subarray(0, end);
    return innerViews[end];
  }

  /** Short plain ASCII, the usual case, is written in place. */
  function innerHashJoined(first: string, second: string): string {
    const end = BLOCK_BYTES + first.length + second.length;
    if (end > inner.length) return innerHash(first + second);
    if (!writeAscii(inner, first, BLOCK_BYTES) || !writeAscii(inner, second, BLOCK_BYTES + first.length)) {
      return innerHash(first + second);
    }
    return hash('sha256', innerUpTo(end), 'binary');
  }

  function finish(innerDigest: string, lengthBytes: number): Uint8Array {
    if (lengthBytes > SHA_256_BYTES) throw new RangeError('a SHA-256 digest has 32 bytes');
    copyBytes(innerDigest, outer, BLOCK_BYTES, SHA_256_BYTES);
    const digest = new Uint8Array(lengthBytes);
    copyBytes(hash('sha256', outer, 'binary'), digest, 0, lengthBytes);
    return digest;
  }

  function innerHash(message: string | Uint8Array): string {
    if (typeof message === 'string' && message.length * MAX_BYTES_PER_UNIT <= SCRATCH_MESSAGE_BYTES) {
      const end = BLOCK_BYTES + writeText(inner, message);
      return hash('sha256', innerUpTo(end), 'binary');
    }
    return hash(
      'sha256',
      Buffer.concat([innerPad, typeof message === 'string' ? Buffer.from(message) : message]),
      'binary',
    );
  }

  return {
    digest: (message, lengthBytes) => finish(innerHash(message), lengthBytes),
    digestJoined: (first, second, lengthBytes) => finish(innerHashJoined(first, second), lengthBytes),
  };
}

/** Writes a string of one character a byte. In a loop, since for so few bytes a native call costs more. */
function copyBytes(binary: string, target: Uint8Array, offset: number, lengthBytes: number): void {
  for (let index = 0; index < lengthBytes; index += 1) target[offset + index] = binary.charCodeAt(index);
}

/** Writes the text as UTF-8 after the key block. */
function writeText(inner: Buffer, text: string): number {
  return writeAscii(inner, text, BLOCK_BYTES) ? text.length : inner.write(text, BLOCK_BYTES, 'utf8');
}

/** Writes plain ASCII, which is not worth a call into native code; `false` at the first other character. */
function writeAscii(target: Buffer, text: string, offset: number): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return false;
    target[offset + index] = code;
  }
  return true;
}
