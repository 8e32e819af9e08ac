import { describe, expect, test } from 'vitest';
import type { ChangeId } from '../../../shared/contracts/ids.ts';
import { transitionOf } from '../../../shared/due-process/life.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { documentAsSent, grantAsSent, NAME, NOW_MS, ORGANIZATION } from '../../unit/orders/fixtures.ts';
import { actWorld } from './world.ts';

const RELEASE = { endReason: 'performed' };
const passport = { type: 'passport', number: 'E12345678', issuer: 'CHN' };
const resident = (n: number) => ({ type: 'resident-id', number: syntheticResidentId(n) });
const officer = {
  subject: { ...(documentAsSent().subject as object), role: 'legal-representative', of: ORGANIZATION },
};

describe('an act of a court', () => {
  test.each([
    ['release', RELEASE, {}, { status: 'released', endReason: 'performed' }],
    ['suspend', {}, {}, { status: 'suspended' }],
    ['resume', {}, { status: 'suspended' }, { status: 'active' }],
    ['cancel', {}, {}, { status: 'cancelled', endReason: 'entered-in-error' }],
    ['role-ended', {}, officer, { status: 'released', endReason: 'role-ended' }],
    ['grants', grantAsSent(), {}, { grants: [grantAsSent()] }],
    [
      'grants/g1/revoke',
      {},
      { grants: [grantAsSent({ from: '2026-03-02T00:00:00+08:00' })] },
      { grants: [] },
    ],
    ['documents', { documents: [passport] }, {}, { subject: { documents: [resident(1), passport] } }],
    ['documents/clear', { documents: [resident(1)] }, {}, { subject: { clearedDocuments: [resident(1)] } }],
  ])(
    '%s makes the next version, on the lane of releases unless it restricts',
    async (path, body, before, after) => {
      const world = actWorld();
      await world.impose(before);
      const answer = await world.act(path, body);
      expect(answer.status).toBe(202);
      expect(answer.body).toEqual({
        changeId: expect.stringMatching(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        ),
        orderId: 'ord-1',
        version: 2,
        status: 'queued',
      });
      expect(answer.headers.get('location')).toBe(`/v1/list-changes/${answer.body.changeId}`);
      const restricts = ['resume', 'documents', 'grants/g1/revoke'].includes(path);
      expect(await world.drain()).toEqual([restricts ? 'impositions' : 'releases']);
      expect(await world.document()).toMatchObject({ version: 2, ...after });
      expect(await world.receipts.get(answer.body.changeId as ChangeId)).toMatchObject({ status: 'applied' });
    },
  );

  test('under an Idempotency-Key is answered the same after it took effect, and done and accounted for once', async () => {
    const world = actWorld();
    await world.impose();
    const headers = { 'idempotency-key': 'release-1' };
    const first = await world.act('release', RELEASE, { headers });
    await world.drain();
    const entries = world.trail.all().length;
    const again = await world.act('release', RELEASE, { headers });
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(world.trail.all()).toHaveLength(entries);
    expect(await world.drain()).toEqual([]);
    expect((await world.act('cancel', {}, { headers })).status).toBe(422);
  });

  test('is accounted for with who, what, which version and on what law, before it takes effect', async () => {
    const world = actWorld();
    await world.impose();
    const { body } = await world.act('release', { ...RELEASE, staff: 'clerk-17' });
    expect((await world.record()).version).toBe(1);
    expect(world.trail.all().at(-1)).toEqual({
      atMs: world.clock.nowMs,
      actor: 'demo-court',
      staff: 'clerk-17',
      act: 'order.release',
      orders: [{ orderId: 'ord-1', version: 2, changeId: body.changeId }],
      law: transitionOf('release').law,
      requestId: 'request-1',
      facts: { from: 'in-force', endReason: 'performed' },
    });
    await world.drain();
    expect((await world.document()).history).toMatchObject([
      { version: 1 },
      { version: 2, changeId: body.changeId },
    ]);
  });

  test('names the grant that it is about in its account', async () => {
    const world = actWorld();
    await world.impose();
    const { grantId: _, ...grant } = grantAsSent();
    await world.act('grants', grant);
    const { about } = world.trail.all().at(-1)?.facts ?? {};
    expect(about).toMatch(/^grant-/);
    await world.drain();
    await world.act(`grants/${about}/revoke`);
    expect(world.trail.all().at(-1)).toMatchObject({ act: 'order.grant-revoke', facts: { about } });
  });

  test('that is impossible is a 409 which says what is possible, and changes nothing', async () => {
    const world = actWorld();
    await world.impose();
    const before = world.trail.all().length;
    const resumed = await world.act('resume');
    expect(resumed.status).toBe(409);
    expect(resumed.body).toMatchObject({ type: '/problems/conflict', state: 'in-force' });
    expect(resumed.body.possibleActs).toEqual([
      'suspend',
      'grant',
      'revoke-grant',
      'add-documents',
      'clear-documents',
      'removal-ground',
      'withdraw-removal-ground',
      'release',
      'cancel',
    ]);
    expect(resumed.body.detail).toContain('suspend, grant');
    expect(world.trail.all().slice(before)).toEqual([
      {
        atMs: world.clock.wallMs(),
        actor: 'demo-court',
        act: 'order.act-refused',
        orders: [{ orderId: 'ord-1', version: 1 }],
        law: expect.stringContaining('art.'),
        requestId: 'request-1',
        facts: { act: 'resume', reason: 'impossible', from: 'in-force' },
      },
    ]);
    expect(await world.drain()).toEqual([]);

    await world.act('cancel');
    await world.drain();
    const again = await world.act('release', RELEASE);
    expect(again.body).toMatchObject({ status: 409, state: 'cancelled', possibleActs: [] });
  });

  test('on an order whose period is over lets go or cancels, and nothing else', async () => {
    const world = actWorld();
    await world.impose({ period: { from: '2026-01-01T00:00:00+08:00', to: '2026-03-02T00:00:00+08:00' } });
    world.clock.nowMs = Date.parse('2026-03-02T00:00:00+08:00');
    expect((await world.act('suspend')).body).toMatchObject({
      state: 'expired',
      possibleActs: ['release', 'cancel'],
    });
    expect((await world.act('release', { endReason: 'expired' })).status).toBe(202);
  });

  test('may find out after a release that the order was wrong', async () => {
    const world = actWorld();
    await world.impose();
    await world.act('release', RELEASE);
    await world.drain();
    expect((await world.act('cancel')).status).toBe(202);
    await world.drain();
    expect(await world.document()).toMatchObject({
      version: 3,
      status: 'cancelled',
      endReason: 'entered-in-error',
    });
  });

  test.each([
    ['release', {}, '/endReason'],
    ['release', { endReason: 'entered-in-error' }, '/endReason'],
    ['suspend', { until: 'tomorrow' }, '/until'],
    ['cancel', { staff: '王某' }, '/staff'],
    ['grants', grantAsSent({ items: ['air', 'school'] }), '/items/1'],
    ['grants', grantAsSent({ to: '2026-02-01T00:00:00+08:00', from: '2026-01-01T00:00:00+08:00' }), '/to'],
    ['grants', grantAsSent({ kind: 'temporary' }), '/approvedBy'],
    ['grants', grantAsSent({ kind: 'single', uses: 2 }), '/uses'],
    ['grants', grantAsSent({ kind: 'personal-property' }), '/kind'],
    [
      'grants',
      grantAsSent({ kind: 'temporary', approvedBy: 'president', to: '2026-04-01T00:00:00.001+08:00' }),
      '/to',
    ],
    ['grants', grantAsSent({ grantId: `g-${syntheticResidentId(1)}` }), '/grantId'],
    ['documents', { documents: [] }, '/documents'],
    ['documents', { documents: [resident(1), { type: 'resident-id', number: '1' }] }, '/documents/1/number'],
    ['documents', { documents: [{ type: 'passport', number: 'E12345678' }] }, '/documents/0/issuer'],
    [
      'documents',
      { documents: [{ type: 'unified-social-credit-code', number: ORGANIZATION }] },
      '/documents/0/type',
    ],
    ['documents/clear', { documents: [resident(1), resident(2)] }, '/documents/1'],
  ])('%s with a wrong field is a 422 that points at it', async (path, body, pointer) => {
    const world = actWorld();
    await world.impose();
    const answer = await world.act(path, body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([{ pointer }]);
    expect(await world.drain()).toEqual([]);
    expect((await world.act('suspend')).status).toBe(202);
  });

  test('that would change nothing is a 409 that says so', async () => {
    const world = actWorld();
    await world.impose({ grants: [grantAsSent()] });
    for (const [path, body] of [
      ['documents', { documents: [resident(1)] }],
      ['grants', grantAsSent()],
      ['role-ended', {}],
    ] as const) {
      const answer = await world.act(path, body);
      expect(answer).toMatchObject({ status: 409, body: { type: '/problems/conflict' } });
    }
    expect((await world.act('grants/g9/revoke')).status).toBe(404);
  });

  test('on an order that lacks what the law asks is refused with the fields of the order', async () => {
    const world = actWorld();
    await world.impose({ status: 'suspended', servedAt: undefined });
    const answer = await world.act('resume');
    expect(answer).toMatchObject({ status: 409, body: { errors: [{ pointer: '/servedAt' }] } });
    expect((await world.act('release', RELEASE)).status).toBe(202);
  });

  test('needs the scope of courts and an order that there is', async () => {
    const world = actWorld();
    await world.impose();
    expect((await world.act('release', RELEASE, { token: 'read' })).status).toBe(403);
    for (const order of ['ord-9', '%F0%9F%92%A3']) {
      expect((await world.act('release', RELEASE, { order })).status).toBe(404);
      const ground = { ground: 'performed', arisenAt: '2026-03-01T08:00:00+08:00' };
      expect((await world.act('removal-grounds', ground, { order })).status).toBe(404);
    }
  });

  test('shows no number and no name in answers, logs and accounts', async () => {
    const world = actWorld();
    await world.impose();
    const answers = [
      await world.act('documents', { documents: [resident(7)] }),
      await world.act('documents/clear', { documents: [resident(8)] }),
      await world.act('documents', { documents: [resident(1)], staff: syntheticResidentId(9) }),
      await world.act(`grants/${syntheticResidentId(6)}/revoke`),
    ];
    const texts = [
      JSON.stringify(answers),
      world.log.text(),
      JSON.stringify(world.lanes.take('impositions')),
    ];
    for (const text of texts) {
      for (const n of [1, 6, 7, 8]) expect(text).not.toContain(syntheticResidentId(n));
      expect(text).not.toContain(NAME);
    }
    const accounts = JSON.stringify(world.trail.all());
    for (const n of [1, 6, 7, 8]) expect(accounts).not.toContain(syntheticResidentId(n));
  });
});

describe('a ground for letting go', () => {
  const ground = (arisenAt: string, more: object = {}) => ({ ground: 'performed', arisenAt, ...more });

  test('starts the clock of three working days and changes no document', async () => {
    const world = actWorld();
    await world.impose();
    // 5 March 2026 is a Thursday: Friday, Monday, Tuesday. Three days of the calendar would end on Monday.
    world.clock.nowMs = Date.parse('2026-03-05T10:00:00+08:00');
    const answer = await world.act(
      'removal-grounds',
      ground('2026-03-05T09:00:00+08:00', { staff: 'clerk-17' }),
    );
    expect(answer).toMatchObject({
      status: 200,
      body: {
        kind: 'removal',
        orderId: 'ord-1',
        startedAt: '2026-03-05T09:00:00.000+08:00',
        dueAt: '2026-03-11T00:00:00.000+08:00',
        law: expect.stringContaining('Fa Shi [2017] 7'),
      },
    });
    expect(world.deadlines.all()).toMatchObject([{ kind: 'removal', courtCode: '京0105' }]);
    expect(world.trail.all().at(-1)).toMatchObject({
      act: 'order.removal-ground',
      staff: 'clerk-17',
      orders: [{ orderId: 'ord-1', version: 1 }],
      facts: { ground: 'performed' },
    });
    expect(await world.drain()).toEqual([]);
  });

  test.each([
    ['release', RELEASE],
    ['cancel', {}],
    ['role-ended', {}],
  ])('has its clock run until the order has ended by %s, not before', async (path, body) => {
    const world = actWorld();
    await world.impose(officer);
    world.clock.nowMs = Date.parse('2026-03-04T10:00:00+08:00');
    await world.act('removal-grounds', ground('2026-03-04T09:00:00+08:00'));
    await world.act(path, body);
    expect(world.deadlines.all()).toHaveLength(1);
    await world.drain();
    expect(world.deadlines.all()).toEqual([]);
  });

  test('that arose later does not put the clock off, one that arose earlier brings it forward', async () => {
    const world = actWorld();
    await world.impose();
    world.clock.nowMs = Date.parse('2026-03-05T00:00:00+08:00');
    const first = await world.act('removal-grounds', ground('2026-03-03T09:00:00+08:00'));
    const later = await world.act('removal-grounds', ground('2026-03-04T09:00:00+08:00'));
    expect(later.body.dueAt).toBe(first.body.dueAt);
    const earlier = await world.act('removal-grounds', ground('2026-03-02T09:00:00+08:00'));
    expect(earlier.body.dueAt).toBe('2026-03-06T00:00:00.000+08:00');
    expect(world.deadlines.all()).toHaveLength(1);
  });

  test('cannot arise in the future, nor for an order that has ended', async () => {
    const world = actWorld();
    await world.impose();
    const answer = await world.act('removal-grounds', ground('2026-03-02T09:00:00+08:00'));
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/arisenAt' }] } });
    await world.act('release', RELEASE);
    await world.drain();
    expect(await world.act('removal-grounds', ground('2026-03-01T07:00:00+08:00'))).toMatchObject({
      status: 409,
      body: { state: 'released', possibleActs: ['cancel'] },
    });
    expect(world.deadlines.all()).toEqual([]);
  });

  test('in a year whose working days are not known starts the clock with its earliest end, and says so', async () => {
    const world = actWorld();
    await world.impose();
    world.clock.nowMs = Date.parse('2090-03-01T00:00:00+08:00');
    const answer = await world.act('removal-grounds', ground('2090-03-01T00:00:00+08:00'));
    expect(answer.body.dueAt).toBe('2090-03-05T00:00:00.000+08:00');
    expect(world.log.codes()).toContain('deadlines.calendar-unknown');
  });
});

test('changes and readings of courts are accounted for', async () => {
  const world = actWorld();
  await world.impose();
  await world.document();
  expect(world.trail.all()).toEqual([
    {
      atMs: NOW_MS,
      actor: 'demo-court',
      act: 'changes.received',
      orders: [{ orderId: 'ord-1', version: 1, changeId: '00000000-0000-4000-8000-000000000001' }],
      law: 'Provisions (Fa Shi [2015] 17) art. 5 and 9',
      requestId: 'request-1',
      facts: { changes: 1, active: 1 },
    },
    {
      atMs: NOW_MS + 10_000,
      actor: 'demo-court',
      act: 'order.read',
      orders: [{ orderId: 'ord-1', version: 1 }],
      requestId: 'request-1',
    },
  ]);
});
