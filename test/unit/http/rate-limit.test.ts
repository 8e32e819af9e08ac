import { expect, test } from 'vitest';
import { authenticate } from '../../../shared/adapters/http/authenticate.ts';
import { createHttpApp } from '../../../shared/adapters/http/http-app.ts';
import { idempotent } from '../../../shared/adapters/http/idempotency.ts';
import { limitRate } from '../../../shared/adapters/http/rate-limit.ts';
import { createMemoryClientCounters } from '../../../shared/adapters/memory/client-counters.ts';
import { createClientLimiter } from '../../../shared/rate-limits/client-limiter.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { idempotencyParts } from '../../support/idempotency-parts.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createTestTokens } from '../../support/tokens.ts';

/** As the registry and notices APIs put it together. */
async function limitedApp() {
  const clock = createManualClock();
  const tokens = await createTestTokens({ clock });
  const app = createHttpApp({ logger: createCapturedLog().logger, newRequestId: () => 'request-1' });
  const limiter = createClientLimiter({
    api: 'registry',
    clock,
    counters: createMemoryClientCounters(),
    limits: { ratePerSecond: 2, burst: 3 },
    onUncounted: () => {},
  });
  app.use('/v1/*', authenticate(tokens.verifier), limitRate(limiter), idempotent(idempotencyParts(clock)));
  let done = 0;
  app.post('/v1/things', (c) => c.json({ nth: ++done }));
  const token = await tokens.token();
  const ask = (headers: Record<string, string> = {}) =>
    app.request('/v1/things', { method: 'POST', headers: { authorization: `Bearer ${token}`, ...headers } });
  return { app, ask, clock, done: () => done };
}

test('a client that asks more than it may is told when to come back, before anything is done', async () => {
  const { ask, clock, done } = await limitedApp();
  for (let n = 0; n < 3; n++) expect((await ask()).status).toBe(200);
  const refused = await ask();
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refused.json()).toMatchObject({ type: '/problems/too-many-requests' });
  expect(done()).toBe(3);
  clock.advance(1_000);
  expect((await ask()).status).toBe(200);
});

test('a 429 is no answer that a key would keep, and a replayed answer costs as much as the first', async () => {
  const { ask, clock, done } = await limitedApp();
  for (let n = 0; n < 3; n++) await ask();
  expect((await ask({ 'idempotency-key': 'k1' })).status).toBe(429);
  clock.advance(1_500);
  for (let n = 0; n < 3; n++) expect((await ask({ 'idempotency-key': 'k1' })).status).toBe(200);
  expect(done()).toBe(4);
  expect((await ask({ 'idempotency-key': 'k1' })).status).toBe(429);
});

test('whoever has no token is not counted', async () => {
  const { app, ask } = await limitedApp();
  for (let n = 0; n < 10; n++) {
    expect((await app.request('/v1/things', { method: 'POST' })).status).toBe(401);
  }
  expect((await ask()).status).toBe(200);
});
