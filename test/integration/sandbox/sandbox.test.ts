import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandboxHandler } from '../../../functions/sandbox/app.ts';
import { createSandboxDependencies } from '../../../functions/sandbox/dependencies.ts';
import { createDynamoDbNotices } from '../../../shared/adapters/dynamodb/notices.ts';
import type { Clock } from '../../../shared/contracts/clock.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { keyOf } from '../../../shared/sandbox/key-of.ts';
import { SANDBOX_SUBJECTS } from '../../../shared/sandbox/subjects.ts';
import { SLOW_MS } from '../../../shared/sandbox/troubled-pointers.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { startWiredFunctions, type WiredFunctions } from '../../support/wired-functions.ts';
import { documentAsSent } from '../../unit/orders/fixtures.ts';

type Label = (typeof SANDBOX_SUBJECTS)[number]['label'];
type App = ReturnType<WiredFunctions['newCheckContainer']>;

const MINUTE_MS = 60_000;
const OPERATOR = 'demo-rail';

const FLIGHT = { sector: 'air', flight: 'CA1234', cabin: 'Y' };
const G_TRAIN = { sector: 'rail', train: 'G101', seat: 'O' };
const HOUSE = { sector: 'property', transaction: 'purchase' };

let wired: WiredFunctions;
let container: App;
/** By how much the clock of the keeper is ahead of everybody else's. */
let aheadMs = 0;
const clock: Clock = { ...systemClock, wallMs: () => systemClock.wallMs() + aheadMs };
let keep: ReturnType<typeof createSandboxHandler>;
const keeperLog = createCapturedLog();

beforeAll(async () => {
  wired = await startWiredFunctions({ SANDBOX: 'on' });
  await wired.buildFilter();
  const deps = createSandboxDependencies(wired.env, keeperLog.logger);
  keep = createSandboxHandler({ ...deps, keeper: async () => ({ ...(await deps.keeper()), clock }) });
  await keepAndApply();
  container = wired.newCheckContainer();
  await wired.caughtUp(container);
});
afterAll(() => wired.close());

async function keepAndApply() {
  const kept = await keep();
  await wired.drainQueues();
  return kept;
}

function subject(label: Label) {
  const found = SANDBOX_SUBJECTS.find((one) => one.label === label);
  if (!found) throw new Error('there is no such subject');
  return found;
}

async function check(label: Label, purchase: object, more: object = {}, app = container) {
  const body = { purchase, subjects: [{ ref: 'p1', documents: [subject(label).document], ...more }] };
  return (await wired.check(app, body, OPERATOR)).body as {
    checkId: string;
    results: [{ decision: string; fallback?: string; decisionId?: string }];
  };
}

async function decisionOf(...asked: Parameters<typeof check>): Promise<string> {
  return (await check(...asked)).results[0].decision;
}

describe('the subjects of the sandbox', () => {
  test('who is denied by air may take the train', async () => {
    expect(await decisionOf('air', FLIGHT)).toBe('deny');
    expect(await decisionOf('air', G_TRAIN)).toBe('allow');
  });

  test('who is denied everything is denied flight, train and house; so is the organization', async () => {
    for (const label of ['everything', 'organization'] as const)
      for (const purchase of [FLIGHT, G_TRAIN, HOUSE])
        expect([label, await decisionOf(label, purchase)]).toEqual([label, 'deny']);
  });

  test('another name than the documented one has to be looked at again', async () => {
    const { name } = subject('name');
    expect(await decisionOf('name', FLIGHT, { name: '测试乙' })).toBe('verify-identity');
    expect(await decisionOf('name', FLIGHT, { name })).toBe('deny');
    expect(await decisionOf('name', FLIGHT)).toBe('deny');
  });

  test('who is undetermined gets the fallback of the sector, for whatever is restricted', async () => {
    expect((await check('undetermined', FLIGHT)).results[0]).toMatchObject({
      decision: 'undetermined',
      fallback: 'proceed-and-recheck',
    });
    expect((await check('undetermined', HOUSE)).results[0]).toMatchObject({
      decision: 'undetermined',
      fallback: 'hold',
    });
    expect(wired.log.codes()).toContain('check.undetermined');
    const slowTrain = { sector: 'rail', train: 'K528', seat: '1' };
    expect(await decisionOf('undetermined', slowTrain)).toBe('allow');
  });

  test('who is slow is allowed, late and within the time of a check', async () => {
    const startedAt = performance.now();
    expect(await decisionOf('slow', FLIGHT)).toBe('allow');
    const tookMs = performance.now() - startedAt;
    expect(tookMs).toBeGreaterThan(SLOW_MS - 10);
    expect(tookMs).toBeLessThan(1_000);
  });

  test('who has one permission uses it up with a sale, and not without one', async () => {
    const report = async (checkId: string, outcome: string) =>
      (await wired.report(container, checkId, { results: [{ ref: 'p1', outcome }] })).status;
    const first = await check('single-use', G_TRAIN);
    expect(first.results).toEqual([{ ref: 'p1', decision: 'allow' }]);
    expect(await report(first.checkId, 'not-sold')).toBe(204);
    const second = await check('single-use', FLIGHT);
    expect(second.results).toEqual([{ ref: 'p1', decision: 'allow' }]);
    expect(await report(second.checkId, 'sold')).toBe(204);
    expect(await decisionOf('single-use', HOUSE)).toBe('deny');
  });

  test('whom no court named is allowed, by a container that has no filter yet too', async () => {
    expect(await decisionOf('allowed', FLIGHT)).toBe('allow');
    expect(await decisionOf('allowed', FLIGHT, {}, wired.newCheckContainer())).toBe('allow');
  });
});

describe('the subject that is denied, then released', () => {
  async function ordersOf(label: Label): Promise<readonly OrderId[]> {
    const { pointers, intake } = await createSandboxDependencies(wired.env, keeperLog.logger).keeper();
    return await pointers.findOrderIds([keyOf(subject(label), intake.keyer)]);
  }

  test('gets a notice to whoever denied, is allowed then, and restricted again', async () => {
    expect(await decisionOf('released', FLIGHT)).toBe('deny');
    const [order, ...others] = await ordersOf('released');
    expect(others).toEqual([]);

    expect(await keepAndApply()).toMatchObject({ imposed: 0, released: 0 });
    expect(await decisionOf('released', FLIGHT)).toBe('deny');

    aheadMs += MINUTE_MS;
    // This one, and the one of whoever used up a permission, who was denied afterwards.
    expect(await keepAndApply()).toMatchObject({ imposed: 0, released: 2 });
    expect(await decisionOf('released', FLIGHT)).toBe('allow');
    const notices = createDynamoDbNotices(wired.engines.dynamoDb.table);
    expect(await notices.listByOrder(order as OrderId)).toMatchObject([
      { operatorId: OPERATOR, reason: 'order-ended' },
    ]);

    aheadMs += 8 * MINUTE_MS;
    expect(await keepAndApply()).toMatchObject({ imposed: 0, released: 0 });
    aheadMs += MINUTE_MS;
    expect(await keepAndApply()).toMatchObject({ imposed: 2, released: 0 });
    await wired.caughtUp(container);
    expect(await decisionOf('released', FLIGHT)).toBe('deny');
    expect(await ordersOf('released')).toHaveLength(2);
  });
});

test('the keeper logs what it did by counts, and names nobody', () => {
  expect(keeperLog.codes()).toEqual(['sandbox.kept', 'sandbox.kept', 'sandbox.kept']);
  for (const { name, document } of SANDBOX_SUBJECTS) {
    expect(keeperLog.text() + wired.log.text()).not.toContain(document.number);
    expect(keeperLog.text() + wired.log.text()).not.toContain(name);
  }
});

/** An order of a court against whoever has the number of a subject. */
function orderAgainst(label: Label) {
  const documents = [subject(label).document];
  const order = documentAsSent({
    orderId: `ord-${label}`,
    subject: { ...(documentAsSent().subject as object), documents },
  });
  return { changeId: randomUUID(), order };
}

test('where there is no sandbox, its subjects are people like any other', async () => {
  const production = await startWiredFunctions();
  try {
    await production.buildFilter();
    const app = production.newCheckContainer();
    for (const { document } of SANDBOX_SUBJECTS) {
      const body = { purchase: FLIGHT, subjects: [{ ref: 'p1', documents: [document] }] };
      const { body: answer } = await production.check(app, body, OPERATOR);
      expect(answer.results).toEqual([{ ref: 'p1', decision: 'allow' }]);
    }
    for (const label of ['undetermined', 'slow'] as const) {
      await production.apply(orderAgainst(label));
      await production.caughtUp(app);
      const body = { purchase: FLIGHT, subjects: [{ ref: 'p1', documents: [subject(label).document] }] };
      const startedAt = performance.now();
      expect((await production.check(app, body, OPERATOR)).body.results[0].decision).toBe('deny');
      expect(performance.now() - startedAt).toBeLessThan(SLOW_MS);
    }
    expect(() => createSandboxDependencies(production.env, keeperLog.logger)).toThrow(
      'There is no sandbox here',
    );
  } finally {
    await production.close();
  }
});
