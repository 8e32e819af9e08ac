import { describe, expect, test } from 'vitest';
import type { ActOutcome, DocumentAct, SentDocument } from '../../../../shared/due-process/acts/act.ts';
import { addDocuments } from '../../../../shared/due-process/acts/add-documents.ts';
import { cancel } from '../../../../shared/due-process/acts/cancel.ts';
import { clearDocuments } from '../../../../shared/due-process/acts/clear-documents.ts';
import { DOCUMENT_ACTS } from '../../../../shared/due-process/acts/document-acts.ts';
import { endRole } from '../../../../shared/due-process/acts/end-role.ts';
import { grant } from '../../../../shared/due-process/acts/grant.ts';
import { release } from '../../../../shared/due-process/acts/release.ts';
import { resume } from '../../../../shared/due-process/acts/resume.ts';
import { revokeGrant } from '../../../../shared/due-process/acts/revoke-grant.ts';
import { suspend } from '../../../../shared/due-process/acts/suspend.ts';
import type { OrderState } from '../../../../shared/due-process/life.ts';
import { checkGates } from '../../../../shared/orders/gates.ts';
import { syntheticResidentId, withCitizenCheck } from '../../../fixtures/synthetic-documents.ts';
import { documentAsSent, grantAsSent, NOW_MS, ORGANIZATION, orderDocument } from '../../orders/fixtures.ts';

const sentDocument = (overrides: Record<string, unknown> = {}) =>
  documentAsSent(overrides) as unknown as SentDocument;

function done(
  act: DocumentAct,
  body: object,
  overrides: Record<string, unknown> = {},
  more: { about?: string; state?: OrderState; nowMs?: number } = {},
): ActOutcome {
  expect(act.body.safeParse(body).success).toBe(true);
  return act.next(sentDocument(overrides), { body, state: 'in-force', nowMs: NOW_MS, ...more });
}

function documentOf(outcome: ActOutcome): SentDocument {
  if (outcome.kind !== 'next') throw new Error(`the act came to ${JSON.stringify(outcome)}`);
  return outcome.document;
}

const resident = (n: number) => ({ type: 'resident-id', number: syntheticResidentId(n) });
const passport = { type: 'passport', number: 'E12345678', issuer: 'CHN' };

describe('every act', () => {
  const bodies: Record<string, object> = {
    release: { endReason: 'performed' },
    grant: withoutId(grantAsSent()),
    'add-documents': { documents: [passport] },
    'clear-documents': { documents: [resident(1)] },
  };
  const officer = {
    subject: { ...(documentAsSent().subject as object), role: 'actual-controller', of: ORGANIZATION },
    grants: [grantAsSent({ grantId: 'g1', from: '2026-02-01T00:00:00+08:00' })],
  };

  test.each(DOCUMENT_ACTS.map((act) => [act.event, act] as const))(
    '%s leads to the next version, passes the gates and leaves the version before as it was',
    (event, act) => {
      const before = sentDocument(officer);
      const kept = structuredClone(before);
      const body = bodies[event] ?? {};
      const input = { body, about: 'g1', state: 'in-force', nowMs: NOW_MS } as const;
      const document = documentOf(act.next(before, input));
      expect(document.version).toBe(2);
      expect(checkGates(orderDocument(document as never), NOW_MS)).toEqual([]);
      expect(before).toEqual(kept);
      expect(documentOf(act.next(before, input))).toEqual(document);
    },
  );

  test.each(DOCUMENT_ACTS.map((act) => [act.event, act] as const))(
    '%s takes a reference to who acts, and neither a name nor a field that it does not know',
    (event, act) => {
      const body = bodies[event] ?? {};
      expect(act.body.safeParse({ ...body, staff: 'clerk-17' }).success).toBe(true);
      for (const wrong of [{ staff: '王某' }, { staff: 'x'.repeat(65) }, { reason: 'x' }]) {
        expect(act.body.safeParse({ ...body, ...wrong }).success).toBe(false);
      }
    },
  );
});

describe('letting go', () => {
  test('says why', () => {
    expect(documentOf(done(release, { endReason: 'settled' }))).toMatchObject({
      status: 'released',
      endReason: 'settled',
    });
    expect(release.body.safeParse({}).success).toBe(false);
    expect(release.body.safeParse({ endReason: 'entered-in-error' }).success).toBe(false);
    expect(release.body.safeParse({ endReason: 'role-ended' }).success).toBe(false);
  });

  test('because the period is over is possible when it is over', () => {
    const body = { endReason: 'expired' };
    expect(done(release, body)).toMatchObject({ kind: 'invalid', problems: [{ pointer: '/endReason' }] });
    expect(documentOf(done(release, body, {}, { state: 'expired' })).endReason).toBe('expired');
  });

  test('by cancelling means an error unless something else is said', () => {
    expect(documentOf(done(cancel, {}))).toMatchObject({
      status: 'cancelled',
      endReason: 'entered-in-error',
    });
    expect(documentOf(done(cancel, { endReason: 'concluded' })).endReason).toBe('concluded');
  });

  test('of an officer who left is no act for the debtor', () => {
    expect(done(endRole, {})).toMatchObject({ kind: 'refused' });
  });

  test('for a time, and the return from it, change the status and nothing else', () => {
    expect(documentOf(done(suspend, {}))).toEqual({ ...sentDocument(), version: 2, status: 'suspended' });
    expect(documentOf(done(resume, {}, { status: 'suspended' }))).toEqual({ ...sentDocument(), version: 2 });
  });
});

function withoutId({ grantId: _, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return rest;
}

describe('a grant', () => {
  test('without an id gets one that is the same for the same grant', () => {
    const body = withoutId(grantAsSent());
    const [first] = documentOf(done(grant, body)).grants ?? [];
    const [again] = documentOf(done(grant, body)).grants ?? [];
    const [other] = documentOf(done(grant, { ...body, uses: 2 })).grants ?? [];
    expect(first).toEqual({ grantId: expect.stringMatching(/^grant-[0-9a-f]{16}$/), ...body });
    expect(again?.grantId).toBe(first?.grantId);
    expect(other?.grantId).not.toBe(first?.grantId);
    expect(done(grant, body, { grants: [first] })).toMatchObject({ kind: 'refused' });
  });

  test('that was revoked can be given again', () => {
    const body = withoutId(grantAsSent({ from: '2026-02-01T00:00:00+08:00' }));
    const given = documentOf(done(grant, body));
    const about = given.grants?.[0]?.grantId as string;
    const revoked = documentOf(done(revokeGrant, {}, given, { about }));
    const again = documentOf(done(grant, body, revoked, { nowMs: NOW_MS + 1 }));
    expect(again.grants?.map(({ grantId }) => grantId)).toEqual([about, `${about}-2`]);
    expect(checkGates(orderDocument(again as never), NOW_MS)).toEqual([]);
  });

  test('with the id of another grant goes on to the gates, which point at the id', () => {
    const taken = grantAsSent({ grantId: 'g1' });
    const outcome = done(grant, grantAsSent({ grantId: 'g1', uses: 3 }), { grants: [taken] });
    expect(checkGates(orderDocument(documentOf(outcome) as never), NOW_MS)).toMatchObject([
      { pointer: '/grants/1/grantId' },
    ]);
    expect(outcome).toMatchObject({ origins: [{ document: '/grants/1', body: '' }] });
  });

  test('that began in the past is given, one that is over is not', () => {
    const body = grantAsSent({ from: '2026-01-01T00:00:00+08:00', to: '2026-03-01T08:00:00.001+08:00' });
    expect(done(grant, body)).toMatchObject({ kind: 'next' });
    expect(done(grant, body, {}, { nowMs: NOW_MS + 1 })).toMatchObject({
      kind: 'invalid',
      problems: [{ pointer: '/to' }],
    });
  });

  test('of what the order does not restrict is wrong', () => {
    const body = grantAsSent({ items: ['air', 'hotel', 'rail-emu', 'school'] });
    expect(done(grant, body)).toMatchObject({
      kind: 'invalid',
      problems: [{ pointer: '/items/1' }, { pointer: '/items/3' }],
    });
  });

  test('may overlap with another', () => {
    const grants = [grantAsSent({ grantId: 'g1' })];
    const body = grantAsSent({ grantId: 'g2', items: ['air', 'rail-emu'] });
    expect(documentOf(done(grant, body, { grants })).grants).toHaveLength(2);
  });
});

describe('revoking a grant', () => {
  const begun = grantAsSent({ grantId: 'g1', from: '2026-02-28T00:00:00+08:00' });
  const later = grantAsSent({ grantId: 'g2', from: '2026-03-05T00:00:00+08:00' });
  const revoke = (about: string, nowMs = NOW_MS) =>
    done(revokeGrant, {}, { grants: [begun, later] }, { about, nowMs });

  test('whose window has begun ends the window now, so that what was sold under it stays explained', () => {
    expect(documentOf(revoke('g1')).grants).toEqual([
      { ...begun, to: '2026-03-01T08:00:00.000+08:00' },
      later,
    ]);
  });

  test('whose window is yet to begin takes it out', () => {
    expect(documentOf(revoke('g2')).grants).toEqual([begun]);
    expect(documentOf(revoke('g2', Date.parse('2026-03-05T00:00:00+08:00'))).grants).toEqual([begun]);
  });

  test('that is over, or that there is not, is refused', () => {
    expect(revoke('g1', Date.parse('2026-03-10T00:00:00+08:00'))).toMatchObject({ kind: 'refused' });
    expect(revoke('g3')).toMatchObject({ kind: 'not-found' });
  });
});

describe('documents', () => {
  const subject = (more: object = {}) => ({
    ...(documentAsSent().subject as object),
    documents: [resident(1), resident(2)],
    ...more,
  });

  test('that are new are added behind the others, those that are named already are left out', () => {
    const shouted = { ...resident(1), number: ` ${syntheticResidentId(1)} ` };
    const body = { documents: [shouted, passport, { ...passport, number: 'e12345678' }] };
    const outcome = done(addDocuments, body, { subject: subject() });
    expect(documentOf(outcome).subject.documents).toEqual([resident(1), resident(2), passport]);
    expect(outcome).toMatchObject({ origins: [{ document: '/subject/documents/2', body: '/documents/1' }] });
  });

  test('that are all named already are refused, also under another label', () => {
    const body = {
      documents: [
        { type: 'hk-macau-taiwan-residence-permit', number: withCitizenCheck('81000019900101001') },
        resident(2),
      ],
    };
    const named = { documents: [...body.documents.map((one) => ({ ...one, type: 'resident-id' }))] };
    expect(done(addDocuments, body, { subject: subject(named) })).toMatchObject({ kind: 'refused' });
  });

  test('that were cleared cannot come back', () => {
    const body = { documents: [passport, resident(2)] };
    const outcome = done(addDocuments, body, { subject: subject({ clearedDocuments: [resident(2)] }) });
    expect(outcome).toMatchObject({ kind: 'invalid', problems: [{ pointer: '/documents/1' }] });
  });

  test('that are cleared stay among the documents', () => {
    const outcome = done(clearDocuments, { documents: [resident(2)] }, { subject: subject() });
    expect(documentOf(outcome).subject).toMatchObject({
      documents: [resident(1), resident(2)],
      clearedDocuments: [resident(2)],
    });
    const again = done(clearDocuments, { documents: [resident(2)] }, documentOf(outcome));
    expect(again).toMatchObject({ kind: 'refused' });
    const both = done(clearDocuments, { documents: [resident(2), resident(1)] }, documentOf(outcome));
    expect(documentOf(both).subject.clearedDocuments).toEqual([resident(2), resident(1)]);
  });

  test('of somebody else cannot be cleared: the gates point at them', () => {
    const outcome = done(clearDocuments, { documents: [resident(1), resident(3)] }, { subject: subject() });
    expect(checkGates(orderDocument(documentOf(outcome) as never), NOW_MS)).toMatchObject([
      { pointer: '/subject/clearedDocuments/1' },
    ]);
    expect(outcome).toMatchObject({
      origins: [
        { document: '/subject/clearedDocuments/0', body: '/documents/0' },
        { document: '/subject/clearedDocuments/1', body: '/documents/1' },
      ],
    });
  });
});
