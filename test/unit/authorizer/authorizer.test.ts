import { expect, test } from 'vitest';
import { createAuthorizer } from '../../../functions/authorizer/app.ts';
import { createMemoryClients } from '../../../shared/adapters/memory/clients.ts';
import type { OperatorId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { ClientId } from '../../../shared/operators/client-record.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { clientRecord, createTestTokens } from '../../support/tokens.ts';

async function world() {
  const clock = createManualClock();
  const clients = createMemoryClients();
  await clients.put(clientRecord('client-1', { operatorId: 'rail' as OperatorId, scopes: ['check:rail'] }));
  const tokens = await createTestTokens({ clock, clients });
  const authorize = createAuthorizer({ verifier: tokens.verifier });
  const ask = (header: string) => authorize({ identitySource: [header] });
  const token = (options = {}) =>
    tokens
      .token({ clientId: 'client-1', scopes: ['check:rail'], ...options })
      .then((text) => `Bearer ${text}`);
  return { clock, clients, authorize, ask, token };
}

test('the gateway lets a known client pass and learns who it is, and nothing more', async () => {
  const { ask, token } = await world();
  expect(await ask(await token())).toEqual({
    isAuthorized: true,
    context: { clientId: 'client-1', operatorId: 'rail' },
  });
});

test.each<[string, (made: Awaited<ReturnType<typeof world>>) => Promise<string>]>([
  ['an expired token', ({ token }) => token({ expiresInSeconds: -1 })],
  ['a token of another audience', ({ token }) => token({ audience: 'other' })],
  ['a token of a client that is not known', ({ token }) => token({ clientId: 'client-2' })],
  ['a token of another scheme', async ({ token }) => (await token()).replace('Bearer', 'Basic')],
  ['something else', async () => 'Bearer'],
  ['nothing', async () => ''],
])('the gateway refuses %s', async (_, header) => {
  const made = await world();
  expect(await made.ask(await header(made))).toEqual({ isAuthorized: false });
});

test('the gateway refuses a request without the header', async () => {
  const { authorize } = await world();
  expect(await authorize({})).toEqual({ isAuthorized: false });
  expect(await authorize({ identitySource: null })).toEqual({ isAuthorized: false });
});

test('the gateway refuses a client half a minute after it was removed, although its token lives on', async () => {
  const { ask, token, clients, clock } = await world();
  const header = await token();
  expect(await ask(header)).toMatchObject({ isAuthorized: true });
  await clients.remove('client-1' as ClientId, clock.wallMs());
  clock.advance(30_001);
  expect(await ask(header)).toEqual({ isAuthorized: false });
});

test('the gateway is told nothing while the register cannot be read', async () => {
  const clients = { find: () => Promise.reject(new DependencyUnavailable('dynamodb', 'down')) };
  const tokens = await createTestTokens({ clients });
  const authorize = createAuthorizer({ verifier: tokens.verifier });
  const identitySource = [`Bearer ${await tokens.token({ clientId: 'client-1' })}`];
  await expect(authorize({ identitySource })).rejects.toThrow(DependencyUnavailable);
});
