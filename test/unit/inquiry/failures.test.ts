import { describe, expect, test } from 'vitest';
import type { Register } from '../../../functions/inquiry-api/ask.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { atEvenPace, STEP_MS, TIME_LIMIT_MS } from '../../../shared/inquiry/even-pace.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { createInquiryWorld } from '../../support/inquiry-world.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const ASKED = { document: { type: 'resident-id', number: syntheticResidentId(1) }, name: '测试甲' };
const REFERENCE = 'rdr_0123456789ABCDEF';

const down = () => Promise.reject(new DependencyUnavailable('dynamodb', 'down'));

/** Each part of the register that can fail. */
const FAULTS: Record<string, Partial<Register>> = {
  'the pointers': { pointers: { findOrderIds: down } },
  'the orders': { orders: { getMany: down } },
  'the interceptions': { interceptions: { listByOrder: down } },
  'the audit trail': { audit: { record: down } },
};

describe('an inquiry that fails', () => {
  test('is answered with the same 503 at the same pace, whatever failed', async () => {
    const answers = [];
    for (const fault of Object.values(FAULTS)) {
      const world = createInquiryWorld(fault);
      await world.impose();
      const beganAtMs = world.clock.monotonicMs();
      const response = await world.post({ ...ASKED, redressReference: REFERENCE });
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBeTruthy();
      expect(world.log.codes()).toEqual(['http.dependency-unavailable']);
      answers.push([await response.text(), world.clock.monotonicMs() - beganAtMs]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.[1]).toBe(STEP_MS);
  });

  test('is not let past limits that cannot be counted, and nothing is read', async () => {
    const world = createInquiryWorld({ counters: { increment: down } });
    await world.impose();
    const response = await world.post(ASKED);
    expect(response.status).toBe(503);
    expect(world.calls).toEqual([]);
  });

  test('ends at the time limit with a 503, even if a read never answers, and is not accounted for', async () => {
    const world = createInquiryWorld({
      pointers: { findOrderIds: () => new Promise(() => undefined) },
    });
    const asking = world.post(ASKED);
    await new Promise((resolve) => setImmediate(resolve));
    world.clock.advance(TIME_LIMIT_MS);
    world.timeLimit.abort(new Error('time is up'));
    expect((await asking).status).toBe(503);
    expect(world.audit.all()).toEqual([]);
  });

  test('is not served when the platform does not tell who asks', async () => {
    const world = createInquiryWorld();
    const response = await world.app.request('/v1/inquiries', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '192.0.2.1' },
      body: JSON.stringify(ASKED),
    });
    expect(response.status).toBe(500);
    expect(world.calls).toEqual([]);
  });

  test('with an order that cannot be opened is a 500 that tells nothing of it', async () => {
    const open = () => Promise.reject(new TypeError('broken seal'));
    const world = createInquiryWorld({ cipher: { open } });
    await world.impose();
    const beganAtMs = world.clock.monotonicMs();
    const response = await world.post(ASKED);
    expect(response.status).toBe(500);
    expect(world.clock.monotonicMs() - beganAtMs).toBe(STEP_MS);
    expect(await response.text()).not.toContain('seal');
  });
});

describe('an even pace', () => {
  const paced = (spendMs: number, fails = false) => {
    const clock = createManualClock();
    const beganAtMs = clock.monotonicMs();
    const work = async () => {
      clock.advance(spendMs);
      if (fails) throw new RangeError('failed');
      return 'done';
    };
    const outcome = atEvenPace(work, {
      clock,
      wait: async (ms) => clock.advance(ms),
      startDeadline: () => new AbortController().signal,
    });
    return outcome.then(
      (result) => [result, clock.monotonicMs() - beganAtMs],
      (error: Error) => [error.name, clock.monotonicMs() - beganAtMs],
    );
  };

  test.each([
    [0, 500],
    [1, 500],
    [499.5, 500],
    [500, 500],
    [501, 1_000],
    [2_400, 2_500],
  ])('makes work of %s ms take %s ms', async (spentMs, tookMs) => {
    expect(await paced(spentMs)).toEqual(['done', tookMs]);
    expect(await paced(spentMs, true)).toEqual(['RangeError', tookMs]);
  });

  test('waits on when its timer fires early', async () => {
    const clock = createManualClock();
    const beganAtMs = clock.monotonicMs();
    await atEvenPace(async () => clock.advance(20), {
      clock,
      wait: async (ms) => clock.advance(Math.max(1, ms - 7)),
      startDeadline: () => new AbortController().signal,
    });
    expect(clock.monotonicMs() - beganAtMs).toBe(STEP_MS);
  });

  test('lets the time limit end within the last step', () => {
    expect(TIME_LIMIT_MS % STEP_MS).toBeGreaterThan(0);
    expect(STEP_MS - (TIME_LIMIT_MS % STEP_MS)).toBeGreaterThanOrEqual(100);
  });
});
