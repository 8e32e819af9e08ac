import { COURT_CODE_PATTERN } from './court-code.ts';

export type ParsedCaseNumber =
  | {
      readonly kind: 'valid';
      /** Full-width brackets, half-width digits, no spaces, no leading zeros. */
      readonly canonical: string;
      /** Whether it has the form used before 2016, in which courts chose their own short names. */
      readonly legacy: boolean;
      /** The code of the court; the form before 2016 has none. */
      readonly courtCode?: string;
      readonly year: number;
    }
  | { readonly kind: 'invalid'; readonly detail: string };

/** Longer than any case number, short enough that no input costs anything. */
const LONGEST_TEXT = 64;

const EARLIEST_YEAR = 1949;

/** （year）court, type, number 号, and for later documents of the case 之一, 之二 … */
const CURRENT_FORM = new RegExp(
  `^（([0-9]{4})）(${COURT_CODE_PATTERN})(\\p{Script=Han}{1,8})([0-9]{1,12})(号(?:之[一二三四五六七八九十百0-9]{1,5})?)$`,
  'u',
);

/** （year）the court's short name and type, 字第 number 号; a subsidiary document could count with a hyphen. */
const LEGACY_FORM =
  /^（([0-9]{4})）(\p{Script=Han}{1,16}字第)([0-9]{1,12})((?:-[0-9]{1,3})?号(?:之[一二三四五六七八九十百0-9]{1,5})?)$/u;

/**
 * Reads a court's case number, such as （2024）京0105执1234号. Brackets may be ASCII, full width, square or 〔〕.
 * Source: SPC provisions on case numbers (Fa [2015] 137), in force since 2016-01-01.
 *
 * The year does not decide between the forms: cases went on under their old numbers, and some courts changed late.
 * A case number identifies a case only together with its court, and never an order.
 */
export function parseCaseNumber(text: string): ParsedCaseNumber {
  if (text.length > LONGEST_TEXT) {
    return { kind: 'invalid', detail: `must be at most ${LONGEST_TEXT} characters long` };
  }
  const normalised = normalise(text);
  const legacy = LEGACY_FORM.exec(normalised);
  if (legacy) {
    const [, year, name, digits, rest] = legacy as unknown as [string, string, string, string, string];
    return valid(year, name, digits, rest, undefined);
  }
  const current = CURRENT_FORM.exec(normalised);
  if (current) {
    const [, year, court, type, digits, rest] = current as unknown as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    return valid(year, `${court}${type}`, digits, rest, court);
  }
  return {
    kind: 'invalid',
    detail:
      'must be a case number: year in brackets, court code, type, number and 号, such as （2024）京0105执1234号',
  };
}

function valid(
  year: string,
  prefix: string,
  digits: string,
  rest: string,
  courtCode: string | undefined,
): ParsedCaseNumber {
  const number = digits.replace(/^0+/, '');
  if (number === '') return { kind: 'invalid', detail: 'must have a number greater than zero before 号' };
  if (Number(year) < EARLIEST_YEAR)
    return { kind: 'invalid', detail: `must have a year from ${EARLIEST_YEAR} on` };
  return {
    kind: 'valid',
    canonical: `（${year}）${prefix}${number}${rest}`,
    legacy: courtCode === undefined,
    ...(courtCode === undefined ? {} : { courtCode }),
    year: Number(year),
  };
}

function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s/gu, '')
    .replace(/[([〔【]/g, '（')
    .replace(/[)\]〕】]/g, '）');
}
