import { expect, test } from 'vitest';
import { canonicalJson } from '../../../shared/audit/canonical-json.ts';

test('writes the example of RFC 8785, section 3.2.2, as section 3.2.3 has it', () => {
  const input = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
      '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  );
  expect(canonicalJson(input)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('sorts members by their UTF-16 code units (RFC 8785, section 3.2.3)', () => {
  const names = ['€', '\r', '\ufb33', '1', '😀', '\u0080', 'ö'];
  const text = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])));
  expect(Object.keys(JSON.parse(text))).toHaveLength(names.length);
  const sorted = ['\r', '1', '\u0080', 'ö', '€', '😀', '\ufb33'];
  expect(text).toBe(`{${sorted.map((name) => `${JSON.stringify(name)}:0`).join(',')}}`);
});

test('leaves out members without a value and keeps those that are null', () => {
  expect(canonicalJson({ b: undefined, a: null })).toBe('{"a":null}');
});

test.each([
  [Number.NaN, RangeError],
  [Number.POSITIVE_INFINITY, RangeError],
  ['\ud800', RangeError],
  [[undefined], TypeError],
  [1n, TypeError],
])('has no form for %s', (value, error) => {
  expect(() => canonicalJson(value)).toThrow(error);
});
