import { expect, test } from 'vitest';
import { readIdempotencyKey } from '../../../shared/idempotency/idempotency-key.ts';

test.each([
  ['a UUID', '8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['a quoted string', '"8e03978e"', '8e03978e'],
  ['spaces around it', '  k1 ', 'k1'],
  ['a quoted string with escapes', '"a\\"b\\\\c"', 'a"b\\c'],
  ['a comma within quotes', '"a,b"', 'a,b'],
  ['all other visible characters', "!#$%&'()*+-./:;<=>?@[]^_`{|}~", "!#$%&'()*+-./:;<=>?@[]^_`{|}~"],
  ['255 characters', 'k'.repeat(255), 'k'.repeat(255)],
  ['255 characters in quotes', `"${'k'.repeat(255)}"`, 'k'.repeat(255)],
])('%s is a key', (_, field, key) => {
  expect(readIdempotencyKey(field)).toEqual({ kind: 'valid', key });
});

test.each([
  ['nothing', ''],
  ['an empty string', '""'],
  ['256 characters', 'k'.repeat(256)],
  ['256 characters in quotes', `"${'k'.repeat(256)}"`],
  ['a space within', 'a b'],
  ['a space within quotes', '"a b"'],
  ['two keys', 'a, b'],
  ['two keys as some gateways join them', 'a,b'],
  ['one quotation mark', '"a'],
  ['a quotation mark within', 'a"b'],
  ['an escape of another character', '"a\\b"'],
  ['a character that is not ASCII', '键'],
  ['a control character', 'a\u0007'],
])('%s is none, and is not repeated', (_, field) => {
  const reading = readIdempotencyKey(field);
  expect(reading).toEqual({ kind: 'invalid', detail: expect.stringContaining('1 to 255 visible ASCII') });
});

test('the quoted and the bare form of a key are the same key', () => {
  expect(readIdempotencyKey('"k-1"')).toEqual(readIdempotencyKey('k-1'));
});
