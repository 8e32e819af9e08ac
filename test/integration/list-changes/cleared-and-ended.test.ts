import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbNotices } from '../../../shared/adapters/dynamodb/notices.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { formatInstant } from '../../../shared/contracts/time.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { startWiredFunctions, type WiredFunctions } from '../../support/wired-functions.ts';
import { changeAsSent, documentAsSent } from '../../unit/orders/fixtures.ts';

let wired: WiredFunctions;
let app: ReturnType<WiredFunctions['newCheckContainer']>;
beforeAll(async () => {
  wired = await startWiredFunctions();
  await wired.buildFilter();
  app = wired.newCheckContainer();
});
afterAll(() => wired.close());

const DAY_MS = 86_400_000;
const fromNow = (days: number) => formatInstant(Date.now() + days * DAY_MS);
const resident = (n: number) => ({ type: 'resident-id', number: syntheticResidentId(n) });

/** Documents of two people: n and n + 1. */
function people(n: number, cleared: readonly number[] = []) {
  const documents = [resident(n), resident(n + 1)];
  const clearedDocuments = cleared.map(resident);
  return {
    ...(documentAsSent().subject as object),
    documents,
    ...(cleared.length > 0 && { clearedDocuments }),
  };
}

function change(orderId: string, version: number, overrides: Record<string, unknown>) {
  return { changeId: randomUUID(), order: { ...changeAsSent(1).order, orderId, version, ...overrides } };
}

async function decisionFor(n: number) {
  await wired.caughtUp(app);
  const { body } = await wired.check(app, {
    purchase: { sector: 'rail', train: 'G101', seat: 'O' },
    subjects: [{ ref: 'p1', documents: [resident(n)] }],
  });
  return body.results[0].decision as string;
}

const bothDecisions = async (n: number) => [await decisionFor(n), await decisionFor(n + 1)];

async function receiptOf({ changeId }: { readonly changeId: string }) {
  return (await wired.readAsCourt(`/v1/list-changes/${changeId}`)) as {
    readonly status: string;
    readonly remarks?: readonly { readonly pointer: string; readonly detail: string }[];
  };
}

const pointersOf = async (sent: { readonly changeId: string }) =>
  (await receiptOf(sent)).remarks?.map(({ pointer }) => pointer);

describe('a person whose document was cleared', () => {
  test('passes although the next list change leaves the clearing out, and the court is told', async () => {
    const sent = [[], [302], []].map((cleared, n) =>
      change('ord-301', n + 1, { subject: people(301, cleared) }),
    );
    await wired.apply(sent[0]);
    expect(await bothDecisions(301)).toEqual(['deny', 'deny']);
    for (const one of sent.slice(1)) {
      await wired.apply(one);
      expect(await bothDecisions(301)).toEqual(['deny', 'allow']);
    }
    const receipt = await receiptOf(sent[2] as (typeof sent)[number]);
    expect(receipt).toMatchObject({ status: 'applied', remarks: [{ pointer: '/order/subject/documents' }] });
    expect(JSON.stringify(receipt)).not.toContain(syntheticResidentId(302));
    expect(await wired.readAsCourt('/v1/orders/ord-301')).toMatchObject({ version: 3, clearedDocuments: 1 });
  });

  test('passes when the clearing arrives after the version that leaves it out, and whoever denied is told', async () => {
    await wired.apply(change('ord-311', 3, { subject: people(311) }));
    expect(await bothDecisions(311)).toEqual(['deny', 'deny']);
    const clearing = change('ord-311', 2, { subject: people(311, [312]) });
    await wired.apply(clearing);
    expect(await bothDecisions(311)).toEqual(['deny', 'allow']);
    await wired.apply(change('ord-311', 1, { subject: people(311) }));
    expect(await bothDecisions(311)).toEqual(['deny', 'allow']);
    expect(await receiptOf(clearing)).toMatchObject({
      status: 'superseded',
      remarks: [{ pointer: '/order/subject/clearedDocuments' }],
    });
    const notices = createDynamoDbNotices(wired.engines.dynamoDb.table);
    expect(await notices.listByOrder('ord-311' as OrderId)).toMatchObject([
      { reason: 'order-narrowed', decisionIds: [expect.any(String)] },
    ]);
  });

  test('passes when a clerk clears it while a list change is on its way', async () => {
    for (const [orderId, n] of [
      ['ord-321', 321],
      ['ord-331', 331],
    ] as const) {
      await wired.apply(change(orderId, 1, { subject: people(n) }));
      const newer = change(orderId, 3, { subject: people(n) });
      const act = () => wired.act(orderId, 'documents/clear', { documents: [resident(n + 1)] });
      const [cleared] = await Promise.all([act(), wired.apply(newer)]);
      expect(cleared.status).toBe(202);
      await wired.drainQueues();
      expect(await bothDecisions(n)).toEqual(['deny', 'allow']);
    }
  });

  test('is restricted again by a new order with an id of its own alone', async () => {
    await wired.apply(change('ord-341', 1, { subject: people(341, [342]) }));
    expect(await bothDecisions(341)).toEqual(['deny', 'allow']);
    await wired.apply(change('ord-342', 1, { subject: people(341) }));
    expect(await bothDecisions(341)).toEqual(['deny', 'deny']);
  });
});

describe('an order whose period is over', () => {
  const period = (to: number | null) => ({ from: fromNow(-10), to: to === null ? null : fromNow(to) });

  test('is not prolonged: the change is rejected at once', async () => {
    await wired.apply(change('ord-401', 1, { subject: people(401), period: period(-1) }));
    expect(await decisionFor(401)).toBe('allow');
    const [result] = await wired.apply(change('ord-401', 2, { subject: people(401), period: period(5) }));
    expect(result).toMatchObject({
      status: 'rejected',
      problems: [{ pointer: '/changes/0/order/period/to' }],
    });
    expect(await decisionFor(401)).toBe('allow');
    const continuing = { continues: { orderId: 'ord-401', ground: 'conditions-ceased' }, period: period(5) };
    await wired.apply(change('ord-402', 1, { subject: people(401), ...continuing }));
    expect(await decisionFor(401)).toBe('deny');
  });

  test('is not prolonged by a change that slipped through, because it came before the others', async () => {
    const prolonging = change('ord-411', 2, { subject: people(411), period: period(5) });
    expect(await wired.apply(prolonging)).toMatchObject([{ status: 'accepted' }]);
    expect(await decisionFor(411)).toBe('deny');
    await wired.apply(change('ord-411', 1, { subject: people(411), period: period(-1) }));
    expect(await decisionFor(411)).toBe('allow');
    const order = (await wired.readAsCourt('/v1/orders/ord-411')) as Record<string, string>;
    expect(order.version).toBe(2);
    expect(Date.parse(order.periodEndsAt as string)).toBeLessThan(Date.now());
  });

  test('lets a release and a suspension through', async () => {
    await wired.apply(change('ord-421', 1, { subject: people(421), period: period(-1) }));
    const suspended = change('ord-421', 2, {
      subject: people(421),
      status: 'suspended',
      period: period(null),
    });
    expect(await wired.apply(suspended)).toMatchObject([{ status: 'accepted' }]);
    expect(await pointersOf(suspended)).toEqual(['/order/period/to']);
    const released = change('ord-421', 3, {
      subject: people(421),
      status: 'released',
      endReason: 'performed',
    });
    expect(await wired.apply(released)).toMatchObject([{ status: 'accepted' }]);
    expect(await pointersOf(released)).toBeUndefined();
  });
});

test('a continued order keeps its end when a later version leaves out that it is one', async () => {
  const continues = { orderId: 'ord-430', ground: 'conditions-ceased' };
  const endsOn = fromNow(5);
  const period = { from: fromNow(-1), to: endsOn };
  await wired.apply(change('ord-431', 1, { subject: people(431), continues, period }));
  const later = change('ord-431', 2, { subject: people(431), period: { ...period, to: null } });
  expect(await wired.apply(later)).toMatchObject([{ status: 'accepted' }]);
  expect(await pointersOf(later)).toEqual(['/order/period/to', '/order/continues']);
  const order = await wired.readAsCourt('/v1/orders/ord-431');
  expect(order).toMatchObject({ version: 2, period: { to: null }, periodEndsAt: endsOn });
  expect(await decisionFor(431)).toBe('deny');
});
