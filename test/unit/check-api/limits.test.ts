import { describe, expect, test } from 'vitest';
import { createMemoryClientCounters } from '../../../shared/adapters/memory/client-counters.ts';
import { createClientLimiter } from '../../../shared/rate-limits/client-limiter.ts';
import { createScanWatch, type Suspicion } from '../../../shared/scanning/scan-watch.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { createTestCheckApi } from '../../support/check-api.ts';
import { createCheckWorld, G_TRAIN, HARD_SEAT } from '../../support/check-world.ts';

const LIMITS = { ratePerSecond: 10, burst: 150 };

const RULE = { documents: 100, outcomeShare: 0.5, slowdown: 10 };

async function limitedApi(documents = 100_000) {
  const world = createCheckWorld();
  const suspicions: Suspicion[] = [];
  const counters = createMemoryClientCounters();
  const scanning = createScanWatch({
    rule: { ...RULE, documents },
    onSuspected: (suspicion) => suspicions.push(suspicion),
  });
  const limiter = createClientLimiter({
    api: 'check',
    clock: world.clock,
    counters,
    limits: LIMITS,
    onUncounted: () => {},
    passenger: scanning,
  });
  const api = await createTestCheckApi(world, undefined, undefined, { limiter, scanning });
  const subjects = (from: number, many: number) =>
    Array.from({ length: many }, (_, n) => ({
      ref: `p${n}`,
      documents: [{ type: 'resident-id', number: syntheticResidentId(from + n) }],
    }));
  const check = async (from: number, many: number, purchase: object = G_TRAIN) => {
    const response = await api.post('/v1/checks', { purchase, subjects: subjects(from, many) });
    await limiter.idle();
    return response;
  };
  return { ...api, check, suspicions, limiter, clock: world.clock };
}

describe('the limit of a client', () => {
  test('counts subjects, and says in a problem when to ask again', async () => {
    const { check, clock } = await limitedApi();
    expect((await check(1, 100)).status).toBe(200);
    const refused = await check(1, 100);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await refused.json()).toMatchObject({ type: '/problems/too-many-requests' });
    expect((await check(1, 50)).status).toBe(200);
    clock.advance(5_000);
    expect((await check(1, 50)).status).toBe(200);
  });

  test('counts what is not well formed, and reports of outcomes, as one each', async () => {
    const { post, check, limiter } = await limitedApi();
    await check(1, 100);
    for (let n = 0; n < 25; n++) {
      expect((await post('/v1/checks', { subjects: 'none' })).status).toBe(422);
      const outcome = await post('/v1/checks/chk_none/outcome', { results: [] });
      expect([404, 422]).toContain(outcome.status);
    }
    await limiter.idle();
    expect((await post('/v1/checks', { subjects: 'none' })).status).toBe(422);
    for (let n = 0; n < 24; n++) await post('/v1/checks', null);
    expect((await post('/v1/checks', { subjects: 'none' })).status).toBe(429);
  });

  test.each([
    ['no JSON', '{"subjects": [', {}, 400],
    ['of another type', '{}', { 'content-type': 'text/plain' }, 415],
    ['too long', ' '.repeat(262_145), {}, 413],
  ])('counts a body that is %s too', async (_, body, headers, status) => {
    const { post, limiter } = await limitedApi();
    for (let n = 0; n < 150; n++) {
      const response = await post('/v1/checks', body, { headers });
      if (n === 0) expect(response.status).toBe(status);
    }
    await limiter.idle();
    expect((await post('/v1/checks', body, { headers })).status).toBe(429);
  });

  test('is each client’s own', async () => {
    const { check, post } = await limitedApi();
    await check(1, 100);
    await check(1, 50);
    expect((await check(1, 1)).status).toBe(429);
    const other = await post('/v1/checks', { subjects: 'none' }, { clientId: 'another' });
    expect(other.status).toBe(422);
  });
});

describe('whoever tries a range', () => {
  test('is suspected and slowed down; the log line is of counts', async () => {
    const { check, suspicions, clock } = await limitedApi(RULE.documents);
    for (const from of [1, 61]) {
      expect((await check(from, 60)).status).toBe(200);
      clock.advance(10_000);
    }
    expect(suspicions).toMatchObject([{ operatorId: expect.any(String), subjects: 120, outcomes: 0 }]);
    // A tenth of the limit: a rate of 1 and a burst of 15.
    expect((await check(200, 100)).status).toBe(200);
    clock.advance(10_000);
    expect((await check(200, 100)).status).toBe(429);
  });

  test('is not whoever sells what nobody is restricted from: then no document is looked at', async () => {
    const { check, suspicions, clock } = await limitedApi(RULE.documents);
    for (let n = 0; n < 5; n++) {
      await check(n * 60, 60, HARD_SEAT);
      clock.advance(20_000);
    }
    expect(suspicions).toEqual([]);
  });

  test('is not whoever reports the outcomes', async () => {
    const { check, post, suspicions, clock } = await limitedApi(RULE.documents);
    for (let n = 0; n < 5; n++) {
      const { checkId } = (await (await check(n * 60, 60)).json()) as { checkId: string };
      const results = Array.from({ length: 60 }, (_, at) => ({ ref: `p${at}`, outcome: 'not-sold' }));
      const outcome = await post(`/v1/checks/chk_00000000-0000-4000-8000-00000000000${n}/outcome`, {
        results,
      });
      expect([outcome.status, checkId]).toEqual([204, expect.any(String)]);
      clock.advance(20_000);
    }
    expect(suspicions).toEqual([]);
  });
});
