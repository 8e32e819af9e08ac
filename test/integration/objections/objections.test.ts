import { describe, expect, test } from 'vitest';
import { createMemoryAuditTrail } from '../../../shared/adapters/memory/audit-trail.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { documentAsSent } from '../../unit/orders/fixtures.ts';
import { type ActWorld, actWorld } from '../acts/world.ts';
import { send } from '../list-changes/world.ts';

const at = (day: string) => `2026-03-${day}T09:00:00+08:00`;
const endOf = (day: string) => `2026-03-${day}T00:00:00.000+08:00`;

const FILING = { ground: 'facts', filedBy: 'subject', filedAt: at('01') };
const MISUSE = { ...FILING, ground: 'identity-misuse' };
const OWN = { type: 'resident-id', number: syntheticResidentId(1) };

/** An order in force, on the given day of March 2026. */
async function court(day = '01', overrides: Parameters<typeof actWorld>[0] = {}): Promise<ActWorld> {
  const world = actWorld(overrides);
  await world.impose();
  goTo(world, day);
  return world;
}

/** A court where something else happens, once, at the moment an act has been accounted for. */
async function courtInterrupted() {
  const trail = createMemoryAuditTrail();
  const interruptions = new Map<string, () => Promise<unknown>>();
  const audit = {
    async record(event: Parameters<typeof trail.record>[0]) {
      await trail.record(event);
      const interruption = interruptions.get(event.act);
      interruptions.delete(event.act);
      await interruption?.();
    },
  };
  const world = await court('02', { audit });
  const at = (act: string, interruption: () => Promise<unknown>) => interruptions.set(act, interruption);
  return { world, at };
}

function goTo({ clock }: ActWorld, day: string): void {
  clock.nowMs = Date.parse(`2026-03-${day}T12:00:00+08:00`);
}

async function file(world: ActWorld, filing: Record<string, unknown> = FILING): Promise<string> {
  const { status, body } = await world.act('objections', filing);
  expect(status).toBe(201);
  return body.objectionId as string;
}

const decide = (world: ActWorld, id: string, decision: Record<string, unknown>) =>
  world.act(`objections/${id}/decisions`, { stage: 'review', decidedAt: at('02'), ...decision });

const reconsider = (world: ActWorld, id: string, body: Record<string, unknown>) =>
  world.act(`objections/${id}/reconsideration`, body);

const clocks = (world: ActWorld) =>
  world.deadlines.all().map(({ kind, dueAtMs, courtCode }) => [kind, dueAtMs, courtCode]);

const acts = (world: ActWorld) => world.trail.all().map(({ act }) => act);

async function list(world: ActWorld) {
  const response = await world.app.request('/v1/orders/ord-1/objections', {
    headers: { authorization: 'Bearer read' },
  });
  return ((await response.json()) as { objections: Record<string, unknown>[] }).objections;
}

describe('an objection', () => {
  test('starts the time to review it, and leaves the order in force', async () => {
    const world = await court();
    const { status, body } = await world.act('objections', FILING);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      orderId: 'ord-1',
      ground: 'facts',
      filedBy: 'subject',
      state: 'filed',
      procedure: 'list-provisions',
      clock: { kind: 'objection-review', endsAt: endOf('17') },
      possible: ['uphold', 'reject'],
    });
    expect(clocks(world)).toEqual([['objection-review', Date.parse(endOf('17')), '京0105']]);
    expect((await world.record()).terms.status).toBe('active');
    expect(await list(world)).toMatchObject([{ objectionId: body.objectionId }]);
  });

  test('that is sent twice is filed once', async () => {
    const world = await court();
    const id = await file(world);
    const again = await world.act('objections', FILING);
    expect(again.status).toBe(200);
    expect(again.body.objectionId).toBe(id);
    expect(await list(world)).toHaveLength(1);
    expect(acts(world).filter((act) => act === 'objection.file')).toHaveLength(1);
  });

  test('by two clerks at once is filed once, and runs one clock', async () => {
    const world = await court();
    const answers = await Promise.all([1, 2, 3].map(() => world.act('objections', FILING)));
    expect(new Set(answers.map(({ body }) => body.objectionId)).size).toBe(1);
    expect(await list(world)).toHaveLength(1);
    expect(clocks(world)).toHaveLength(1);
  });

  test('is not filed unless it was accounted for', async () => {
    const trail = createMemoryAuditTrail();
    let down = false;
    const audit = {
      async record(event: Parameters<typeof trail.record>[0]) {
        if (down) throw new DependencyUnavailable('dynamodb', 'down');
        await trail.record(event);
      },
    };
    const world = await court('01', { audit });
    down = true;
    expect((await world.act('objections', FILING)).status).toBe(503);
    down = false;
    expect(await list(world)).toEqual([]);
    expect(clocks(world)).toEqual([]);
  });

  test.each([
    [{ ...FILING, ground: 'unfair' }, '/ground'],
    [{ ...FILING, filedBy: 'a neighbour' }, '/filedBy'],
    [{ ...FILING, filedAt: '2026-04-01T00:00:00+08:00' }, '/filedAt'],
    [{ ...FILING, reasons: 'I paid' }, '/reasons'],
    [{ ...FILING, staff: 'Clerk Name' }, '/staff'],
    [{ ...FILING, staff: `clerk-${OWN.number}` }, '/staff'],
  ])('with a wrong field is refused: %#', async (filing, pointer) => {
    const world = await court();
    const { status, body } = await world.act('objections', filing);
    expect(status).toBe(422);
    expect((body.errors as { pointer: string }[]).map((error) => error.pointer)).toEqual([pointer]);
  });

  test('needs an order, and a client that may write', async () => {
    const world = await court('02');
    expect((await world.act('objections', FILING, { order: 'ord-9' })).status).toBe(404);
    expect((await world.act('objections', FILING, { token: 'read' })).status).toBe(403);
    expect((await decide(world, 'obj_none', { outcome: 'upheld' })).status).toBe(404);
    expect((await reconsider(world, 'obj_none', { filedAt: at('01') })).status).toBe(404);
  });

  test('names the act, the ground and the clerk in the account, and nobody else', async () => {
    const world = await court();
    const id = await file(world, { ...FILING, staff: 'clerk-7' });
    expect(world.trail.all().at(-1)).toMatchObject({
      actor: 'demo-court',
      staff: 'clerk-7',
      act: 'objection.file',
      orders: [{ orderId: 'ord-1' }],
      facts: { objection: id, ground: 'facts', filedBy: 'subject' },
    });
  });

  test('in the days whose calendar is not known is filed all the same, and ops see it', async () => {
    const world = await court();
    world.clock.nowMs = Date.parse('2026-12-20T12:00:00+08:00');
    const { status, body } = await world.act('objections', {
      ...FILING,
      filedAt: '2026-12-20T09:00:00+08:00',
    });
    expect(status).toBe(201);
    expect(body.clock).toEqual({
      kind: 'objection-review',
      endsAt: '2027-01-05T00:00:00.000+08:00',
      law: expect.any(String),
      provisional: true,
    });
    expect(world.log.lines.at(-1)).toMatchObject({
      level: 'warn',
      code: 'deadlines.calendar-unknown',
      fields: { year: 2027 },
    });
  });
});

describe('an objection that is upheld', () => {
  test('is corrected within three working days, and closed when the order is cancelled', async () => {
    const world = await court('02');
    const id = await file(world);
    const upheld = await decide(world, id, { outcome: 'upheld' });
    expect(upheld.body).toMatchObject({
      state: 'upheld',
      review: { outcome: 'upheld' },
      clock: { kind: 'objection-correction', endsAt: endOf('06') },
      possible: ['correct'],
    });
    expect(clocks(world)).toEqual([['objection-correction', Date.parse(endOf('06')), '京0105']]);

    await world.act('cancel');
    await world.drain();
    const closed = await decide(world, id, { stage: 'correction', outcome: 'corrected' });
    expect(closed.body).toMatchObject({
      state: 'corrected',
      correction: { by: 'order-ended', orderVersion: 2 },
      possible: [],
    });
    expect(closed.body.clock).toBeUndefined();
    expect(clocks(world)).toEqual([]);
  });

  test('after the release needs no correction, runs no clock, and stays on record', async () => {
    const world = await court('02');
    const id = await file(world);
    await world.act('release', { endReason: 'performed' });
    await world.drain();
    const { body } = await decide(world, id, { outcome: 'upheld' });
    expect(body).toMatchObject({
      state: 'corrected',
      review: { outcome: 'upheld', decidedAt: '2026-03-02T09:00:00.000+08:00' },
      correction: { by: 'order-ended', orderVersion: 2 },
    });
    expect(clocks(world)).toEqual([]);
    expect(await list(world)).toMatchObject([{ state: 'corrected' }]);
  });

  test('is not corrected while nothing has happened to the order', async () => {
    const world = await court('02');
    const id = await file(world);
    await decide(world, id, { outcome: 'upheld' });
    const { status, body } = await decide(world, id, { stage: 'correction', outcome: 'corrected' });
    expect(status).toBe(409);
    expect(body.detail).toMatch(/release, cancel or change it first/);
    await world.act('suspend');
    await world.drain();
    const corrected = await decide(world, id, { stage: 'correction', outcome: 'corrected' });
    expect(corrected.body).toMatchObject({ state: 'corrected', correction: { by: 'new-version' } });
  });
});

describe('an objection that is rejected', () => {
  const rejection = { outcome: 'rejected', servedAt: at('03') };

  test('can be taken to the court above within ten days of service, which has a clock of its own', async () => {
    const world = await court('03');
    const id = await file(world);
    const rejected = await decide(world, id, rejection);
    expect(rejected.body).toMatchObject({
      state: 'rejected',
      clock: { kind: 'reconsideration-filing', endsAt: endOf('14') },
      possible: ['seek-reconsideration'],
    });
    goTo(world, '13');
    const sought = await reconsider(world, id, { filedAt: at('13') });
    expect(sought.body).toMatchObject({ state: 'in-reconsideration' });
    expect(clocks(world)).toEqual([['reconsideration-decision', Date.parse(endOf('31')), '京']]);

    goTo(world, '20');
    const stage = { stage: 'reconsideration', decidedAt: at('20') };
    const upheld = await decide(world, id, { ...stage, outcome: 'upheld' });
    expect(upheld.body).toMatchObject({
      state: 'upheld',
      reconsideration: { outcome: 'upheld' },
      clock: { kind: 'objection-correction', endsAt: endOf('26') },
    });
  });

  test('is rejected for good when the court above rejects it too', async () => {
    const world = await court('03');
    const id = await file(world);
    await decide(world, id, rejection);
    await reconsider(world, id, { filedAt: at('03') });
    const stage = { stage: 'reconsideration', decidedAt: at('03') };
    const { body } = await decide(world, id, { ...stage, outcome: 'rejected' });
    expect(body).toMatchObject({ state: 'dismissed', possible: [] });
    expect(clocks(world)).toEqual([]);
    const late = await decide(world, id, { ...stage, outcome: 'upheld' });
    expect(late.status).toBe(409);
    expect(late.body.detail).toMatch(/nothing is left to be done/);
  });

  test('cannot be taken there later, unless the court above takes it', async () => {
    const world = await court('03');
    const id = await file(world);
    await decide(world, id, rejection);
    goTo(world, '15');
    const late = await reconsider(world, id, { filedAt: at('14') });
    expect(late.status).toBe(409);
    expect(late.body.detail).toContain(endOf('14'));
    expect((await reconsider(world, id, { filedAt: at('14'), admitLate: true })).status).toBe(200);
  });

  test('can be taken there at any time while nobody recorded that it was served', async () => {
    const world = await court('03');
    const id = await file(world);
    await decide(world, id, { outcome: 'rejected' });
    goTo(world, '31');
    expect((await reconsider(world, id, { filedAt: at('31') })).status).toBe(200);
  });
});

describe('decisions', () => {
  test('that are sent twice are taken once', async () => {
    const world = await court('02');
    const id = await file(world);
    const first = await decide(world, id, { outcome: 'upheld' });
    const second = await decide(world, id, { outcome: 'upheld' });
    expect(second).toMatchObject({ status: 200, body: first.body });
    expect(acts(world).filter((act) => act === 'objection.decide')).toHaveLength(1);
  });

  test('of two clerks at once that contradict each other: one is taken, the other told what is possible', async () => {
    const world = await court('02');
    const id = await file(world);
    const answers = await Promise.all([
      decide(world, id, { outcome: 'upheld' }),
      decide(world, id, { outcome: 'rejected' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [state] = await list(world);
    expect(clocks(world).map(([kind]) => kind)).toEqual([(state as { clock: { kind: string } }).clock.kind]);
  });

  test('that are not possible say what is', async () => {
    const world = await court('02');
    const id = await file(world);
    const early = await decide(world, id, { stage: 'reconsideration', outcome: 'upheld' });
    expect(early.body).toMatchObject({ status: 409, state: 'filed', possible: ['uphold', 'reject'] });
    expect(early.body.detail).toMatch(/objection is filed.*stage review and outcome upheld.*rejected/);
    expect((await decide(world, id, { stage: 'correction', outcome: 'corrected' })).status).toBe(409);
    expect((await reconsider(world, id, { filedAt: at('02') })).status).toBe(409);
  });

  test.each([
    [{ outcome: 'corrected' }, '/outcome'],
    [{ outcome: 'rejected', clear: [OWN] }, '/clear'],
    [{ outcome: 'rejected', servedAt: at('01') }, '/servedAt'],
    [{ outcome: 'upheld', decidedAt: at('28') }, '/decidedAt'],
    [{ outcome: 'upheld', decidedAt: '2026-02-28T00:00:00+08:00' }, '/decidedAt'],
    [{ outcome: 'upheld', clear: [OWN] }, '/clear'],
  ])('with a wrong field are refused: %#', async (decision, pointer) => {
    const world = await court('02');
    const id = await file(world);
    const { status, body } = await decide(world, id, decision);
    expect(status).toBe(422);
    expect((body.errors as { pointer: string }[]).map((error) => error.pointer)).toEqual([pointer]);
    expect((await list(world))[0]?.state).toBe('filed');
  });
});

describe('an objection for identity misuse', () => {
  const upheld = { outcome: 'upheld', clear: [OWN] };

  test('exempts the objector with the decision itself, while the order stays', async () => {
    const world = await court('02');
    const id = await file(world, MISUSE);
    const { status, body } = await decide(world, id, upheld);
    expect(status).toBe(200);
    expect(body.state).toBe('upheld');
    expect(acts(world).slice(-2)).toEqual(['order.documents-clear', 'objection.decide']);
    expect(await world.drain()).toHaveLength(1);
    const record = await world.record();
    expect([record.terms.status, record.keys]).toEqual(['active', []]);
    expect(world.log.text() + JSON.stringify(world.trail.all())).not.toContain(OWN.number);
  });

  test('is decided once however often it is sent, also after the exemption took effect', async () => {
    const world = await court('02');
    const id = await file(world, MISUSE);
    await decide(world, id, upheld);
    await world.drain();
    expect((await decide(world, id, upheld)).status).toBe(200);
    expect(await world.drain()).toEqual([]);
    expect((await world.record()).version).toBe(2);
  });

  test('whose documents match nobody already is corrected at once', async () => {
    const world = await court('02');
    const id = await file(world, MISUSE);
    await world.act('documents/clear', { documents: [OWN] });
    await world.drain();
    const { body } = await decide(world, id, upheld);
    expect(body).toMatchObject({ state: 'corrected', correction: { by: 'new-version', orderVersion: 2 } });
    expect(clocks(world)).toEqual([]);
  });

  test('clears no document that the order does not name, and is then not decided', async () => {
    const world = await court('02');
    const id = await file(world, MISUSE);
    const other = { type: 'resident-id', number: syntheticResidentId(2) };
    const { status, body } = await decide(world, id, { ...upheld, clear: [other] });
    expect(status).toBe(422);
    expect((body.errors as { pointer: string }[])[0]?.pointer).toMatch(/^\/clear\/0/);
    expect(JSON.stringify(body)).not.toContain(other.number);
    expect((await list(world))[0]?.state).toBe('filed');
  });

  test('to an order that has ended clears nothing, and says how to decide', async () => {
    const world = await court('02');
    const id = await file(world, MISUSE);
    await world.act('release', { endReason: 'performed' });
    await world.drain();
    const refused = await decide(world, id, upheld);
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toMatch(/Decide without clear/);
    expect((await decide(world, id, { outcome: 'upheld' })).body.state).toBe('corrected');
  });

  test('that cannot be upheld clears nothing', async () => {
    const world = await court('03');
    const id = await file(world, MISUSE);
    await decide(world, id, { outcome: 'rejected' });
    expect((await decide(world, id, upheld)).status).toBe(409);
    expect(await world.drain()).toEqual([]);
    expect((await world.orders.get('ord-1' as OrderId))?.version).toBe(1);
  });

  test('is corrected although another version came in place of the exemption: what is cleared stays so', async () => {
    const { world, at: meanwhile } = await courtInterrupted();
    const id = await file(world, MISUSE);
    meanwhile('order.documents-clear', async () => {
      const other = documentAsSent({ version: 2, items: ['air'] });
      await send(world.app, [{ changeId: 'ffffffff-ffff-4fff-8fff-ffffffffffff', order: other }]);
      await world.drain();
    });
    await decide(world, id, upheld);
    expect((await world.record()).keys).toHaveLength(1);
    expect((await list(world))[0]?.state).toBe('upheld');
    expect(clocks(world)).toMatchObject([['objection-correction', expect.any(Number), '京0105']]);
    await world.drain();
    expect((await world.record()).keys).toEqual([]);
    expect((await list(world))[0]?.state).toBe('corrected');
    expect(clocks(world)).toEqual([]);
  });

  test('is corrected also when the exemption took effect while its decision was being recorded', async () => {
    const { world, at: meanwhile } = await courtInterrupted();
    const id = await file(world, MISUSE);
    meanwhile('objection.decide', () => world.drain());
    const { body } = await decide(world, id, upheld);
    expect(body).toMatchObject({ state: 'corrected', correction: { by: 'new-version', orderVersion: 2 } });
    expect(clocks(world)).toEqual([]);
  });
});

describe('a decision that was served later', () => {
  test('has its service recorded, from which the time to go to the court above runs', async () => {
    const world = await court('02');
    const id = await file(world);
    await decide(world, id, { outcome: 'rejected' });
    goTo(world, '09');
    const { status, body } = await decide(world, id, { outcome: 'rejected', servedAt: at('06') });
    expect(status).toBe(200);
    expect(body).toMatchObject({ review: { servedAt: '2026-03-06T09:00:00.000+08:00' } });
    expect(clocks(world)).toEqual([['reconsideration-filing', Date.parse(endOf('17')), '京0105']]);
    goTo(world, '18');
    expect((await reconsider(world, id, { filedAt: at('18') })).status).toBe(409);
  });

  test('keeps the service that was recorded first', async () => {
    const world = await court('02');
    const id = await file(world);
    await decide(world, id, { outcome: 'rejected', servedAt: at('02') });
    goTo(world, '09');
    const { body } = await decide(world, id, { outcome: 'rejected', servedAt: at('06') });
    expect(body).toMatchObject({ review: { servedAt: '2026-03-02T09:00:00.000+08:00' } });
  });
});
