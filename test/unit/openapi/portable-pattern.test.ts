import fc from 'fast-check';
import { expect, test } from 'vitest';
import { portablePattern } from '../../../functions/docs/openapi/portable-pattern.ts';

test.each([
  [/^\d{4}-\d{2}$/, '^[0-9]{4}-[0-9]{2}$'],
  [/^[\dXx]$/, '^[0-9Xx]$'],
  [/^a\/b\.c$/, '^a/b\\.c$'],
  [/^[^\u2028\uD800-\uDFFF]$/u, '^[^\\u2028]$'],
])('%s is written %s', (expression, expected) => {
  expect(portablePattern(expression.source)).toBe(expected);
});

test('the written expression takes what the original takes', () => {
  const original = /^(?!\d{3}$)[\dA-Z/]{1,4}\.\d$/;
  const portable = new RegExp(portablePattern(original.source));
  const texts = fc.stringMatching(/^[0-9A-Z/.x]{0,8}$/);
  fc.assert(fc.property(texts, (text) => portable.test(text) === original.test(text)));
});
