import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createHmacSha256 } from '../../../shared/identity/hmac-sha256.ts';

const bytes = (hex: string) => Buffer.from(hex, 'hex');
const hexOf = (digest: Uint8Array) => Buffer.from(digest).toString('hex');

/** RFC 4231, section 4. */
const RFC_4231 = [
  {
    name: 'test case 1',
    key: bytes('0b'.repeat(20)),
    message: 'Hi There',
    digest: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  },
  {
    name: 'test case 2, a key shorter than the digest',
    key: Buffer.from('Jefe'),
    message: 'what do ya want for nothing?',
    digest: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
  {
    name: 'test case 3, binary data',
    key: bytes('aa'.repeat(20)),
    message: bytes('dd'.repeat(50)),
    digest: '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
  },
  {
    name: 'test case 4',
    key: bytes('0102030405060708090a0b0c0d0e0f10111213141516171819'),
    message: bytes('cd'.repeat(50)),
    digest: '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
  },
  {
    name: 'test case 5, cut to 16 bytes',
    key: bytes('0c'.repeat(20)),
    message: 'Test With Truncation',
    digest: 'a3b6167473100ee06e0c796c2955552b',
  },
  {
    name: 'test case 6, a key longer than a block',
    key: bytes('aa'.repeat(131)),
    message: 'Test Using Larger Than Block-Size Key - Hash Key First',
    digest: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  },
  {
    name: 'test case 7, a key and a message longer than a block',
    key: bytes('aa'.repeat(131)),
    message:
      'This is a test using a larger than block-size key and a larger than block-size data. ' +
      'The key needs to be hashed before being used by the HMAC algorithm.',
    digest: '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  },
];

describe('HMAC-SHA-256', () => {
  it.each(RFC_4231)('agrees with RFC 4231, $name', ({ key, message, digest }) => {
    expect(hexOf(createHmacSha256(key).digest(message, digest.length / 2))).toBe(digest);
  });

  it.each([0, 1, 32, 63, 64, 65, 200])('agrees with the one of Node for a key of %d bytes', (length) => {
    const key = Buffer.alloc(length, 0xa5);
    const expected = createHmac('sha256', key).update('message').digest('hex');
    expect(hexOf(createHmacSha256(key).digest('message', 32))).toBe(expected);
  });

  it.each([
    ['an accented letter', 'é'],
    ['Chinese', '张三'],
    ['a character beyond the basic plane', '𠮷'],
    ['half of such a character', 'a\uD842b'],
    ['the longest text of the scratch memory', '张'.repeat(149)],
    ['a text longer than the scratch memory', '张'.repeat(150)],
  ])('hashes %s as UTF-8', (_, text) => {
    const key = bytes('0b'.repeat(32));
    const expected = createHmac('sha256', key).update(Buffer.from(text, 'utf8')).digest('hex');
    expect(hexOf(createHmacSha256(key).digest(text, 32))).toBe(expected);
  });

  it('returns memory of its own every time', () => {
    const hmac = createHmacSha256(bytes('0b'.repeat(32)));
    const first = hmac.digest('first', 16);
    const before = hexOf(first);
    const second = hmac.digest('second', 16);
    expect(hexOf(first)).toBe(before);
    second.fill(0);
    expect(hexOf(hmac.digest('first', 16))).toBe(before);
    expect(second.buffer).not.toBe(first.buffer);
    expect(first.buffer.byteLength).toBe(16);
  });

  it('keeps the key it was made with when the caller erases the original', () => {
    const key = bytes('0b'.repeat(32));
    const hmac = createHmacSha256(key);
    const before = hexOf(hmac.digest('message', 32));
    key.fill(0);
    expect(hexOf(hmac.digest('message', 32))).toBe(before);
  });

  it('does not pad a digest beyond its 32 bytes', () => {
    expect(() => createHmacSha256(bytes('0b')).digest('message', 33)).toThrow(RangeError);
    expect(() => createHmacSha256(bytes('0b')).digest('message', 33)).toThrow('32 bytes');
  });

  it.each([
    ['two short texts', 'cn-18|', '999999199001010016'],
    ['two empty texts', '', ''],
    ['an accented letter in the first', 'é|', 'number'],
    ['an accented letter in the second', 'space|', 'é'],
    ['texts that fill the scratch memory', 'a'.repeat(224), 'b'.repeat(224)],
    ['texts longer than it by one character', 'a'.repeat(224), 'b'.repeat(225)],
    ['a long text that ends in Chinese', 'a'.repeat(500), '张'],
  ])('gives %s joined the digest of the one text they are', (_, first, second) => {
    const hmac = createHmacSha256(bytes('0b'.repeat(32)));
    const expected = createHmac('sha256', bytes('0b'.repeat(32)))
      .update(first + second)
      .digest('hex');
    expect(hexOf(hmac.digestJoined(first, second, 32))).toBe(expected);
    // What was written in place for the one before is not read again.
    expect(hexOf(hmac.digestJoined('a', '', 32))).toBe(hexOf(hmac.digest('a', 32)));
  });
});
