import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCaseNumber } from '../../../shared/orders/case-number.ts';
import { isCourtCode } from '../../../shared/orders/court-code.ts';
import vectors from '../../fixtures/vectors/case-numbers.json' with { type: 'json' };

interface Vector {
  readonly in: string;
  readonly canonical: string;
  readonly legacy?: boolean;
}

describe('case number vectors', () => {
  it.each(vectors.valid as readonly Vector[])('reads "$in"', (vector) => {
    expect(parseCaseNumber(vector.in)).toMatchObject({
      kind: 'valid',
      canonical: vector.canonical,
      legacy: vector.legacy ?? false,
      year: Number(vector.canonical.slice(1, 5)),
    });
  });

  it.each(vectors.invalid)('refuses "$in"', (vector) => {
    expect(parseCaseNumber(vector.in).kind).toBe('invalid');
  });
});

describe('case numbers', () => {
  it.each([
    ['（2020）最高法执监102号', '最高法'],
    ['（2020）沪执复16号', '沪'],
    ['〔2021〕沪74执1号', '沪74'],
    ['(2024)京0105执恢1234号', '京0105'],
    ['（2023）兵0102执保5号', '兵0102'],
    ['（2023）军01财保5号', '军01'],
  ])('%s is of the court %s', (text, courtCode) => {
    expect(parseCaseNumber(text)).toMatchObject({ kind: 'valid', courtCode });
  });

  it('of the form before 2016 have no court code', () => {
    expect(parseCaseNumber('(2014)甬东执民字第2071号')).not.toHaveProperty('courtCode');
  });

  it.each([
    ['［２０２４］京０１０５执 １２３４ 号', '（2024）京0105执1234号'],
    ['【2024】京0105执1234号之十二', '（2024）京0105执1234号之十二'],
    ['（2013）浦执字第00123-1号', '（2013）浦执字第123-1号'],
    ['（2013）浦执字第123-12号', '（2013）浦执字第123-12号'],
    ['（2013）浦执字第123号之十二', '（2013）浦执字第123号之十二'],
  ])('%s is written %s', (text, canonical) => {
    expect(parseCaseNumber(text)).toMatchObject({ kind: 'valid', canonical });
  });

  it.each([
    '（2024）京010执1号',
    '（2024）京01056执1号',
    '（2024）甬0105执1号',
    '（2024）京0105执0号',
    '（2014）甬东执民字第000号',
    '（1848）京0105执1号',
    '（2024）京0105执1',
    '（2024）京01051号',
    'x（2024）京0105执1号',
    'x（2013）浦执字第123号',
    '（2013）浦执字第123号x',
    '（2013）浦执字第123号之',
    '（2013）浦执字第123号之甲',
    '（2024）京0105执1号之',
    '（2024）京0105执1号<script>',
  ])('%s is refused', (text) => {
    expect(parseCaseNumber(text).kind).toBe('invalid');
  });

  it('longer than any are refused before they are read', () => {
    const endless = `（2024）京0105${'执'.repeat(100_000)}`;
    expect(parseCaseNumber(endless)).toMatchObject({
      kind: 'invalid',
      detail: expect.stringContaining('64'),
    });
  });

  it('stay as they are when normalised twice', () => {
    const numbers = fc
      .tuple(
        fc.integer({ min: 1949, max: 2999 }),
        fc.constantFrom('最高法', '京', '沪74', '京0105', '兵0102'),
        fc.constantFrom('执', '执恢', '执监', '财保'),
        fc.integer({ min: 1, max: 999_999 }),
        fc.constantFrom('', '之一', '之十二'),
        fc.constantFrom('（）', '()', '[]', '〔〕', '【】'),
      )
      .map(([year, court, type, number, part, brackets]) => {
        return `${brackets[0]}${year}${brackets[1]}${court}${type}0${number}号${part}`;
      });
    fc.assert(
      fc.property(numbers, (text) => {
        const once = parseCaseNumber(text);
        if (once.kind === 'invalid') throw new Error(once.detail);
        expect(parseCaseNumber(once.canonical)).toEqual(once);
      }),
    );
  });

  it('never throw on junk', () => {
    const junk = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 70 }),
      fc.string({ unit: fc.constantFrom(...'（）2024京01执字第号之一-('), maxLength: 30 }),
    );
    fc.assert(
      fc.property(junk, (text) => {
        const parsed = parseCaseNumber(text);
        if (parsed.kind === 'valid') expect(parseCaseNumber(parsed.canonical)).toEqual(parsed);
        else expect(parsed.detail).toMatch(/^must /);
      }),
    );
  });
});

describe('court codes', () => {
  it.each(['最高法', '京', '沪74', '京0105', '兵', '兵0102', '军01', '新'])(
    '%s has the form of one',
    (text) => {
      expect(isCourtCode(text)).toBe(true);
    },
  );

  it.each([
    '',
    '最高',
    '甬',
    '京1',
    '京010',
    '京01055',
    '京０１０５',
    ' 京0105',
    '京0105\n',
    '京津',
    '0105',
    '最高法01',
  ])('%j does not have the form of one', (text) => {
    expect(isCourtCode(text)).toBe(false);
  });
});
