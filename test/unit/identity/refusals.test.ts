import { describe, expect, it } from 'vitest';
import type { DocumentInput } from '../../../shared/contracts/document.ts';
import { parseDocument } from '../../../shared/identity/parse-document.ts';
import { withCitizenCheck } from '../../fixtures/synthetic-documents.ts';

const resident = (number: string): DocumentInput => ({ type: 'resident-id', number });
const permit = (number: string): DocumentInput => ({ type: 'hk-macau-taiwan-residence-permit', number });
const card = (number: string): DocumentInput => ({ type: 'foreign-permanent-resident-id', number });
const passport = (number: string, issuer?: string): DocumentInput => ({ type: 'passport', number, issuer });
const hkMacau = (number: string): DocumentInput => ({ type: 'hk-macau-travel-permit', number });
const taiwan = (number: string): DocumentInput => ({ type: 'taiwan-travel-permit', number });
const organization = (number: string): DocumentInput => ({ type: 'unified-social-credit-code', number });

describe('a refused document tells what to do about it', () => {
  it.each([
    [resident('99999919900101001'), 'length', /copy the whole number/],
    [resident('99999919900101O016'), 'character', /17 digits and a check character/],
    [resident('999999199013010016'), 'date', /compare characters 7 to 14/],
    [resident('999999199001010017'), 'check', /does not agree with its check character/],
    [resident('99999990010100A'), 'character', /digits only when it has 15 characters/],
    [resident('A99999900101001'), 'character', /digits only when it has 15 characters/],
    [resident('999999900230001'), 'date', /compare digits 7 to 12/],
    [resident('999999900101996'), 'format', /send the 18-character number/],
    [permit('99999919900101001'), 'length', /copy the whole number/],
    [permit('99999919900101O016'), 'character', /17 digits and a check character/],
    [permit('999999199001010016'), 'area', /must begin with 810000, 820000 or 830000/],
    [permit('999999199001010017'), 'area', /must begin with 810000, 820000 or 830000/],
    [permit('810000199001010018'), 'check', /does not agree with its check character/],
    [permit(withCitizenCheck('99998100000101001')), 'area', /must begin with 810000, 820000 or 830000/],
    [card('91184019900101001'), 'length', /or 15 on cards issued before December 2023/],
    [card('99999919900101O016'), 'character', /17 digits and a check character/],
    [card('81000019900101O019'), 'character', /17 digits and a check character/],
    [card('810000199001010019'), 'format', /must begin with 9/],
    [card('911840199001010017'), 'check', /does not agree with its check character/],
    [card('UT01100900101O8'), 'character', /3 letters and 12 digits/],
    [card('UTO110090023108'), 'date', /compare digits 8 to 13/],
    [card('UTO110090010109'), 'check', /does not agree with its check digit/],
    [passport('E1234567', 'CHN'), 'format', /is not a PRC passport number/],
    [passport('XE12345678', 'CHN'), 'format', /is not a PRC passport number/],
    [passport('E12345678X', 'CHN'), 'format', /is not a PRC passport number/],
    [passport('AB12', 'UTO'), 'format', /5 to 17 letters and digits/],
    [passport('E12345678', 'CN'), 'issuer-format', /three-letter country code/],
    [passport('E12345678'), 'issuer-missing', /must be given for a passport/],
    [{ ...resident('999999199001010016'), issuer: 'CHN' }, 'issuer-unexpected', /must be left out/],
    [hkMacau('K12345678'), 'format', /must be H or M/],
    [hkMacau('AH12345678'), 'format', /must be H or M/],
    [hkMacau('H123456780'), 'format', /must be H or M/],
    [taiwan('T12345678'), 'format', /8 digits, or 10/],
    [taiwan('123456780'), 'format', /8 digits, or 10/],
    [organization('91999999MA0000007'), 'length', /copy the whole code/],
    [organization('91999999IA00000079'), 'character', /other than I, O, S, V and Z/],
  ] as const)('%j: %s', (input, why, detail) => {
    expect(parseDocument(input)).toMatchObject({
      kind: 'invalid',
      why,
      detail: expect.stringMatching(detail),
    });
  });
});

describe('an 18-character number', () => {
  const number = '999999199001010016';

  it.each(Array.from({ length: 18 }, (_, at) => at))('has no character before 0 at position %d', (at) => {
    const typo = `${number.slice(0, at)}/${number.slice(at + 1)}`;
    expect(parseDocument(resident(typo))).toMatchObject({ kind: 'invalid', why: 'character' });
  });

  it('has no character after 9 where the check character is X', () => {
    const endsWithX = Array.from({ length: 1_000 }, (_, sequence) =>
      withCitizenCheck(`99999919900101${String(sequence).padStart(3, '0')}`),
    ).find((each) => each.endsWith('X')) as string;
    expect(parseDocument(resident(endsWithX)).kind).toBe('valid');
    // A colon follows the 9 in ASCII, so it would count as ten if nobody asked.
    expect(parseDocument(resident(endsWithX.replace('X', ':')))).toMatchObject({
      kind: 'invalid',
      why: 'character',
    });
  });
});

describe('the kind of subject', () => {
  it.each([
    resident('999999199001010016'),
    resident('999999900101001'),
    permit('810000199001010019'),
    card('911840199001010018'),
    card('UTO110090010108'),
    passport('E12345678', 'CHN'),
    hkMacau('H12345678'),
    taiwan('12345678'),
  ])('of %j is a person', (input) => {
    expect(parseDocument(input)).toMatchObject({ kind: 'valid', document: { subjectKind: 'person' } });
  });
});
