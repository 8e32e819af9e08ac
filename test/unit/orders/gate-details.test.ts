import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../shared/contracts/time.ts';
import { parseCaseNumber } from '../../../shared/orders/case-number.ts';
import { CLOCK_TOLERANCE_MS, checkGates } from '../../../shared/orders/gates.ts';
import { readChange } from '../../../shared/orders/read-change.ts';
import { revealsDocument } from '../../../shared/orders/subject-gates.ts';
import { syntheticResidentId, withCitizenCheck } from '../../fixtures/synthetic-documents.ts';
import { changeAsSent, grantAsSent, NAME, NOW_MS, ORGANIZATION, orderDocument } from './fixtures.ts';

const resident = { type: 'resident-id', number: syntheticResidentId(1) };
const minor = { type: 'resident-id', number: withCitizenCheck('99999920150101001') };
const organization = { type: 'unified-social-credit-code', number: ORGANIZATION };
const LATER = formatInstant(NOW_MS + CLOCK_TOLERANCE_MS + 1);
const TEMPORARY = { kind: 'temporary', approvedBy: 'president' };
const LIMITED = { from: '2026-01-01T00:00:00+08:00', to: '2027-01-01T00:00:00+08:00' };

function person(documents: readonly object[], more: object = {}) {
  return { kind: 'person', name: NAME, role: 'debtor', documents, ...more };
}

const problemsOf = (overrides: Record<string, unknown>) => checkGates(orderDocument(overrides), NOW_MS);

describe('a gate tells the court what to do', () => {
  test.each<[string, Record<string, unknown>, string]>([
    [
      '/court/code',
      { court: { code: '北京', name: '法院', phone: '1' } },
      'must be a court code: 最高法, or',
    ],
    ['/caseNumber', { caseNumber: '1234' }, 'must be a case number: year in brackets'],
    ['/caseNumber', { caseNumber: '（2024）京0105执0号' }, 'must have a number greater than zero'],
    ['/caseNumber', { caseNumber: '（1848）京0105执1号' }, 'must have a year from 1949 on'],
    [
      '/period/to',
      { period: { from: '2026-01-01T00:00:00+08:00', to: '2026-01-01T00:00:00+08:00' } },
      'must be later than the begin of the period, or null',
    ],
    ['/signedBy', { signedBy: 'clerk' }, 'the president of the court signs the order'],
    ['/servedAt', { servedAt: undefined }, 'must say when the order was served'],
    ['/servedAt', { servedAt: LATER }, 'when the order was served, which cannot be in the future'],
    ['/warnedAt', { warnedAt: undefined }, 'must say when the subject was warned'],
    ['/warnedAt', { warnedAt: LATER }, 'when the subject was warned, which cannot be in the future'],
    ['/subject/documents/0/type', { subject: person([organization]) }, 'must be a document of a person'],
    [
      '/subject/documents/0/type',
      { subject: person([resident], { kind: 'organization' }) },
      'must be unified-social-credit-code for an organization',
    ],
    ['/subject/documents/0/number', { subject: person([minor]) }, 'must not be a document of a minor'],
    ['/orderId', { orderId: `o${resident.number}` }, 'must not contain a document number of the subject'],
    [
      '/endReason',
      { status: 'released', endReason: 'role-ended' },
      'role-ended is for officers of a debtor who left their office',
    ],
    [
      '/continues/orderId',
      { continues: { orderId: 'ord-1', ground: 'repeated' }, period: LIMITED },
      'must be the order that was removed',
    ],
    [
      '/continues/orderId',
      { continues: { orderId: `o${resident.number}`, ground: 'repeated' }, period: LIMITED },
      'must not contain a document number of the subject',
    ],
    [
      '/period/to',
      { continues: { orderId: 'ord-0', ground: 'repeated' } },
      'a restriction is continued for a definite time',
    ],
    [
      '/subject/clearedDocuments/1',
      { subject: person([resident], { clearedDocuments: [resident, organization] }) },
      'must be one of the documents of the subject',
    ],
    [
      '/subject/clearedDocuments/0/number',
      { subject: person([resident], { clearedDocuments: [{ ...resident, number: '1' }] }) },
      'must have 18 characters',
    ],
    ['/grants/1/grantId', { grants: [grantAsSent(), grantAsSent()] }, 'must differ from the other grants'],
    [
      '/grants/0/to',
      { grants: [grantAsSent({ to: grantAsSent().from })] },
      'must be later than the begin of the grant',
    ],
    ['/grants/0/uses', { grants: [grantAsSent({ kind: 'single', uses: 2 })] }, 'must be 1 for a single lift'],
    [
      '/grants/0/kind',
      { grants: [grantAsSent({ kind: 'personal-property' })] },
      'consumption with personal property is for officers of a debtor',
    ],
    [
      '/grants/0/approvedBy',
      { grants: [grantAsSent({ kind: 'temporary' })] },
      'only the president of the court lifts temporarily',
    ],
    [
      '/grants/0/items/0',
      { grants: [grantAsSent({ ...TEMPORARY, items: ['hotel'] })] },
      'must be one of air, rail-soft-sleeper, rail-emu for a temporary lift',
    ],
    [
      '/grants/0/to',
      { grants: [grantAsSent({ ...TEMPORARY, to: '2026-04-01T00:00:01+08:00' })] },
      'at most one month after the begin of a temporary lift',
    ],
  ])('%s in %j: %s', (pointer, overrides, detail) => {
    expect(problemsOf(overrides)).toEqual([{ pointer, detail: expect.stringContaining(detail) }]);
  });
});

describe('what a gate lets through', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a period that ends after it begins', { period: LIMITED }],
    [
      'a restriction that goes on for a definite time',
      { continues: { orderId: 'ord-0', ground: 'repeated' }, period: LIMITED },
    ],
    [
      'an officer who left the office',
      {
        status: 'released',
        endReason: 'role-ended',
        subject: person([resident], { role: 'actual-controller', of: ORGANIZATION }),
      },
    ],
    [
      'a cleared document in another spelling, under another label',
      {
        subject: person([{ type: 'resident-id', number: '810000199001010019' }], {
          clearedDocuments: [{ type: 'hk-macau-taiwan-residence-permit', number: '８10000199001010019 ' }],
        }),
      },
    ],
  ])('%s', (_, overrides) => {
    expect(problemsOf(overrides)).toEqual([]);
  });

  test('an organization named by the document of a minor: the kind of document is told, no age is asked', () => {
    const subject = person([minor], { kind: 'organization' });
    expect(problemsOf({ subject }).map(({ pointer }) => pointer)).toEqual(['/subject/documents/0/type']);
  });

  test('is read as it was sent', () => {
    const reading = readChange(changeAsSent(1), NOW_MS);
    expect(reading).toMatchObject({ kind: 'read', change: { order: { orderId: 'ord-1', version: 1 } } });
  });
});

test('the clock of a court may be five minutes ahead of ours', () => {
  expect(CLOCK_TOLERANCE_MS).toBe(300_000);
});

describe('an id gives a document away', () => {
  test.each([
    ['ord-ab123', 'AB123'],
    ['ORD-AB123', 'ab123'],
    ['ord-ab123', ' ＡＢ123 '],
  ])('%s the number %j', (id, number) => {
    expect(revealsDocument(id, [{ number: '999' }, { number }])).toBe(true);
  });

  test('only if it holds all of a number of five characters or more', () => {
    expect(revealsDocument('ord-ab12', [{ number: 'AB12' }])).toBe(false);
    expect(revealsDocument('ord-ab12', [{ number: 'AB123' }])).toBe(false);
    expect(revealsDocument('ord-1', [])).toBe(false);
  });
});

test('a case number is read with surplus spaces up to 64 characters, and not looked at beyond', () => {
  const number = '（2024）京0105执1号';
  expect(parseCaseNumber(number.padStart(64))).toMatchObject({ kind: 'valid', canonical: number });
  expect(parseCaseNumber(number.padStart(65))).toEqual({
    kind: 'invalid',
    detail: 'must be at most 64 characters long',
  });
});
