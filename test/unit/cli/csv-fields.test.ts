import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsvFields, writeCsvLine } from '../../../functions/cli/input/csv-fields.ts';

describe('a line of CSV', () => {
  test.each([
    ['', ['']],
    ['a', ['a']],
    ['a,b', ['a', 'b']],
    ['a,,b,', ['a', '', 'b', '']],
    [',', ['', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""yes""",""', ['say "yes"', '']],
    [' a , b ', [' a ', ' b ']],
  ])('%j has the fields %j', (text, fields) => {
    expect(readCsvFields(text)).toEqual({ kind: 'fields', fields });
  });

  test.each([
    ['a quote that is not closed', '"a,b'],
    ['a doubled quote at its end', '"a""'],
    ['something after a closing quote', '"a"b,c'],
    ['a quote inside a plain field', 'a"b,c'],
  ])('with %s is malformed, and the reason quotes nothing of it', (_, text) => {
    const reading = readCsvFields(text);
    expect(reading.kind).toBe('malformed');
    expect(JSON.stringify(reading)).not.toMatch(/[ab]""|"a|a"b/);
  });

  test('that was written is read as it was', () => {
    const field = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ' '));
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 8 }), (fields) => {
        const line = writeCsvLine(fields);
        expect(line.endsWith('\r\n')).toBe(true);
        expect(readCsvFields(line.slice(0, -2))).toEqual({ kind: 'fields', fields });
      }),
    );
  });
});
