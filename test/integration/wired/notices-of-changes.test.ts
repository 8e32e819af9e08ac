import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeadlinesHandler } from '../../../functions/deadlines/app.ts';
import { createDeadlinesDependencies } from '../../../functions/deadlines/dependencies.ts';
import { createDynamoDbNotices } from '../../../shared/adapters/dynamodb/notices.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { formatInstant } from '../../../shared/contracts/time.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { startWiredFunctions, type WiredFunctions } from '../../support/wired-functions.ts';
import { changeAsSent, documentAsSent, grantAsSent } from '../../unit/orders/fixtures.ts';

const HOUR_MS = 3_600_000;

let wired: WiredFunctions;
let container: ReturnType<WiredFunctions['newCheckContainer']>;
beforeAll(async () => {
  wired = await startWiredFunctions();
  await wired.buildFilter();
  container = wired.newCheckContainer();
  await wired.health(container);
});
afterAll(() => wired.close());

const PURCHASES = {
  gTrain: { sector: 'rail', train: 'G101', seat: 'O' },
  flight: { sector: 'air', flight: 'CA1501', cabin: 'Y' },
} as const;

const document = (n: number) => ({ type: 'resident-id', number: syntheticResidentId(n) });

/** The order of the n-th person, who has a second document too. */
function change(n: number, version: number, overrides: Record<string, unknown> = {}) {
  const { order } = changeAsSent(n);
  return { changeId: randomUUID(), order: { ...order, version, subject: subject(n), ...overrides } };
}

function subject(n: number, more: object = {}) {
  return { ...(documentAsSent().subject as object), documents: [document(n), document(n + 500)], ...more };
}

async function ask(n: number, purchase: keyof typeof PURCHASES, operatorId: string) {
  const body = { purchase: PURCHASES[purchase], subjects: [{ ref: 'p1', documents: [document(n)] }] };
  const answer = await wired.check(container, body, operatorId);
  return answer.body.results[0] as { decision: string; decisionId: string };
}

/** Imposes the order and has three denials recorded: two operators, one of them for two classes of product. */
async function impose(n: number, overrides: Record<string, unknown> = {}) {
  await wired.apply(change(n, 1, overrides));
  await wired.caughtUp(container);
  const train = await ask(n, 'gTrain', 'rail-a');
  const flight = await ask(n, 'flight', 'rail-a');
  const otherFlight = await ask(n, 'flight', 'air-b');
  const denials = [train, flight, otherFlight];
  expect(denials.map(({ decision }) => decision)).toEqual(['deny', 'deny', 'deny']);
  return {
    train: train.decisionId,
    flight: flight.decisionId,
    otherFlight: otherFlight.decisionId,
    all: [train.decisionId, flight.decisionId].sort(),
  };
}

/** Every notice about the order, as [operator, reason, decisions], each with an id of its own. */
async function noticesOf(n: number) {
  const notices = await createDynamoDbNotices(wired.engines.dynamoDb.table).listByOrder(
    `ord-${n}` as OrderId,
  );
  expect(new Set(notices.map(({ noticeId }) => noticeId)).size).toBe(notices.length);
  return notices.map(({ operatorId, reason, decisionIds }) => [operatorId, reason, decisionIds]).toSorted();
}

test('the court sees what its orders did, by order and by month', async () => {
  const before = await summary();
  await impose(7);
  const body = await wired.readAsCourt('/v1/orders/ord-7/effects');
  expect(body).toMatchObject({
    orderId: 'ord-7',
    months: [{ denials: 3, attempts: 3, items: { air: 2, 'rail-emu': 1 }, outcomes: {} }],
    notices: { created: 0 },
  });
  const after = await summary();
  expect(after.denials).toBe(before.denials + 3);
  expect(after.items.air).toBe((before.items.air ?? 0) + 2);
});

async function summary() {
  const month = new Date(Date.now() + 8 * HOUR_MS).toISOString().slice(0, 7);
  const path = `/v1/courts/${encodeURIComponent('京0105')}/summaries/${month}`;
  return (await wired.readAsCourt(path)) as { denials: number; items: { air?: number } };
}

describe('operators that denied are told once, each of its own decisions', () => {
  test('when the order restricts less than it did', async () => {
    const { flight, otherFlight } = await impose(1);
    await wired.apply(change(1, 2, { items: ['rail-emu'] }));
    const told = [
      ['air-b', 'order-narrowed', [otherFlight]],
      ['rail-a', 'order-narrowed', [flight]],
    ];
    expect(await noticesOf(1)).toEqual(told);
    await wired.apply(change(1, 3, { items: ['rail-emu'], disclosure: 'withheld' }));
    expect(await noticesOf(1)).toEqual(told);
  });

  test('when a court permits what they denied', async () => {
    const { flight, otherFlight } = await impose(2);
    const from = Date.now() + HOUR_MS;
    const grant = grantAsSent({ from: formatInstant(from), to: formatInstant(from + HOUR_MS) });
    await wired.apply(change(2, 2, { grants: [grant] }));
    expect(await noticesOf(2)).toEqual([
      ['air-b', 'grant-given', [otherFlight]],
      ['rail-a', 'grant-given', [flight]],
    ]);
  });

  test('when the order is suspended, and again of what is denied after it was resumed', async () => {
    const { all, otherFlight, train } = await impose(3);
    await wired.apply(change(3, 2, { status: 'suspended' }));
    const told = [
      ['air-b', 'order-narrowed', [otherFlight]],
      ['rail-a', 'order-narrowed', all],
    ];
    expect(await noticesOf(3)).toEqual(told);
    await wired.apply(change(3, 3));
    expect(await ask(3, 'gTrain', 'rail-a')).toMatchObject({ decision: 'deny', decisionId: train });
    await wired.apply(change(3, 4, { status: 'suspended' }));
    expect(await noticesOf(3)).toEqual([...told, ['rail-a', 'order-narrowed', [train]]].toSorted());
  });

  test('when the document that led there turns out to be somebody else’s, although the order stays', async () => {
    const { all, otherFlight } = await impose(4);
    await wired.apply(change(4, 2, { subject: subject(4, { clearedDocuments: [document(504)] }) }));
    expect(await noticesOf(4)).toEqual([]);
    await wired.apply(change(4, 3, { subject: subject(4, { clearedDocuments: [document(4)] }) }));
    expect(await noticesOf(4)).toEqual([
      ['air-b', 'order-narrowed', [otherFlight]],
      ['rail-a', 'order-narrowed', all],
    ]);
    expect(await ask(4, 'gTrain', 'rail-a')).toMatchObject({ decision: 'allow' });
  });

  test('when the order is cancelled', async () => {
    const { all, otherFlight } = await impose(5);
    await wired.apply(change(5, 2, { status: 'cancelled', endReason: 'entered-in-error' }));
    expect(await noticesOf(5)).toEqual([
      ['air-b', 'order-ended', [otherFlight]],
      ['rail-a', 'order-ended', all],
    ]);
  });

  test('when its period is over, and not again when it is released afterwards', async () => {
    const to = Date.now() + HOUR_MS;
    const period = { from: '2026-01-01T00:00:00+08:00', to: formatInstant(to) };
    const { all, otherFlight } = await impose(6, { period });
    const deps = createDeadlinesDependencies(wired.env, wired.log.logger);
    const clock = { wallMs: () => to + HOUR_MS, monotonicMs: () => performance.now() };
    const run = createDeadlinesHandler({ ...deps, clock });
    expect(await run()).toMatchObject({ over: 1, failed: 0 });
    const told = [
      ['air-b', 'order-expired', [otherFlight]],
      ['rail-a', 'order-expired', all],
    ];
    expect(await noticesOf(6)).toEqual(told);
    expect(await run()).toMatchObject({ over: 0, failed: 0 });
    await wired.apply(change(6, 2, { period, status: 'released', endReason: 'performed' }));
    expect(await noticesOf(6)).toEqual(told);
  });
});
