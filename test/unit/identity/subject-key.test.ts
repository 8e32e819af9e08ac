import { describe, expect, it } from 'vitest';
import { createSecretHmac } from '../../../shared/identity/secret-hmac.ts';
import { formatSubjectKey, parseSubjectKey } from '../../../shared/identity/subject-key.ts';

describe('a stored subject key', () => {
  const text = '0123456789abcdef'.repeat(2);

  it('is read as 16 bytes and written as it was', () => {
    expect(parseSubjectKey(text)).toHaveLength(16);
    expect(formatSubjectKey(parseSubjectKey(text))).toBe(text);
  });

  it.each([
    ['a character too many before it', `0${text}`],
    ['a character too many after it', `${text}0`],
    ['a character too few', text.slice(1)],
    ['capitals', text.toUpperCase()],
    ['a letter beyond f', text.replace('f', 'g')],
    ['nothing', ''],
  ])('is not read from a text with %s', (_, other) => {
    expect(() => parseSubjectKey(other)).toThrow('a subject key has 32 hexadecimal characters');
  });
});

describe('a secret', () => {
  it('says what it lacks: length or version', () => {
    expect(() => createSecretHmac({ version: 'test-1', key: new Uint8Array(31) })).toThrow(
      'a subject key secret needs at least 32 bytes',
    );
    expect(() => createSecretHmac({ version: '', key: new Uint8Array(32) })).toThrow(
      'a subject key secret needs a version',
    );
  });
});
