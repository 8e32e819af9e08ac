import fc from 'fast-check';
import type { DocumentInput, DocumentType } from '../../../shared/contracts/document.ts';
import { withCitizenCheck, withOrganizationCheck } from '../../fixtures/synthetic-documents.ts';

/** Characters of an alphabet, with exactly this length. */
function textOf(alphabet: string, length: number, maxLength = length): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength });
}

const DIGITS = '0123456789';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const birthDate = fc
  .date({ min: new Date('1850-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));

/** A valid 18-character number with this kind of area. */
function citizenNumber(area: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(area, birthDate, textOf(DIGITS, 3)).map((parts) => withCitizenCheck(parts.join('')));
}

const firstGeneration = fc
  .tuple(
    fc.date({ min: new Date('1900-01-01'), max: new Date('1999-12-31'), noInvalidDate: true }),
    fc.integer({ min: 0, max: 995 }),
  )
  .map(([date, sequence]) => {
    const yymmdd = date.toISOString().slice(2, 10).replaceAll('-', '');
    return `999999${yymmdd}${String(sequence).padStart(3, '0')}`;
  });

/** The specimen of the standard is the only old-form number here whose check digit is not computed by the parser. */
const oldForeignResident = fc
  .tuple(textOf(DIGITS, 4), birthDate, textOf(DIGITS, 1))
  .map(([serial, born, last]) => {
    const body = `UTO${serial}${born.slice(2)}${last}`;
    const sum = [...body].reduce((total, c, index) => {
      const value = c >= 'A' ? c.charCodeAt(0) - 55 : Number(c);
      return total + value * ([7, 3, 1][index % 3] as number);
    }, 0);
    return body + (sum % 10);
  });

const chinesePassport = fc.oneof(
  textOf(DIGITS, 8).map((digits) => `E${digits}`),
  fc.tuple(textOf(CAPITALS, 1), textOf(DIGITS, 7)).map(([letter, digits]) => `E${letter}${digits}`),
  textOf(DIGITS, 8).map((digits) => `G${digits}`),
  fc.tuple(fc.constantFrom('14', '15'), textOf(DIGITS, 7)).map((parts) => parts.join('')),
  fc
    .tuple(fc.constantFrom('D', 'S', 'P', 'DE', 'SE', 'PE'), textOf(DIGITS, 7, 8))
    .map((parts) => parts.join('')),
);

function typed(type: DocumentType, numbers: fc.Arbitrary<string>): fc.Arbitrary<DocumentInput> {
  return numbers.map((number) => ({ type, number }));
}

/** Valid documents of every type, in the spelling of the document. */
export const validDocuments: { readonly [Type in DocumentType]: fc.Arbitrary<DocumentInput> } = {
  'resident-id': typed('resident-id', fc.oneof(citizenNumber(textOf(DIGITS, 6)), firstGeneration)),
  'hk-macau-taiwan-residence-permit': typed(
    'hk-macau-taiwan-residence-permit',
    citizenNumber(fc.constantFrom('810000', '820000', '830000')),
  ),
  'foreign-permanent-resident-id': typed(
    'foreign-permanent-resident-id',
    fc.oneof(citizenNumber(textOf(DIGITS, 5).map((digits) => `9${digits}`)), oldForeignResident),
  ),
  'hk-macau-travel-permit': typed(
    'hk-macau-travel-permit',
    fc
      .tuple(fc.constantFrom('H', 'M'), textOf(DIGITS, 8), fc.oneof(fc.constant(''), textOf(DIGITS, 2)))
      .map((parts) => parts.join('')),
  ),
  'taiwan-travel-permit': typed(
    'taiwan-travel-permit',
    fc.tuple(textOf(DIGITS, 8), fc.oneof(fc.constant(''), textOf(DIGITS, 2))).map((parts) => parts.join('')),
  ),
  passport: fc.oneof(
    chinesePassport.map((number): DocumentInput => ({ type: 'passport', number, issuer: 'CHN' })),
    fc
      .tuple(textOf(DIGITS + CAPITALS, 5, 17), fc.constantFrom('UTO', 'HKG', 'MAC', 'DEU', 'ZAF'))
      .map(([number, issuer]): DocumentInput => ({ type: 'passport', number, issuer })),
  ),
  'unified-social-credit-code': typed(
    'unified-social-credit-code',
    textOf('0123456789ABCDEFGHJKLMNPQRTUWXY', 17).map(withOrganizationCheck),
  ),
};

/** Any 18-character number with a valid check, whoever it was issued to. */
export const citizenNumbers: fc.Arbitrary<string> = citizenNumber(textOf(DIGITS, 6));

/** The same number as people and forms write it: spaces around it, lower case, full width. */
export function respelled(number: string): fc.Arbitrary<string> {
  const fullWidth = (text: string) =>
    text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
  return fc
    .tuple(fc.constantFrom('', ' ', '\t', '　'), fc.boolean(), fc.boolean(), fc.constantFrom('', ' ', '　 '))
    .map(([before, lower, wide, after]) => {
      const cased = lower ? number.toLowerCase() : number;
      return before + (wide ? fullWidth(cased) : cased) + after;
    });
}
