import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../shared/contracts/time.ts';
import { CLOCK_TOLERANCE_MS, checkGates } from '../../../shared/orders/gates.ts';
import {
  syntheticOrganizationCode,
  syntheticResidentId,
  withCitizenCheck,
} from '../../fixtures/synthetic-documents.ts';
import { grantAsSent, NAME, NOW_MS, ORGANIZATION, orderDocument } from './fixtures.ts';

function pointersOf(overrides: Record<string, unknown>): string[] {
  return checkGates(orderDocument(overrides), NOW_MS).map(({ pointer }) => pointer);
}

function person(documents: readonly object[], overrides: object = {}) {
  return { kind: 'person', name: NAME, role: 'debtor', documents, ...overrides };
}

const MINOR = withCitizenCheck('99999920150101001');
const resident = { type: 'resident-id', number: syntheticResidentId(1) };
const other = { type: 'resident-id', number: syntheticResidentId(2) };
const ENDS = { from: '2026-01-01T00:00:00+08:00', to: '2027-01-01T00:00:00+08:00' };
const ENDED = { status: 'released', endReason: 'performed' };
const HK_RESIDENT = withCitizenCheck('81000019900101001');
const LATER = formatInstant(NOW_MS + CLOCK_TOLERANCE_MS + 1);

test('an order that fulfils everything passes', () => {
  expect(pointersOf({})).toEqual([]);
});

test.each([
  ['the signature of someone else', { signedBy: 'clerk' }, '/signedBy'],
  ['no signature', { signedBy: undefined }, '/signedBy'],
  ['no service', { servedAt: undefined }, '/servedAt'],
  ['a service in the future', { servedAt: LATER }, '/servedAt'],
  ['no warning', { warnedAt: undefined }, '/warnedAt'],
  ['a warning in the future', { warnedAt: LATER }, '/warnedAt'],
  [
    'a minor as the subject',
    { subject: person([resident, { type: 'resident-id', number: MINOR }]) },
    '/subject/documents/1/number',
  ],
])('%s keeps an active order out and names its field', (_, overrides, pointer) => {
  expect(pointersOf(overrides)).toEqual([pointer]);
  expect(pointersOf({ ...overrides, ...ENDED })).toEqual([]);
  expect(pointersOf({ ...overrides, status: 'cancelled', endReason: 'entered-in-error' })).toEqual([]);
  expect(pointersOf({ ...overrides, status: 'suspended' })).toEqual([]);
});

test.each([
  ['a court code of no form', { court: { code: '北京0105', name: '测试法院', phone: '1' } }, '/court/code'],
  ['a case number of no form', { caseNumber: '1234' }, '/caseNumber'],
  [
    'a period that ends as it begins',
    { period: { from: '2026-01-01T00:00:00+08:00', to: '2025-12-31T16:00:00Z' } },
    '/period/to',
  ],
  [
    'a document with a wrong check character',
    { subject: person([resident, { type: 'resident-id', number: '999999199001010017' }]) },
    '/subject/documents/1/number',
  ],
  [
    'a passport without issuer',
    { subject: person([{ type: 'passport', number: 'E12345678' }]) },
    '/subject/documents/0/issuer',
  ],
  [
    'an organization code for a person',
    { subject: person([{ type: 'unified-social-credit-code', number: ORGANIZATION }]) },
    '/subject/documents/0/type',
  ],
  [
    'a resident ID for an organization',
    { subject: person([resident], { kind: 'organization' }) },
    '/subject/documents/0/type',
  ],
  [
    'an officer of something that is no organization code',
    { subject: person([resident], { role: 'actual-controller', of: 'not a code' }) },
    '/subject/of',
  ],
  [
    'a cleared document that is none of the documents',
    { subject: person([resident], { clearedDocuments: [other] }) },
    '/subject/clearedDocuments/0',
  ],
  [
    'a cleared document that is not valid',
    { subject: person([resident], { clearedDocuments: [resident, { type: 'resident-id', number: '1' }] }) },
    '/subject/clearedDocuments/1/number',
  ],
  [
    'an order to continue with a document number in its id',
    { period: ENDS, continues: { orderId: `ord-${resident.number}`, ground: 'a ground' } },
    '/continues/orderId',
  ],
  ['an order id with a document number in it', { orderId: `ord-${resident.number}` }, '/orderId'],
  [
    'a grant id with a document number in it',
    { grants: [grantAsSent({ grantId: `x${resident.number}` })] },
    '/grants/0/grantId',
  ],
])('%s keeps any order out, also an ended one', (_, overrides, pointer) => {
  expect(pointersOf(overrides)).toEqual([pointer]);
  expect(pointersOf({ ...overrides, ...ENDED })).toEqual([pointer]);
});

test('a document is cleared in whatever spelling and under whatever label of its number', () => {
  const spelled = { type: 'hk-macau-taiwan-residence-permit', number: HK_RESIDENT };
  const subject = person([resident, { ...spelled, type: 'resident-id' }], {
    clearedDocuments: [spelled, { ...resident, number: ` ${resident.number}` }],
  });
  expect(pointersOf({ subject })).toEqual([]);
});

describe('a restriction that is continued after its removal', () => {
  const continues = { orderId: 'ord-0', ground: 'a ground of law' };

  test('is an order of its own with a ground and a stated end', () => {
    expect(pointersOf({ continues, period: ENDS })).toEqual([]);
    expect(() => pointersOf({ continues: { orderId: 'ord-0' }, period: ENDS })).toThrow();
    expect(pointersOf({ continues })).toEqual(['/period/to']);
    expect(pointersOf({ continues: { ...continues, orderId: 'ord-1' }, period: ENDS })).toEqual([
      '/continues/orderId',
    ]);
  });

  test('can be let go whatever it lacks', () => {
    expect(pointersOf({ continues, ...ENDED })).toEqual([]);
  });
});

test('only an officer leaves an office', () => {
  const left = { status: 'released', endReason: 'role-ended' };
  expect(pointersOf(left)).toEqual(['/endReason']);
  const subject = person([resident], { role: 'legal-representative', of: ORGANIZATION });
  expect(pointersOf({ ...left, subject })).toEqual([]);
});

test('an organization is named by its code', () => {
  const documents = [{ type: 'unified-social-credit-code', number: syntheticOrganizationCode(2) }];
  expect(pointersOf({ subject: person(documents, { kind: 'organization' }) })).toEqual([]);
});

test('a service a little ahead of our clock passes', () => {
  expect(pointersOf({ servedAt: formatInstant(NOW_MS + CLOCK_TOLERANCE_MS) })).toEqual([]);
});

describe('a grant', () => {
  const grantPointers = (...grants: object[]) => pointersOf({ grants });

  test('of each kind passes', () => {
    const temporary = grantAsSent({ grantId: 'a', kind: 'temporary', approvedBy: 'president' });
    const single = grantAsSent({ grantId: 'b', kind: 'single', uses: 1 });
    expect(grantPointers(temporary, single, grantAsSent({ grantId: 'c' }))).toEqual([]);
    const subject = person([resident], { role: 'legal-representative', of: ORGANIZATION });
    expect(pointersOf({ subject, grants: [grantAsSent({ kind: 'personal-property' })] })).toEqual([]);
  });

  test.each([
    ['that ends as it begins', { to: '2026-03-01T00:00:00+08:00' }, '/grants/0/to'],
    ['that is single and has two uses', { kind: 'single', uses: 2 }, '/grants/0/uses'],
    ['that is single and has any number of uses', { kind: 'single', uses: null }, '/grants/0/uses'],
    ['for personal property of a debtor', { kind: 'personal-property' }, '/grants/0/kind'],
    ['that is temporary without the president', { kind: 'temporary' }, '/grants/0/approvedBy'],
    [
      'that is temporary for something else than air or rail',
      { kind: 'temporary', approvedBy: 'president', items: ['air', 'hotel'] },
      '/grants/0/items/1',
    ],
  ])('%s keeps the order out', (_, overrides, pointer) => {
    expect(grantPointers(grantAsSent(overrides))).toEqual([pointer]);
  });

  test('with the id of another grant of the order keeps it out', () => {
    expect(grantPointers(grantAsSent(), grantAsSent())).toEqual(['/grants/1/grantId']);
  });

  test.each([
    ['2026-03-01T00:00:00+08:00', '2026-04-01T00:00:00+08:00'],
    ['2026-01-31T12:00:00+08:00', '2026-02-28T12:00:00+08:00'],
    ['2028-01-31T12:00:00+08:00', '2028-02-29T12:00:00+08:00'],
    ['2026-12-15T09:30:00+08:00', '2027-01-15T09:30:00+08:00'],
    // 1 March in Shanghai although 28 February in UTC.
    ['2026-02-28T16:30:00Z', '2026-03-31T16:30:00Z'],
  ])('that is temporary from %s lasts until %s at the longest', (from, to) => {
    const temporary = { kind: 'temporary', approvedBy: 'president', from };
    expect(grantPointers(grantAsSent({ ...temporary, to }))).toEqual([]);
    const tooLong = formatInstant(Date.parse(to) + 1);
    expect(grantPointers(grantAsSent({ ...temporary, to: tooLong }))).toEqual(['/grants/0/to']);
  });
});

test('no detail repeats what was sent', () => {
  const problems = checkGates(
    orderDocument({
      signedBy: 'SECRET-signer',
      caseNumber: 'SECRET-case',
      court: { code: 'SECRET-court', name: 'x', phone: 'x' },
      subject: person([{ type: 'resident-id', number: 'SECRET-number' }]),
    }),
    NOW_MS,
  );
  expect(problems).toHaveLength(4);
  expect(JSON.stringify(problems)).not.toContain('SECRET');
});
