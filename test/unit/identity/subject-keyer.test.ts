import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { DocumentInput } from '../../../shared/contracts/document.ts';
import { createNameDigester } from '../../../shared/identity/name-digester.ts';
import { parseDocument } from '../../../shared/identity/parse-document.ts';
import { formatSubjectKey, parseSubjectKey } from '../../../shared/identity/subject-key.ts';
import { createSubjectKeyer } from '../../../shared/identity/subject-keyer.ts';

const secret = { version: 'test-1', key: new Uint8Array(32).fill(7) };
const keyer = createSubjectKeyer(secret);

function keyOf(input: DocumentInput, by = keyer): string {
  const parsed = parseDocument(input);
  if (parsed.kind === 'invalid') throw new Error(`${parsed.field}: ${parsed.why}`);
  return formatSubjectKey(by.keyOf(parsed.document));
}

const document = { type: 'resident-id', number: '999999199001010016' } as const;

describe('subject keys', () => {
  it('are the first 16 bytes of an HMAC-SHA-256 over number space and number', () => {
    const expected = createHmac('sha256', secret.key)
      .update('cn-18|999999199001010016')
      .digest('hex')
      .slice(0, 32);
    expect(keyOf(document)).toBe(expected);
  });

  it.each([
    [{ type: 'hk-macau-taiwan-residence-permit', number: '810000199001010019' }, 'cn-18|810000199001010019'],
    [{ type: 'resident-id', number: '810000199001010019' }, 'cn-18|810000199001010019'],
    [
      { type: 'foreign-permanent-resident-id', number: 'UTO110090010108' },
      'cn-foreign-resident-15|UTO110090010108',
    ],
    [{ type: 'hk-macau-travel-permit', number: 'H1234567800' }, 'cn-hk-macau-travel|H12345678'],
    [{ type: 'taiwan-travel-permit', number: '1234567801' }, 'cn-taiwan-travel|12345678'],
    [{ type: 'passport', number: 'ea1234567', issuer: 'chn' }, 'passport-CHN|EA1234567'],
    [
      { type: 'unified-social-credit-code', number: '91999999MA00000079' },
      'cn-organization|91999999MA00000079',
    ],
  ] as const)('never change their number space: a stored register depends on it (%j)', (input, keyed) => {
    const expected = createHmac('sha256', secret.key).update(keyed).digest('hex').slice(0, 32);
    expect(keyOf(input)).toBe(expected);
  });

  it('survive being written and read', () => {
    const text = keyOf(document);
    expect(formatSubjectKey(parseSubjectKey(text))).toBe(text);
  });

  it('differ under another secret', () => {
    const other = createSubjectKeyer({ version: 'test-2', key: new Uint8Array(32).fill(8) });
    expect(other.secretVersion).toBe('test-2');
    expect(keyOf(document, other)).not.toBe(keyOf(document));
  });

  it.each([0, 16, 31])('are not made with a secret of %d bytes', (length) => {
    const weak = { version: 'weak', key: new Uint8Array(length) };
    expect(() => createSubjectKeyer(weak)).toThrow(RangeError);
    expect(() => createNameDigester(weak)).toThrow(RangeError);
  });

  it('are not made with a secret that has no version', () => {
    expect(() => createSubjectKeyer({ version: '', key: new Uint8Array(32) })).toThrow(RangeError);
  });
});
