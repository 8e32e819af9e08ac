import { describe, expect, test } from 'vitest';
import { addEffectRoutes } from '../../../functions/registry-api/routes/effects.ts';
import { authenticate } from '../../../shared/adapters/http/authenticate.ts';
import { createHttpApp } from '../../../shared/adapters/http/http-app.ts';
import { createMemoryAuditTrail } from '../../../shared/adapters/memory/audit-trail.ts';
import type { AuditTrail } from '../../../shared/audit/ports.ts';
import type { CheckId, OrderId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { applyChanges } from '../../../shared/orders/apply.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { createTestTokens } from '../../support/tokens.ts';
import { HOUR_MS, NOW_MS, queued } from '../../unit/orders/fixtures.ts';
import { deny, memoryRegister } from '../../unit/orders/register.ts';

const COURT = '京0105';
const SUMMARY = `/v1/courts/${encodeURIComponent(COURT)}/summaries`;

/** An order with three denials in two months, which was narrowed to trains afterwards. */
async function world(audit?: AuditTrail) {
  const tokens = await createTestTokens();
  const register = memoryRegister();
  const trail = createMemoryAuditTrail();
  await applyChanges([queued()], register);
  const air = { courtCode: COURT, items: ['air'] } as const;
  await deny(register, 'ord-1', 'air-b', 'b1', air);
  await deny(register, 'ord-1', 'air-b', 'b1', { ...air, lastCheckId: 'chk_again' as CheckId });
  await deny(register, 'ord-1', 'rail-a', 'a1', { ...air, firstAtMs: NOW_MS - 40 * 24 * HOUR_MS });
  await deny(register, 'ord-1', 'rail-a', 'g1', {
    courtCode: COURT,
    productClass: 'rail.g-train',
    items: ['rail-emu'],
  });
  const [first] = await register.interceptions.listByOrder('ord-1' as OrderId);
  if (first) await register.interceptions.setOutcome(first, 'alternative-sold');
  await applyChanges([queued({ version: 2, terms: { items: ['rail-emu'] } })], register);
  register.clock.nowMs += HOUR_MS;

  const app = createHttpApp({ logger: createCapturedLog().logger, newRequestId: () => 'request-1' });
  app.use('/v1/*', authenticate(tokens.verifier));
  addEffectRoutes(app, { ...register, audit: audit ?? trail, courtMonths: register.interceptions });
  return {
    trail,
    async get(path: string, scopes: readonly string[] = ['registry:read']) {
      const authorization = `Bearer ${await tokens.token({ clientId: 'demo-court', scopes })}`;
      const response = await app.request(path, { headers: { authorization } });
      return { status: response.status, text: await response.text() };
    },
  };
}

describe('GET /v1/orders/{orderId}/effects', () => {
  test('tells a court what its order did and what became of the notices, in counts', async () => {
    const { get } = await world();
    const { status, text } = await get('/v1/orders/ord-1/effects');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      orderId: 'ord-1',
      months: [
        { month: '2026-01', denials: 1, attempts: 1, items: { air: 1 }, outcomes: {} },
        {
          month: '2026-03',
          denials: 2,
          attempts: 3,
          items: { air: 1, 'rail-emu': 1 },
          outcomes: { 'alternative-sold': 1 },
        },
      ],
      notices: {
        created: 2,
        delivered: 0,
        acknowledged: 0,
        parked: 0,
        oldestUnacknowledgedAgeMs: HOUR_MS,
      },
    });
    expect(text).not.toMatch(/rail-a|air-b|dec_|rdr_|chk_|sale/);
  });

  test('of an order that does not exist is a 404', async () => {
    const { get } = await world();
    expect((await get('/v1/orders/ord-2/effects')).status).toBe(404);
  });
});

describe('GET /v1/courts/{code}/summaries/{month}', () => {
  test('sums up a month of all orders of a court, without naming one', async () => {
    const { get } = await world();
    const { status, text } = await get(`${SUMMARY}/2026-03`);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      court: COURT,
      month: '2026-03',
      denials: 2,
      attempts: 3,
      items: { air: 1, 'rail-emu': 1 },
      outcomes: { 'alternative-sold': 1 },
    });
    expect(text).not.toContain('ord-1');
  });

  test('of a month without denials is all zeros', async () => {
    const { get } = await world();
    expect(JSON.parse((await get(`${SUMMARY}/2026-07`)).text)).toMatchObject({ denials: 0, items: {} });
  });

  test.each(['/v1/courts/X1/summaries/2026-03', `${SUMMARY}/2026-13`, `${SUMMARY}/2026`, `${SUMMARY}/now`])(
    '%s is a 404',
    async (path) => {
      const { get } = await world();
      expect((await get(path)).status).toBe(404);
    },
  );
});

describe.each(['/v1/orders/ord-1/effects', `${SUMMARY}/2026-03`])('%s', (path) => {
  test('is accounted for before it is told', async () => {
    const { get, trail } = await world();
    await get(path);
    const common = { atMs: NOW_MS + HOUR_MS, actor: 'demo-court', requestId: 'request-1' };
    expect(trail.all()).toEqual([
      path.startsWith('/v1/orders')
        ? { ...common, act: 'order.effects-read', orders: [{ orderId: 'ord-1', version: 2 }] }
        : { ...common, act: 'summary.read', orders: [], facts: { court: COURT, month: '2026-03' } },
    ]);
  });

  test('is not told when it cannot be accounted for', async () => {
    const down = { record: () => Promise.reject(new DependencyUnavailable('dynamodb', 'down')) };
    const { get } = await world(down);
    expect((await get(path)).status).toBe(503);
  });

  test('is for courts’ readers alone', async () => {
    const { get } = await world();
    expect((await get(path, ['registry:write'])).status).toBe(403);
    expect((await get(path, ['check:rail'])).status).toBe(403);
  });
});
