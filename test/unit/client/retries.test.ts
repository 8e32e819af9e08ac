import { describe, expect, test } from 'vitest';
import { retryAfterMs } from '../../../shared/client/transport/retry-after.ts';
import {
  type Answer,
  allowAll,
  checkAnswer,
  createClientWorld,
  hang,
  passengers,
  reset,
  status,
  TRAIN,
} from './client-world.ts';

const one = passengers(1);
const truncated: Answer = () =>
  new Response('{"checkId":"chk_1","results":[{"ref":"p1","decision":"all', {
    headers: { 'content-type': 'application/json' },
  });
const html: Answer = () =>
  new Response('<p>{"results":[]}</p>', { headers: { 'content-type': 'text/html' } });
const RELEASE = { act: 'release', endReason: 'performed' } as const;
const RECEIPT = { changeId: 'c-1', orderId: 'ord-1', version: 2, status: 'queued' };
const accepted: Answer = () => Response.json(RECEIPT, { status: 202 });
const failure = async (work: Promise<unknown>) =>
  await work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a check', () => {
  test.each([
    ['a broken connection', reset],
    ['a 500', status(500)],
    ['a 502 of a proxy', status(502)],
    ['a 503', status(503)],
    ['an answer that was cut off', truncated],
    ['an answer of another type', html],
    ['a redirect', status(302, { location: 'https://elsewhere.example/' })],
    ['an attempt without an answer', hang],
  ])('is made again after %s', async (_, fault) => {
    const { client, clock, answer, seen } = createClientWorld();
    answer(fault, allowAll);
    const check = await clock.run(client.check(TRAIN, one));
    expect(check.results).toEqual([{ ref: 'p1', decision: 'allow', checkId: 'chk_1' }]);
    expect(seen).toHaveLength(2);
    expect(seen[1]?.headers.get('x-request-id')).toBe(seen[0]?.headers.get('x-request-id'));
  });

  test.each([
    ['unavailable', reset],
    ['unavailable', status(500)],
    ['malformed-answer', truncated],
    ['malformed-answer', html],
    ['timeout', hang],
    ['rate-limited', status(429, { 'retry-after': '60' })],
  ] as const)(
    'that cannot be answered (%s) is undetermined within its deadline, and never an allow',
    async (cause, fault) => {
      const { client, clock, answer } = createClientWorld();
      answer(fault);
      const from = clock.monotonicMs();
      const check = await clock.run(client.check(TRAIN, one));
      expect(clock.monotonicMs() - from).toBeLessThanOrEqual(2_000);
      expect(check).toMatchObject({
        results: [{ ref: 'p1', decision: 'undetermined', fallback: 'proceed-and-recheck', cause }],
        requests: [],
      });
    },
  );

  test('is sent at most four times', async () => {
    const { client, clock, answer, seen } = createClientWorld();
    answer(status(500));
    await clock.run(client.check(TRAIN, one, { deadlineMs: 60_000 }));
    expect(seen).toHaveLength(4);
  });

  test('waits a random part of a time that doubles', async () => {
    const { client, clock, answer, events } = createClientWorld();
    answer(status(500));
    await clock.run(client.check(TRAIN, one));
    expect(events.flatMap((event) => (event.kind === 'retry' ? [event.waitMs] : []))).toEqual([25, 50, 100]);
  });

  test.each([429, 503])('waits as long as a %d asks, where that fits into its deadline', async (code) => {
    const { client, clock, answer, seen } = createClientWorld();
    answer(status(code, { 'retry-after': '1' }), allowAll);
    const check = await clock.run(client.check(TRAIN, one));
    expect(check.results[0]?.decision).toBe('allow');
    expect((seen[1]?.atMs ?? 0) - (seen[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  test('does not wait at all where the service asks for more than its deadline', async () => {
    const { client, clock, answer, seen } = createClientWorld();
    answer(status(503, { 'retry-after': '30' }));
    const from = clock.monotonicMs();
    await clock.run(client.check(TRAIN, one));
    expect(clock.monotonicMs() - from).toBe(0);
    expect(seen).toHaveLength(1);
  });

  test.each([
    [400, 'InvalidRequest'],
    [403, 'Forbidden'],
    [404, 'NotFound'],
    [413, 'InvalidRequest'],
    [415, 'InvalidRequest'],
    [422, 'InvalidRequest'],
  ])('that is refused with %d is not made again', async (code, name) => {
    const { client, clock, answer, seen } = createClientWorld();
    answer(status(code, { 'x-request-id': 'req-9' }, { detail: 'Do it otherwise.' }));
    const error = await failure(clock.run(client.check(TRAIN, one)));
    expect(error).toMatchObject({ name, status: code, requestId: 'req-9' });
    expect((error as Error).message).toContain('Do it otherwise.');
    expect(seen).toHaveLength(1);
  });

  test('keeps its own deadline over any number of faults', async () => {
    const { client, clock, answer } = createClientWorld();
    answer(hang);
    const from = clock.monotonicMs();
    await clock.run(client.check(TRAIN, one, { deadlineMs: 1_300 }));
    expect(clock.monotonicMs() - from).toBe(1_300);
  });

  test('breaks off an attempt that takes too long, also in the middle of the answer', async () => {
    const { client, clock, answer, seen } = createClientWorld();
    const stalled = () =>
      new Response(new ReadableStream({ start: (sink) => sink.enqueue(new TextEncoder().encode('{')) }));
    answer(stalled, allowAll);
    const check = await clock.run(client.check(TRAIN, one));
    expect(check.results[0]?.decision).toBe('allow');
    expect(seen[0]?.signal.aborted).toBe(true);
  });

  test('ends when its caller gives up, with the reason of the caller', async () => {
    const { client, clock, answer } = createClientWorld();
    answer(hang);
    const controller = new AbortController();
    const reason = new Error('the customer left');
    const work = failure(client.check(TRAIN, one, { signal: controller.signal }));
    await clock.pass(100);
    controller.abort(reason);
    expect(await work).toBe(reason);
    expect(await failure(client.check(TRAIN, one, { signal: controller.signal }))).toBe(reason);
  });

  test('leaves no timer behind', async () => {
    const { client, clock, answer } = createClientWorld();
    answer(status(500), allowAll);
    await clock.run(client.check(TRAIN, one));
    expect(clock.timers()).toBe(0);
  });

  test('carries the request id, the trace and the name of the client', async () => {
    const { client, clock, seen, answer } = createClientWorld();
    answer((request) => checkAnswer([{ ref: 'p1', decision: 'allow' }], { path: request.path }));
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await clock.run(client.check(TRAIN, one, { requestId: 'sale-1', traceparent }));
    await clock.run(client.check(TRAIN, one, { traceparent: 'not\r\na-trace' }));
    expect(seen[0]?.url).toBe('https://check.example/v1/checks');
    expect(Object.fromEntries(seen[0]?.headers ?? [])).toMatchObject({
      'x-request-id': 'sale-1',
      traceparent,
      'user-agent': 'consumption-check-client/0.1.0',
      authorization: 'Bearer token-1',
    });
    expect(seen[1]?.headers.has('traceparent')).toBe(false);
    expect(seen[0]?.headers.has('idempotency-key')).toBe(false);
  });
});

describe('what creates', () => {
  test('carries a key that stays the same over its repetitions and differs from call to call', async () => {
    const { client, clock, answer, seen } = createClientWorld();
    answer(reset, status(503), accepted);
    await clock.run(client.act('ord-1', RELEASE));
    await clock.run(client.act('ord-1', RELEASE));
    const keys = seen.map(({ headers }) => headers.get('idempotency-key'));
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(keys[0]).toMatch(/./);
    expect(keys[3]).not.toBe(keys[0]);
  });

  test('carries the key of a caller who keeps one', async () => {
    const { client, clock, answer, seen } = createClientWorld();
    answer(accepted);
    await clock.run(client.act('ord-1', RELEASE, { idempotencyKey: 'mine' }));
    expect(seen[0]?.headers.get('idempotency-key')).toBe('mine');
  });

  test('is sent again while the first is in flight (409 with Retry-After)', async () => {
    const { client, clock, answer, seen } = createClientWorld();
    answer(status(409, { 'retry-after': '1' }), accepted);
    expect(await clock.run(client.act('ord-1', RELEASE))).toEqual(RECEIPT);
    expect(seen).toHaveLength(2);
  });

  test('is not sent again where it contradicts what is recorded (409)', async () => {
    const { client, clock, answer, seen } = createClientWorld();
    answer(status(409, {}, { state: 'ended', possibleActs: ['cancel'] }));
    expect(await failure(clock.run(client.act('ord-1', RELEASE)))).toMatchObject({
      name: 'Conflict',
      state: 'ended',
      possibleActs: ['cancel'],
    });
    expect(seen).toHaveLength(1);
  });

  test.each([
    ['Unavailable', status(500)],
    ['Unavailable', reset],
    ['Timeout', hang],
    ['RateLimited', status(429, { 'retry-after': '60' })],
    ['MalformedAnswer', html],
  ])('ends with %s, since there is no fallback for it', async (name, fault) => {
    const { client, clock, answer } = createClientWorld();
    answer(fault);
    expect(await failure(clock.run(client.act('ord-1', RELEASE)))).toMatchObject({ name });
  });
});

describe('Retry-After', () => {
  const NOW = Date.parse('2026-11-24T00:00:00Z');
  const after = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), NOW);

  test.each([
    ['nothing', {}, undefined],
    ['seconds', { 'retry-after': '3' }, 3_000],
    ['a date, by the own clock', { 'retry-after': 'Tue, 24 Nov 2026 00:00:05 GMT' }, 5_000],
    [
      'a date, by the clock of the answer',
      { 'retry-after': 'Mon, 23 Nov 2026 22:00:05 GMT', date: 'Mon, 23 Nov 2026 22:00:00 GMT' },
      5_000,
    ],
    ['a date that is over', { 'retry-after': 'Mon, 23 Nov 2026 22:00:05 GMT' }, 0],
    ['something else', { 'retry-after': 'soon' }, undefined],
    [
      'a negative number',
      { 'retry-after': '-3' },
      expect.toSatisfy((value) => value === undefined || value === 0),
    ],
  ])('reads %s', (_, headers, expected) => {
    expect(after(headers as Record<string, string>)).toEqual(expected);
  });
});
