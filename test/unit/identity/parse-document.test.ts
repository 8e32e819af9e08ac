import { describe, expect, it } from 'vitest';
import type { DocumentInput } from '../../../shared/contracts/document.ts';
import { birthDateOf } from '../../../shared/identity/birth-date.ts';
import type { DocumentParsers } from '../../../shared/identity/parse-document.ts';
import { parseDocument } from '../../../shared/identity/parse-document.ts';
import type { SubjectDocument } from '../../../shared/identity/subject-document.ts';
import { withCitizenCheck } from '../../fixtures/synthetic-documents.ts';

function documentOf(input: DocumentInput): SubjectDocument {
  const parsed = parseDocument(input);
  if (parsed.kind === 'invalid') throw new Error(`${parsed.field}: ${parsed.why}`);
  return parsed.document;
}

describe('number spaces', () => {
  it('gives a residence permit sent as a resident ID the number space and number of the permit', () => {
    const number = '810000199001010019';
    const permit = documentOf({ type: 'hk-macau-taiwan-residence-permit', number });
    const labelled = documentOf({ type: 'resident-id', number });
    expect([labelled.namespace, labelled.canonical]).toEqual([permit.namespace, permit.canonical]);
  });

  it('gives a foreign permanent resident ID sent as a resident ID the number space of the card', () => {
    const number = '911840199001010018';
    const card = documentOf({ type: 'foreign-permanent-resident-id', number });
    const labelled = documentOf({ type: 'resident-id', number });
    expect([labelled.namespace, labelled.canonical]).toEqual([card.namespace, card.canonical]);
  });

  it('keeps the two forms of a foreign permanent resident ID apart', () => {
    const type = 'foreign-permanent-resident-id';
    const now = documentOf({ type, number: '911840199001010018' });
    const before = documentOf({ type, number: 'UTO110090010108' });
    expect(now.namespace).not.toBe(before.namespace);
  });

  it('keeps the same passport number of two countries apart', () => {
    const utopia = documentOf({ type: 'passport', number: 'E12345678', issuer: 'UTO' });
    const china = documentOf({ type: 'passport', number: 'E12345678', issuer: 'CHN' });
    expect(utopia.canonical).toBe(china.canonical);
    expect(utopia.namespace).not.toBe(china.namespace);
  });

  it('tells organizations from people', () => {
    const code = documentOf({ type: 'unified-social-credit-code', number: '91999999MA00000079' });
    const person = documentOf({ type: 'resident-id', number: '999999199001010016' });
    expect([code.subjectKind, person.subjectKind]).toEqual(['organization', 'person']);
  });
});

describe('resident IDs of the first generation', () => {
  it.each(['996', '997', '998', '999'])(
    'asks for the 18-character number for the centenarian sequence %s',
    (sequence) => {
      const parsed = parseDocument({ type: 'resident-id', number: `999999900101${sequence}` });
      expect(parsed).toMatchObject({ kind: 'invalid', field: 'number', why: 'format' });
      expect(parsed.kind === 'invalid' && parsed.detail).toContain('18-character');
    },
  );

  it('upgrades the sequence before the centenarian ones', () => {
    const parsed = documentOf({ type: 'resident-id', number: '999999900101995' });
    expect(parsed.canonical).toBe(withCitizenCheck('99999919900101995'));
  });

  it.each([
    ['999999900230001', 'date'],
    ['99999990010100A', 'character'],
  ])('refuses %s: %s', (number, why) => {
    expect(parseDocument({ type: 'resident-id', number })).toMatchObject({ kind: 'invalid', why });
  });

  it('are not residence permits', () => {
    const parsed = parseDocument({ type: 'hk-macau-taiwan-residence-permit', number: '810000900101001' });
    expect(parsed).toMatchObject({ kind: 'invalid', why: 'length' });
  });
});

describe('dates of birth', () => {
  it.each(['17991231', '00000101', '19900010', '19900100', '19900431', '19000229'])(
    '%s does not count',
    (date) => {
      const number = withCitizenCheck(`999999${date}001`);
      expect(parseDocument({ type: 'resident-id', number })).toMatchObject({ kind: 'invalid', why: 'date' });
    },
  );

  it.each(['18000101', '20000229', '20241231'])('%s counts', (date) => {
    const number = withCitizenCheck(`999999${date}001`);
    expect(birthDateOf(documentOf({ type: 'resident-id', number }))?.replaceAll('-', '')).toBe(date);
  });

  it('are not guessed from the two digits of an old foreign card', () => {
    const document = documentOf({ type: 'foreign-permanent-resident-id', number: 'UTO110090010108' });
    expect(birthDateOf(document)).toBeUndefined();
  });
});

describe('foreign permanent resident IDs', () => {
  const type = 'foreign-permanent-resident-id';

  it.each([
    ['110105194912310020', 'format'],
    ['91184019900101001', 'length'],
    ['91184O199001010018', 'character'],
    ['UT01100900101O8', 'character'],
    ['UTO110090023108', 'date'],
    ['911840199013010018', 'date'],
  ])('refuses %s: %s', (number, why) => {
    expect(parseDocument({ type, number })).toMatchObject({ kind: 'invalid', field: 'number', why });
  });

  it('accepts 29 February of a year that is a leap year in one of the centuries', () => {
    // 000229 exists in 2000 only. Check: 7·30 + 3·29 + 1·24 + 7·1 + 3·1 + 3·2 + 1·2 + 7·9 = 402.
    expect(documentOf({ type, number: 'UTO110000022902' }).canonical).toBe('UTO110000022902');
  });
});

describe('passports', () => {
  const valid = { type: 'passport', number: 'E12345678', issuer: 'CHN' } as const;

  it.each([undefined, '', '  '])('need an issuer (%j)', (issuer) => {
    const parsed = parseDocument({ ...valid, issuer });
    expect(parsed).toMatchObject({ kind: 'invalid', field: 'issuer', why: 'issuer-missing' });
  });

  it.each(['CN', 'CHNA', '156', 'Cĥn', '中国'])('refuse the issuer %s', (issuer) => {
    const parsed = parseDocument({ ...valid, issuer });
    expect(parsed).toMatchObject({ kind: 'invalid', field: 'issuer', why: 'issuer-format' });
  });

  it('take the issuer in lower case and full width', () => {
    expect(documentOf({ ...valid, issuer: ' ｃｈｎ' }).namespace).toBe(documentOf(valid).namespace);
  });

  it.each([
    'E12345678',
    'EA1234567',
    'G12345678',
    '141234567',
    '151234567',
    'DE1234567',
    'P12345678',
    'S1234567',
  ])('of the PRC have the form %s', (number) => {
    expect(documentOf({ ...valid, number }).canonical).toBe(number);
  });

  it.each(['161234567', 'EAB123456', 'G1234567', 'DE123456', 'K12345678'])(
    'of the PRC never have the form %s',
    (number) => {
      expect(parseDocument({ ...valid, number })).toMatchObject({
        kind: 'invalid',
        field: 'number',
        why: 'format',
      });
    },
  );

  it('of the Hong Kong SAR go under their own issuer', () => {
    expect(documentOf({ ...valid, number: 'K12345678', issuer: 'HKG' }).namespace).toBe('passport-HKG');
  });

  it.each(['AB12', 'A'.repeat(18), 'AB-12345', 'AB 12345'])(
    'of other countries never have the form %s',
    (number) => {
      expect(parseDocument({ ...valid, number, issuer: 'UTO' })).toMatchObject({
        kind: 'invalid',
        why: 'format',
      });
    },
  );
});

describe('every other document', () => {
  it.each(['CHN', ''])('must come without an issuer (%j)', (issuer) => {
    const parsed = parseDocument({ type: 'resident-id', number: '999999199001010016', issuer });
    expect(parsed).toMatchObject({ kind: 'invalid', field: 'issuer', why: 'issuer-unexpected' });
  });

  it('is refused when it is longer than any document, however it is padded', () => {
    const number = `${' '.repeat(200)}999999199001010016`;
    expect(parseDocument({ type: 'resident-id', number })).toMatchObject({ kind: 'invalid', why: 'length' });
  });
});

describe('the table of parsers', () => {
  it('does not compile without a document type', () => {
    const parser = () => ({ kind: 'invalid', field: 'number', why: 'format', detail: '' }) as const;
    // @ts-expect-error six of the seven types are missing
    const incomplete: DocumentParsers = { 'resident-id': parser };
    expect(Object.keys(incomplete)).toEqual(['resident-id']);
  });
});
