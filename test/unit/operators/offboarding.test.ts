import { createLocalJWKSet } from 'jose';
import { expect, test } from 'vitest';
import { type AuthorizerAnswer, createAuthorizer } from '../../../functions/authorizer/app.ts';
import { authenticate, requireScope } from '../../../shared/adapters/http/authenticate.ts';
import { createTokenVerifier } from '../../../shared/adapters/http/bearer-auth.ts';
import { createHttpApp } from '../../../shared/adapters/http/http-app.ts';
import { createMemoryClients } from '../../../shared/adapters/memory/clients.ts';
import type { OperatorId } from '../../../shared/contracts/ids.ts';
import type { ClientDirectory } from '../../../shared/operators/ports.ts';
import { createClientStandings } from '../../../shared/operators/standing.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { clientRecord, createTestTokens } from '../../support/tokens.ts';

const REMEMBERED_BY_GATEWAY_MS = 60_000;
const RAIL = clientRecord('client-1', {
  operatorId: 'rail' as OperatorId,
  scopes: ['check:rail', 'registry:read'],
  courts: ['京0105'],
});
const { clientId } = RAIL;

/** A gateway that remembers as API Gateway does, its authorizer, and a function behind it, each with a memory of its own. */
async function deployed() {
  const clock = createManualClock();
  const clients: ClientDirectory = createMemoryClients();
  await clients.put(RAIL);
  const issuer = await createTestTokens({ clock, clients });
  const newContainer = () =>
    createTokenVerifier({
      issuer: issuer.issuer,
      audience: issuer.audience,
      keys: createLocalJWKSet({ keys: [issuer.signingKey.publicJwk] }),
      clients: createClientStandings({ directory: clients, clock, whenUnreadable: 'last-known' }),
      clock,
    });
  const authorize = createAuthorizer({ verifier: newContainer() });
  const app = createHttpApp({ logger: createCapturedLog().logger, newRequestId: () => 'request-1' });
  app.use('/v1/*', authenticate(newContainer()));
  app.get('/v1/rail', (c) => {
    requireScope(c.get('client'), 'check:rail');
    return c.json({ courts: c.get('client').courts });
  });
  const remembered = new Map<string, { readonly answer: AuthorizerAnswer; readonly untilMs: number }>();

  /** What a request through the gateway is answered with. */
  async function request(authorization: string): Promise<{ status: number; courts?: unknown }> {
    const known = remembered.get(authorization);
    const fresh = known && clock.wallMs() < known.untilMs ? known : undefined;
    const answer = fresh?.answer ?? (await authorize({ identitySource: [authorization] }));
    if (!fresh) remembered.set(authorization, { answer, untilMs: clock.wallMs() + REMEMBERED_BY_GATEWAY_MS });
    if (!answer.isAuthorized) return { status: 403 };
    const response = await app.request('/v1/rail', { headers: { authorization } });
    return { status: response.status, ...((await response.json()) as { courts?: unknown }) };
  }
  const scopes = ['check:rail', 'registry:read'] as const;
  const header = `Bearer ${await issuer.token({ clientId, scopes })}`;
  return { clock, clients, request, header };
}

/** Asks every second until the answer is the one, and says how long that took. */
async function secondsUntil(
  made: Awaited<ReturnType<typeof deployed>>,
  isSo: (answer: { status: number; courts?: unknown }) => boolean,
): Promise<number> {
  for (let seconds = 0; ; seconds++) {
    if (isSo(await made.request(made.header))) return seconds;
    if (seconds > 3_600) throw new Error('it never came to that');
    made.clock.advance(1_000);
  }
}

test.each([0, 1_000, 14_000, 15_000, 29_000])(
  'whoever is removed is out within a minute through gateway and function, if it last asked %d ms before',
  async (agoMs) => {
    const made = await deployed();
    expect(await made.request(made.header)).toMatchObject({ status: 200 });
    made.clock.advance(agoMs);
    await made.clients.remove(clientId, made.clock.wallMs());
    expect(await secondsUntil(made, ({ status }) => status === 401 || status === 403)).toBeLessThanOrEqual(
      31,
    );
    made.clock.advance(REMEMBERED_BY_GATEWAY_MS);
    expect((await made.request(made.header)).status).toBe(403);
  },
);

test('whoever loses a right or a court acts without it within a minute', async () => {
  const made = await deployed();
  expect(await made.request(made.header)).toMatchObject({ status: 200, courts: ['京0105'] });
  await made.clients.put({ ...RAIL, courts: ['沪0101'] });
  expect(
    await secondsUntil(made, ({ courts }) => JSON.stringify(courts) === '["沪0101"]'),
  ).toBeLessThanOrEqual(31);
  await made.clients.put({ ...RAIL, scopes: ['registry:read'] });
  expect(await secondsUntil(made, ({ status }) => status === 403)).toBeLessThanOrEqual(31);
});
