import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatInstant } from '../../../shared/contracts/time.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { startWiredFunctions, type WiredFunctions } from '../../support/wired-functions.ts';
import { changeAsSent, documentAsSent } from '../../unit/orders/fixtures.ts';

let wired: WiredFunctions;
let app: App;
beforeAll(async () => {
  wired = await startWiredFunctions();
  await wired.buildFilter();
  app = wired.newCheckContainer();
});
afterAll(() => wired.close());

type App = ReturnType<WiredFunctions['newCheckContainer']>;

const DAY_MS = 86_400_000;
const fromNow = (days: number) => formatInstant(Date.now() + days * DAY_MS);
const resident = (n: number) => ({ type: 'resident-id', number: syntheticResidentId(n) });

/** Imposes an order on the persons whose documents these are; the check's filter knows it then. */
async function impose(orderId: string, people: readonly number[], overrides: Record<string, unknown> = {}) {
  const subject = { ...(documentAsSent().subject as object), documents: people.map(resident) };
  const order = { ...changeAsSent(1).order, orderId, subject, ...overrides };
  const [result] = await wired.apply({ changeId: randomUUID(), order });
  expect(result?.status).toBe('accepted');
  await wired.caughtUp(app);
}

async function act(orderId: string, path: string, body: object = {}) {
  const answer = await wired.act(orderId, path, body);
  expect(answer.status).toBe(202);
  await wired.drainQueues();
  return answer.body as { changeId: string; version: number };
}

const rail = (train = 'G101') => ({ sector: 'rail', train, seat: 'O' });
const air = (flight = 'CA1234') => ({ sector: 'air', flight, cabin: 'economy' });

async function decisionFor(n: number, purchase: object = rail(), container = app) {
  const { body } = await wired.check(container, {
    purchase,
    subjects: [{ ref: 'p1', documents: [resident(n)] }],
  });
  return body.results[0].decision as string;
}

/** Asks, and reports the purchase as sold if it is allowed. */
async function buy(n: number, purchase: object) {
  const { body } = await wired.check(app, { purchase, subjects: [{ ref: 'p1', documents: [resident(n)] }] });
  const { decision } = body.results[0];
  if (decision === 'allow') {
    await wired.report(app, body.checkId, { results: [{ ref: 'p1', outcome: 'sold' }] });
  }
  return decision as string;
}

describe('a release by a court', () => {
  test('holds for the very next check, and a new order at once holds as well', async () => {
    await impose('ord-101', [101]);
    expect(await decisionFor(101)).toBe('deny');
    await act('ord-101', 'release', { endReason: 'settled' });
    expect(await decisionFor(101)).toBe('allow');
    await impose('ord-102', [101]);
    expect(await decisionFor(101)).toBe('deny');
    await act('ord-102', 'release', { endReason: 'settled' });
    expect(await decisionFor(101)).toBe('allow');
  });

  test('and a new order on the same person, sent together, leave the person under the new order alone', async () => {
    await impose('ord-111', [111]);
    const subject = { ...(documentAsSent().subject as object), documents: [resident(111)] };
    const order = { ...changeAsSent(1).order, orderId: 'ord-112', subject };
    const [released, imposed] = await Promise.all([
      wired.act('ord-111', 'release', { endReason: 'concluded' }),
      wired.apply({ changeId: randomUUID(), order }),
    ]);
    expect([released.status, imposed[0]?.status]).toEqual([202, 'accepted']);
    await wired.drainQueues();
    await wired.caughtUp(app);
    expect(await decisionFor(111)).toBe('deny');
    await act('ord-112', 'cancel');
    expect(await decisionFor(111)).toBe('allow');
  });

  test('of one of two orders of two courts leaves the other in force', async () => {
    await impose('ord-121', [121]);
    await impose('ord-122', [121], { court: { code: '沪0101', name: '测试二院', phone: '021-00000000' } });
    await act('ord-121', 'release', { endReason: 'performed' });
    expect(await decisionFor(121)).toBe('deny');
    await act('ord-122', 'suspend');
    expect(await decisionFor(121)).toBe('allow');
    await act('ord-122', 'resume');
    expect(await decisionFor(121)).toBe('deny');
  });

  test('that two clerks send at once is one change', async () => {
    await impose('ord-131', [131]);
    const answers = await Promise.all(
      ['clerk-1', 'clerk-2'].map((staff) =>
        wired.act('ord-131', 'release', { endReason: 'performed', staff }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(answers[0]?.body).toEqual(answers[1]?.body);
    await wired.drainQueues();
    expect(await decisionFor(131)).toBe('allow');
    const again = await wired.act('ord-131', 'release', { endReason: 'performed', staff: 'clerk-3' });
    expect(again.body).toEqual({ ...answers[0]?.body, status: 'applied' });
    const other = await wired.act('ord-131', 'release', { endReason: 'guarantee' });
    expect(other).toMatchObject({ status: 409, body: { state: 'released', possibleActs: ['cancel'] } });
  });

  test('wins over another act that is under way, and two acts do not swallow each other', async () => {
    await impose('ord-141', [141]);
    const answers = await Promise.all([
      wired.act('ord-141', 'suspend'),
      wired.act('ord-141', 'documents', { documents: [resident(142)] }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409]);
    expect((await wired.act('ord-141', 'release', { endReason: 'performed' })).status).toBe(202);
    await wired.drainQueues();
    expect(await decisionFor(141)).toBe('allow');
  });
});

describe('documents', () => {
  test('of two people that one order names by mistake are cleared for one, and the other stays restricted', async () => {
    await impose('ord-201', [201, 202]);
    expect([await decisionFor(201), await decisionFor(202)]).toEqual(['deny', 'deny']);
    await act('ord-201', 'documents/clear', { documents: [resident(202)] });
    expect([await decisionFor(201), await decisionFor(202)]).toEqual(['deny', 'allow']);
    const { sequence } = await wired.buildFilter();
    const fresh = wired.newCheckContainer();
    expect((await wired.health(fresh)).follower.seq).toBeGreaterThanOrEqual(sequence);
    expect([await decisionFor(201, rail(), fresh), await decisionFor(202, rail(), fresh)]).toEqual([
      'deny',
      'allow',
    ]);
  });

  test('that are shared by two orders are cleared in one of them alone', async () => {
    await impose('ord-211', [211, 212]);
    await impose('ord-212', [212]);
    await act('ord-211', 'documents/clear', { documents: [resident(212)] });
    expect(await decisionFor(212)).toBe('deny');
    await act('ord-212', 'cancel');
    expect([await decisionFor(211), await decisionFor(212)]).toEqual(['deny', 'allow']);
  });

  test('that are all cleared leave an order that restricts nobody, and can still be given others', async () => {
    await impose('ord-221', [221]);
    await act('ord-221', 'documents/clear', { documents: [resident(221)] });
    expect(await decisionFor(221)).toBe('allow');
    await act('ord-221', 'documents', { documents: [resident(222)] });
    await wired.caughtUp(app);
    expect([await decisionFor(221), await decisionFor(222)]).toEqual(['allow', 'deny']);
    await act('ord-221', 'release', { endReason: 'performed' });
    expect(await decisionFor(222)).toBe('allow');
  });
});

describe('a grant of a court', () => {
  const grant = (overrides: object = {}) => ({
    kind: 'necessity',
    items: ['rail-emu'],
    from: fromNow(-1),
    to: fromNow(7),
    uses: null,
    approvedBy: 'court',
    ...overrides,
  });

  test('that began in the past holds at once, and no more once revoked', async () => {
    await impose('ord-301', [301]);
    expect(await decisionFor(301)).toBe('deny');
    await act('ord-301', 'grants', grant({ grantId: 'g1' }));
    expect(await decisionFor(301)).toBe('allow');
    expect(await decisionFor(301, air())).toBe('deny');
    await act('ord-301', 'grants/g1/revoke');
    expect(await decisionFor(301)).toBe('deny');
  });

  test('that is over already, or exceeds the items of the order, is not given', async () => {
    await impose('ord-311', [311]);
    const over = await wired.act('ord-311', 'grants', grant({ to: fromNow(-0.5) }));
    expect(over).toMatchObject({ status: 422, body: { errors: [{ pointer: '/to' }] } });
    const exceeding = await wired.act('ord-311', 'grants', grant({ items: ['rail-emu', 'hotel'] }));
    expect(exceeding).toMatchObject({ status: 422, body: { errors: [{ pointer: '/items/1' }] } });
    expect(await decisionFor(311)).toBe('deny');
  });

  test('that overlaps with another lifts what either lifts, and a purchase takes one use of one of them', async () => {
    await impose('ord-321', [321]);
    const single = { kind: 'single', uses: 1 };
    await act('ord-321', 'grants', grant({ ...single, grantId: 'g1', items: ['air', 'rail-emu'] }));
    await act('ord-321', 'grants', grant({ ...single, grantId: 'g2', items: ['rail-emu'] }));
    expect(await buy(321, rail('G101'))).toBe('allow');
    expect(await buy(321, rail('G103'))).toBe('allow');
    expect(await buy(321, rail('G105'))).toBe('deny');
    expect(await buy(321, air())).toBe('deny');
  });

  test('for any number of purchases leaves the uses of an overlapping one alone', async () => {
    await impose('ord-331', [331]);
    await act('ord-331', 'grants', grant({ grantId: 'g1', kind: 'single', uses: 1 }));
    await act('ord-331', 'grants', grant({ grantId: 'g2' }));
    expect([await buy(331, rail('G101')), await buy(331, rail('G103'))]).toEqual(['allow', 'allow']);
    await act('ord-331', 'grants/g2/revoke');
    expect([await buy(331, rail('G105')), await buy(331, rail('G107'))]).toEqual(['allow', 'deny']);
  });

  test('sent twice without an id is given once', async () => {
    await impose('ord-341', [341]);
    const once = grant({ kind: 'single', uses: 1 });
    const first = await act('ord-341', 'grants', once);
    expect((await wired.act('ord-341', 'grants', once)).body).toMatchObject({ ...first, status: 'applied' });
    expect([await buy(341, rail('G101')), await buy(341, rail('G103'))]).toEqual(['allow', 'deny']);
  });
});

test('what courts did stands in the chain of accounts, with the law and without a person', async () => {
  await impose('ord-401', [401]);
  await act('ord-401', 'documents', { documents: [resident(402)] });
  await act('ord-401', 'release', { endReason: 'performed', staff: 'clerk-17' });
  const text = JSON.stringify(await wired.auditEntries());
  expect(text).toContain('order.documents-add');
  expect(text).toContain('clerk-17');
  for (const n of [401, 402]) expect(text).not.toContain(syntheticResidentId(n));
  for (const n of [401, 402]) expect(wired.log.text()).not.toContain(syntheticResidentId(n));
});
