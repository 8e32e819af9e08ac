import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DEMO_ORDER_ID, DEMO_PERSON } from '../../infra/local/demo-order.ts';
import {
  allAllowed,
  type Client,
  type ClientEvent,
  type ClientOptions,
  createClient,
  createRecheckQueue,
  InvalidRequest,
  type Subject,
  verifyWebhook,
} from '../../shared/client/index.ts';
import { syntheticResidentId } from '../fixtures/synthetic-documents.ts';
import { type Fault, type FaultyService, startFaultyService } from '../integration/client/faulty-service.ts';
import { freePort, type RunningService, startService } from '../support/running-service.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

/** Timers are late on a busy machine; what is tested is that nothing waits for more than a deadline. */
const SLACK_MS = 700;
const TRAIN = { sector: 'rail', train: 'G101', seat: 'O' } as const;
const folder = mkdtempSync(join(tmpdir(), 'consumption-check-client-'));
let service: RunningService;
let between: FaultyService;

// One start for all: the tests run in their sequence, and the last ones release the demo's order and end the service.
beforeAll(async () => {
  service = await startService({ dataFolder: folder, port: await freePort() });
  between = await startFaultyService(service.url);
}, 60_000);
afterAll(async () => {
  await between.close();
  service.process.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
beforeEach(() => {
  between.fault = () => 'none';
  between.forget();
});

const events: ClientEvent[] = [];
function clientOf(clientId: string, options: Partial<ClientOptions> = {}): Client {
  return createClient({
    baseUrl: between.url,
    clientId,
    clientSecret: `${clientId}-secret`,
    // Where the time itself is not tested, a busy machine may take its time.
    deadlineMs: 10_000,
    attemptMs: 5_000,
    onEvent: (event) => events.push(event),
    ...options,
  } as ClientOptions);
}

/** Somebody whom the demo's order names. */
const listed = (ref: string): Subject => ({
  ref,
  documents: [{ type: 'resident-id', number: DEMO_PERSON.number }],
});
const unlisted = (ref: string, index: number): Subject => ({
  ref,
  documents: [{ type: 'resident-id', number: syntheticResidentId(index) }],
});
const group = (size: number): readonly Subject[] =>
  Array.from({ length: size }, (_, index) =>
    index % 50 === 7 ? listed(`p${index}`) : unlisted(`p${index}`, index),
  );

/** Who is not on the list is allowed, who is is denied; anything else must be undetermined. */
function expectNothingMadeUp(
  results: Awaited<ReturnType<Client['check']>>['results'],
  subjects: readonly Subject[],
) {
  expect(results.map(({ ref }) => ref)).toEqual(subjects.map(({ ref }) => ref));
  for (const [index, result] of results.entries()) {
    const isListed = subjects[index]?.documents[0]?.number === DEMO_PERSON.number;
    expect(['undetermined', isListed ? 'deny' : 'allow']).toContain(result.decision);
  }
}

describe('without faults', () => {
  test('a group of 230 keeps its sequence, and each is judged alone', async () => {
    const subjects = group(230);
    const check = await clientOf('demo-rail').check(TRAIN, subjects);
    expectNothingMadeUp(check.results, subjects);
    expect(check.results.filter(({ decision }) => decision === 'deny')).toHaveLength(5);
    expect(check.requests.map(({ refs }) => refs.length)).toEqual([100, 100, 30]);
    expect(allAllowed(check)).toBe(false);
    expect(between.requests().filter(({ path }) => path === '/oauth2/token')).toHaveLength(1);
  });

  test('a bad document is named by its pointer and ref, without its number', async () => {
    const subjects = [
      ...group(120).slice(0, 119),
      { ...unlisted('bad', 1), documents: [{ type: 'resident-id', number: '999999199001010017' }] },
    ] as Subject[];
    const error = await clientOf('demo-rail')
      .check(TRAIN, subjects)
      .catch((caught: unknown) => caught as InvalidRequest);
    expect(error).toBeInstanceOf(InvalidRequest);
    expect((error as InvalidRequest).problems).toMatchObject([
      { pointer: '/subjects/119/documents/0/number', ref: 'bad' },
    ]);
    expect((error as InvalidRequest).message).not.toContain('999999199001010017');
  });

  test('a sector that the client may not ask about is Forbidden, wrong credentials are Unauthorized', async () => {
    await expect(clientOf('demo-air').check(TRAIN, group(1))).rejects.toMatchObject({ name: 'Forbidden' });
    const stranger = clientOf('demo-rail', { clientSecret: 'another' } as Partial<ClientOptions>);
    await expect(stranger.check(TRAIN, group(1))).rejects.toMatchObject({ name: 'Unauthorized' });
  });

  test('an outcome is reported, with whatever the check decided', async () => {
    const rail = clientOf('demo-rail');
    const { results } = await rail.check(TRAIN, [listed('p1'), unlisted('p2', 2)]);
    const checkId = results[0]?.checkId ?? '';
    await rail.reportOutcome(checkId, [
      { ref: 'p1', outcome: 'alternative-sold' },
      { ref: 'p2', outcome: 'sold' },
    ]);
    await expect(rail.reportOutcome('none', [{ ref: 'p1', outcome: 'sold' }])).rejects.toMatchObject({
      name: 'NotFound',
    });
  });
});

describe('with faults, nobody is allowed whom the service did not allow, and the deadline holds', () => {
  const lasting: readonly (readonly [string, Fault])[] = [
    ['no answer', 'hang'],
    ['connections that break', 'reset-before'],
    ['answers that break off', 'reset-in-answer'],
    ['answers that stall', 'stall-in-answer'],
    ['answers that are cut short', 'truncated'],
    ['answers of another type', 'wrong-type'],
    ['pages of a proxy', 'page'],
    ['500', { status: 500 }],
    ['503 with Retry-After', { status: 503, headers: { 'retry-after': '1' } }],
    ['429 for a minute', { status: 429, headers: { 'retry-after': '60' } }],
    ['redirects', { status: 307, headers: { location: 'http://127.0.0.1:9/' } }],
    ['latency beyond an attempt', { delayMs: 1_500 }],
    ['answers without check ids', { rewrite: (body) => body.replace('"checkId"', '"check"') }],
    ['answers for others', { rewrite: (body) => body.replaceAll('"ref":"', '"ref":"x') }],
    ['denials that lost their id', { rewrite: (body) => body.replaceAll('"decisionId"', '"id"') }],
  ];

  test.each(lasting)('%s', async (_, fault) => {
    const rail = clientOf('demo-rail', { deadlineMs: 1_300, attemptMs: 500 });
    between.fault = (path) => (path === '/v1/checks' ? fault : 'none');
    const subjects = group(20);
    const from = performance.now();
    const check = await rail.check(TRAIN, subjects);
    expect(performance.now() - from).toBeLessThan(1_300 + SLACK_MS);
    expectNothingMadeUp(check.results, subjects);
    // The one who is listed is never let through as allowed, and the service's denial is never needed for that.
    expect(check.results[7]?.decision).not.toBe('allow');
    expect(allAllowed(check)).toBe(false);
  });

  test.each(lasting.filter(([, fault]) => typeof fault === 'string' || 'status' in fault))(
    'a token endpoint with %s',
    async (_, fault) => {
      const rail = clientOf('demo-rail', { deadlineMs: 1_000, attemptMs: 400 });
      between.fault = (path) => (path === '/oauth2/token' ? fault : 'none');
      const from = performance.now();
      const check = await rail.check(TRAIN, group(3));
      expect(performance.now() - from).toBeLessThan(1_000 + SLACK_MS);
      expect(check.results).toMatchObject(
        Array(3).fill({ decision: 'undetermined', fallback: 'proceed-and-recheck' }),
      );
    },
  );

  test.each([
    'reset-before',
    'reset-in-answer',
    'truncated',
    'page',
    { status: 500 },
    { status: 503, headers: { 'retry-after': '1' } },
  ] as const)('a fault that passes (%j) is got over within the same check', async (fault) => {
    const rail = clientOf('demo-rail');
    let faults = 0;
    between.fault = (path) => (path === '/v1/checks' && faults++ === 0 ? fault : 'none');
    const subjects = group(10);
    const { results } = await rail.check(TRAIN, subjects);
    expect(results.map(({ decision }) => decision)).toEqual(
      subjects.map((_, index) => (index === 7 ? 'deny' : 'allow')),
    );
  });

  test('whatever mixture of faults: a group of 230 keeps its sequence and nothing is made up', async () => {
    const rail = clientOf('demo-rail', {
      deadlineMs: 2_500,
      attemptMs: 800,
      breaker: { failures: 50, window: 100 },
    });
    const faults = lasting.map(([, fault]) => fault).filter((fault) => fault !== 'hang');
    between.fault = (path, count) =>
      path === '/v1/checks' ? (faults[(count * 7) % faults.length] ?? 'none') : 'none';
    const subjects = group(230);
    for (let round = 0; round < 2; round++) {
      const check = await rail.check(TRAIN, subjects);
      expectNothingMadeUp(check.results, subjects);
    }
  });

  test('clocks that are wrong by days neither spoil tokens nor deadlines', async () => {
    for (const skewMs of [-3 * 86_400_000, 3 * 86_400_000]) {
      const rail = clientOf('demo-rail', {
        clock: {
          wallMs: () => Date.now() + skewMs,
          monotonicMs: () => performance.now(),
          after(ms, then) {
            const timer = setTimeout(then, ms);
            return () => clearTimeout(timer);
          },
        },
      });
      between.forget();
      for (let sale = 0; sale < 3; sale++)
        expect(allAllowed(await rail.check(TRAIN, [unlisted('p1', sale)]))).toBe(true);
      expect(between.requests().filter(({ path }) => path === '/oauth2/token')).toHaveLength(1);
    }
  });
});

test('the circuit opens, sales go on at once by the policy, and all are checked again when the service is back', async () => {
  const rail = clientOf('demo-rail', { deadlineMs: 1_000, attemptMs: 300, breaker: { openMs: 400 } });
  const queue = createRecheckQueue(rail);
  expect(allAllowed(await rail.check(TRAIN, [unlisted('p0', 0)]))).toBe(true);
  between.fault = () => 'reset-before';
  for (let sale = 1; sale <= 4; sale++) {
    const subjects = [sale === 3 ? listed('p1') : unlisted('p1', sale), unlisted('p2', sale + 10)];
    const check = await rail.check(TRAIN, subjects);
    expect(check.results).toMatchObject(
      Array(2).fill({ decision: 'undetermined', fallback: 'proceed-and-recheck' }),
    );
    queue.add({ label: `sale-${sale}`, purchase: TRAIN, subjects }, check);
  }
  expect(rail.circuit()).toBe('open');
  const from = performance.now();
  const while_open = await rail.check(TRAIN, [listed('p1')]);
  expect(while_open.results).toMatchObject([{ decision: 'undetermined', cause: 'circuit-open' }]);
  expect(performance.now() - from).toBeLessThan(200);
  expect((await queue.recheckAll()).waiting).toBe(8);

  between.fault = () => 'none';
  await vi.waitFor(
    async () => {
      const round = await queue.recheckAll();
      expect(round.waiting).toBe(0);
      expect(round.rechecks.map(({ label }) => label)).toEqual(['sale-1', 'sale-2', 'sale-3', 'sale-4']);
      expect(round.rechecks[2]).toMatchObject({
        check: { results: [{ decision: 'deny' }, { decision: 'allow' }] },
      });
    },
    { timeout: 5_000, interval: 100 },
  );
  expect(rail.circuit()).toBe('closed');
});

test('a release reaches the operator as a signed webhook, with faults on the way, and can be acknowledged', async () => {
  const receiver = await startWebhookReceiver((_request, response) => response.writeHead(204).end());
  const rail = clientOf('demo-rail');
  const court = clientOf('demo-court');
  let count = 0;
  // Every second request to anything breaks after the service has taken it.
  between.fault = (path) => (path !== '/oauth2/token' && count++ % 2 === 0 ? 'reset-in-answer' : 'none');
  try {
    const first = await rail.setWebhook(`http://127.0.0.1:${receiver.port}/notices`);
    const rotated = await rail.rotateWebhookSecret();
    expect(rotated.secret).not.toBe(first.secret);
    expect(await rail.getWebhook()).toMatchObject({ url: first.url, state: 'active' });
    const denied = await rail.check(TRAIN, [listed('p1')]);
    const decisionId = denied.results[0]?.decision === 'deny' ? denied.results[0].decisionId : 'none';

    const act = { act: 'release', endReason: 'performed' } as const;
    const change = await court.act(DEMO_ORDER_ID, act);
    expect(change).toMatchObject({ orderId: DEMO_ORDER_ID, version: 2 });
    await vi.waitFor(
      async () => expect(await court.getChange(change.changeId)).toMatchObject({ status: 'applied' }),
      10_000,
    );
    expect(allAllowed(await rail.check(TRAIN, [listed('p1')]))).toBe(true);

    const delivery = await vi.waitFor(
      () => receiver.received[0] ?? Promise.reject(new Error('none yet')),
      10_000,
    );
    const event = verifyWebhook(delivery.body, delivery.headers, [first.secret, rotated.secret]);
    expect(event).toMatchObject({
      kind: 'denials.lifted',
      decisionIds: expect.arrayContaining([decisionId]),
    });
    expect(verifyWebhook(delivery.body, delivery.headers, first.secret)).toEqual(event);
    expect(() => verifyWebhook(`${delivery.body} `, delivery.headers, rotated.secret)).toThrow(
      'No signature',
    );
    if (event.kind !== 'denials.lifted') throw new Error('another kind');

    const { notices } = await rail.listNotices({ limit: 10 });
    expect(notices.map(({ noticeId }) => noticeId)).toEqual([event.noticeId]);
    await rail.acknowledge(event.noticeId);
    expect(await rail.listNotices()).toEqual({ notices: [] });
    // The same act again is the same change; another one is impossible now.
    expect(await court.act(DEMO_ORDER_ID, act)).toMatchObject({ changeId: change.changeId, version: 2 });
    await expect(court.act(DEMO_ORDER_ID, { act: 'suspend' })).rejects.toMatchObject({
      name: 'Conflict',
      state: expect.any(String),
      possibleActs: expect.arrayContaining(['cancel']),
    });
    await rail.removeWebhook();
    await expect(rail.getWebhook()).rejects.toMatchObject({ name: 'NotFound' });
  } finally {
    await receiver.close();
  }
}, 40_000);

test('a list change is sent, and one that breaks a gate is rejected with a pointer', async () => {
  const court = clientOf('demo-court');
  const order = {
    orderId: 'client-order-1',
    version: 1,
    status: 'active',
    court: { code: '京0199', name: '示例人民法院', phone: '010-00000000' },
    caseNumber: '（2025）京0199执2号',
    basis: 'listed-defaulter',
    subject: { kind: 'person', name: '示例乙', role: 'debtor', documents: unlisted('p', 77).documents },
    items: ['rail-emu'],
    period: { from: '2025-03-03T00:00:00+08:00', to: null },
    warnedAt: '2025-02-10T10:00:00+08:00',
    signedBy: 'president',
    servedAt: '2025-03-03T00:00:00+08:00',
    disclosure: 'public',
  } as const;
  const { signedBy: _, ...unsigned } = order;
  const good = '6f0c6a52-6c0e-4a5b-9b9e-0d3b1f6a7c11';
  const bad = '6f0c6a52-6c0e-4a5b-9b9e-0d3b1f6a7c12';
  const results = await court.sendListChanges([
    { changeId: good, order },
    { changeId: bad, order: { ...unsigned, orderId: 'client-order-2' } },
  ]);
  expect(results).toMatchObject([
    { changeId: good, status: 'accepted' },
    { changeId: bad, status: 'rejected', problems: [{ pointer: '/changes/1/order/signedBy' }] },
  ]);
  await vi.waitFor(
    async () =>
      expect(await court.getChange(good)).toMatchObject({
        orderId: 'client-order-1',
        status: 'applied',
        effectiveAt: expect.stringContaining('+08:00'),
      }),
    10_000,
  );
});

test('a service that ends is met with the fallback, at once or within the deadline', async () => {
  const rail = clientOf('demo-rail', { baseUrl: service.url });
  const vehicle = clientOf('demo-vehicle', { baseUrl: service.url });
  expect(allAllowed(await rail.check(TRAIN, [unlisted('p1', 1)]))).toBe(true);
  await service.end('SIGTERM');
  expect((await rail.check(TRAIN, [unlisted('p1', 1)])).results).toMatchObject([
    { decision: 'undetermined', fallback: 'proceed-and-recheck', cause: 'unavailable' },
  ]);
  const held = await vehicle.check({ sector: 'vehicle', businessUse: false }, [unlisted('p1', 1)]);
  expect(held.results).toMatchObject([{ decision: 'undetermined', fallback: 'hold', cause: 'unavailable' }]);
});

test('no event of all that went on holds a number or a secret', () => {
  expect(events.length).toBeGreaterThan(100);
  expect(JSON.stringify(events)).not.toMatch(/999999\d{11}|demo-[a-z]+|Bearer/);
});
