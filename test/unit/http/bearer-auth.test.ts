import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, createLocalJWKSet, exportSPKI, importJWK, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { authenticate, requireAnyScope, requireScope } from '../../../shared/adapters/http/authenticate.ts';
import { createTokenVerifier, type TokenVerifier } from '../../../shared/adapters/http/bearer-auth.ts';
import { createHttpApp } from '../../../shared/adapters/http/http-app.ts';
import { createRemoteKeys } from '../../../shared/adapters/http/remote-keys.ts';
import { createSigningKey, importSigningKey } from '../../../shared/adapters/http/signing-key.ts';
import { createMemoryClients } from '../../../shared/adapters/memory/clients.ts';
import type { Clock } from '../../../shared/contracts/clock.ts';
import type { OperatorId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { checkScope } from '../../../shared/contracts/scopes.ts';
import type { ClientDirectory } from '../../../shared/operators/ports.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import {
  clientRecord,
  createTestTokens,
  standingsOfEverybody,
  type TestTokens,
} from '../../support/tokens.ts';

let tokens: TestTokens;
beforeAll(async () => {
  tokens = await createTestTokens();
});

function appWith(verifier: TokenVerifier) {
  const log = createCapturedLog();
  const app = createHttpApp({ logger: log.logger, newRequestId: () => 'made-1' });
  app.get('/rail', authenticate(verifier), (c) => {
    requireScope(c.get('client'), checkScope('rail'));
    return c.json({ operatorId: c.get('client').operatorId });
  });
  app.get('/any', authenticate(verifier), (c) => {
    requireAnyScope(c.get('client'), ['check:air', 'operations']);
    return c.json({});
  });
  return { app, log };
}

function ask(token: string | undefined, path = '/rail'): Promise<Response> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return Promise.resolve(appWith(tokens.verifier).app.request(path, { headers }));
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString());
}

describe('a request with a good token', () => {
  test('passes as the operator of the token', async () => {
    const response = await ask(await tokens.token({ clientId: 'demo-rail', scopes: ['check:rail'] }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ operatorId: 'demo-rail' });
  });

  test('passes whatever the case of the scheme', async () => {
    const token = await tokens.token({ scopes: ['check:rail'] });
    const { app } = appWith(tokens.verifier);
    expect((await app.request('/rail', { headers: { authorization: `bEARER  ${token}` } })).status).toBe(200);
  });

  test('but without the scope is a 403 that names the scope', async () => {
    const response = await ask(await tokens.token({ scopes: ['check:air', 'check:railway'] }));
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="consumption-check", error="insufficient_scope", scope="check:rail"',
    );
    expect(await response.json()).toMatchObject({
      type: '/problems/insufficient-scope',
      detail: expect.stringContaining('check:rail'),
    });
  });

  test('needs one of several scopes where any will do', async () => {
    expect((await ask(await tokens.token({ scopes: ['operations'] }), '/any')).status).toBe(200);
    const response = await ask(await tokens.token({ scopes: ['check:rail'] }), '/any');
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('scope="check:air operations"');
  });
});

describe('a 401', () => {
  async function expect401(token: string | undefined, detail: RegExp): Promise<void> {
    const response = await ask(token);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="consumption-check"/);
    const problem = (await response.json()) as { type: string; detail: string };
    expect(problem.type).toBe('/problems/unauthenticated');
    expect(problem.detail).toMatch(detail);
    if (token) expect(JSON.stringify(problem)).not.toContain(token);
  }

  test('answers a request without a token, with no error code', async () => {
    await expect401(undefined, /Send an access token/);
    expect((await ask(undefined)).headers.get('www-authenticate')).toBe('Bearer realm="consumption-check"');
  });

  test.each(['Basic YTpi', 'Bearer', 'Bearer ', 'Token x', 'x'])(
    'answers the header %j',
    async (authorization) => {
      const { app } = appWith(tokens.verifier);
      const response = await app.request('/rail', { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
    },
  );

  test.each(['x', 'a.b', 'a.b.c', '..', '{}', 'a b c', `${'a'.repeat(9_000)}.b.c`])(
    'answers what is no token (%#)',
    async (token) => {
      await expect401(token, /not a signed JWT/);
    },
  );

  test('answers an expired token', async () => {
    await expect401(await tokens.token({ scopes: ['check:rail'], expiresInSeconds: -1 }), /has expired/);
  });

  test('answers a token that is not valid yet', async () => {
    const nbf = Math.floor(Date.now() / 1_000) + 600;
    await expect401(await tokens.token({ claims: { nbf } }), /not valid yet/);
  });

  test('answers a token for another audience, or for none', async () => {
    await expect401(await tokens.token({ audience: 'another' }), /another service/);
    await expect401(await tokens.token({ claims: { aud: ['another', 'third'] } }), /another service/);
    await expect401(await tokens.token({ claims: { aud: undefined as never } }), /another service/);
  });

  test('answers a token of another issuer, or of none', async () => {
    await expect401(await tokens.token({ issuer: 'https://other.example' }), /another issuer/);
    await expect401(await tokens.token({ claims: { iss: undefined as never } }), /another issuer/);
  });

  test.each(['exp', 'sub', 'client_id'])('answers a token without %s', async (claim) => {
    await expect401(await tokens.token({ claims: { [claim]: undefined } }), /lacks a needed claim/);
  });

  test('answers a token whose client id cannot be an id', async () => {
    await expect401(await tokens.token({ claims: { client_id: 'a/../b' } }), /lacks a needed claim/);
  });

  test('answers an ID token', async () => {
    await expect401(await tokens.token({ claims: { token_use: 'id' } }), /not an access token/);
  });

  test('answers an unsigned token: alg none, with and without a signature', async () => {
    const good = await tokens.token({ scopes: ['check:rail'] });
    const [, payload, signature] = good.split('.');
    for (const alg of ['none', 'None', 'NONE']) {
      const header = encode({ alg, kid: tokens.signingKey.keyId });
      await expect401(`${header}.${payload}.`, /not signed in a way|not a signed JWT/);
      await expect401(`${header}.${payload}.${signature}`, /not signed in a way|not a signed JWT/);
    }
    await expect401(`${good.split('.')[0]}.${payload}.`, /changed or forged/);
  });

  test('answers HS256 with the public key as the secret', async () => {
    const { publicJwk, keyId } = tokens.signingKey;
    const publicKey = (await importJWK(publicJwk, 'ES256', { extractable: true })) as CryptoKey;
    const claims = claimsOf(await tokens.token({ scopes: ['check:rail'] }));
    const secrets = [await exportSPKI(publicKey), JSON.stringify(publicJwk), publicJwk.x as string];
    for (const secret of secrets) {
      const input = `${encode({ alg: 'HS256', kid: keyId })}.${encode(claims)}`;
      const signature = createHmac('sha256', secret).update(input).digest('base64url');
      await expect401(`${input}.${signature}`, /not signed in a way/);
    }
  });

  test('answers a token whose claims were changed', async () => {
    const [header, , signature] = (await tokens.token({ scopes: ['check:air'] })).split('.');
    const claims = claimsOf(await tokens.token({ scopes: ['check:rail'] }));
    await expect401(`${header}.${encode(claims)}.${signature}`, /changed or forged/);
  });

  test('answers a token of another key, under its own id and under ours', async () => {
    const other = await importSigningKey(await createSigningKey());
    await expect401(await tokens.token({ signWith: other }), /key that is not known/);
    const disguised = { ...other, keyId: tokens.signingKey.keyId };
    await expect401(await tokens.token({ signWith: disguised }), /changed or forged/);
  });

  test('answers a token that brings its own key', async () => {
    const other = await importSigningKey(await createSigningKey());
    const claims = claimsOf(await tokens.token({ scopes: ['check:rail'] }));
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', jwk: other.publicJwk, kid: tokens.signingKey.keyId })
      .sign(other.privateKey);
    await expect401(token, /changed or forged/);
  });
});

describe('a token of Amazon Cognito', () => {
  const cognito = (scope: string, more: object = {}) =>
    tokens.token({ claims: { aud: undefined as never, token_use: 'access', scope, ...more } });

  test('has the scopes that are prefixed with the audience, and no others', async () => {
    const token = await cognito('consumption-check/check:rail other/operations openid');
    const verification = await tokens.verifier.verify(token);
    expect(verification).toMatchObject({ kind: 'valid', client: { scopes: new Set(['check:rail']) } });
    expect((await ask(token)).status).toBe(200);
    expect((await ask(token, '/any')).status).toBe(403);
  });

  test.each(['other/check:rail', 'check:rail', 'consumption-check2/check:rail', ''])(
    'without a scope of this audience is for another service: %j',
    async (scope) => {
      expect(await tokens.verifier.verify(await cognito(scope))).toEqual({
        kind: 'invalid',
        reason: 'wrong-audience',
      });
    },
  );

  test('is known by its use: without it, a token that names no audience is for another service', async () => {
    const token = await cognito('consumption-check/check:rail', { token_use: undefined });
    expect(await tokens.verifier.verify(token)).toEqual({ kind: 'invalid', reason: 'wrong-audience' });
  });

  test('that is an ID token does not do', async () => {
    const token = await cognito('consumption-check/check:rail', { token_use: 'id' });
    expect(await tokens.verifier.verify(token)).toEqual({ kind: 'invalid', reason: 'not-an-access-token' });
  });
});

describe('a token that was verified before', () => {
  function atMs(clock: { nowMs: number }): Clock {
    return { wallMs: () => clock.nowMs, monotonicMs: () => 0 };
  }

  test('is known at once, until the moment it expires', async () => {
    const time = { nowMs: Date.now() };
    const issuer = await createTestTokens({ clock: atMs(time) });
    const token = await issuer.token({ expiresInSeconds: 60 });
    expect(issuer.verifier.verify(token)).toBeInstanceOf(Promise);
    const first = await issuer.verifier.verify(token);
    if (first.kind !== 'valid') throw new Error('expected a valid token');
    expect(issuer.verifier.verify(token)).toBe(first);
    time.nowMs = first.expiresAtMs - 1;
    // The record of the client has grown old meanwhile and is read again; the token is still good.
    expect(await issuer.verifier.verify(token)).toEqual(first);
    expect(issuer.verifier.verify(token)).toEqual(first);
    time.nowMs = first.expiresAtMs;
    expect(issuer.verifier.verify(token)).toEqual({ kind: 'invalid', reason: 'expired' });
    expect(await issuer.verifier.verify(token)).toEqual({ kind: 'invalid', reason: 'expired' });
  });

  test('is not valid yet when the clock went back before its beginning', async () => {
    const time = { nowMs: Date.now() };
    const issuer = await createTestTokens({ clock: atMs(time) });
    const token = await issuer.token({ claims: { nbf: Math.floor(time.nowMs / 1_000) } });
    expect(await issuer.verifier.verify(token)).toMatchObject({ kind: 'valid' });
    time.nowMs -= 10_000;
    expect(issuer.verifier.verify(token)).toEqual({ kind: 'invalid', reason: 'not-yet-valid' });
  });

  test('is one of at most a thousand; a bad token is never remembered', async () => {
    let lookups = 0;
    const local = createLocalJWKSet({ keys: [tokens.signingKey.publicJwk] });
    const verifier = createTokenVerifier({
      issuer: tokens.issuer,
      audience: tokens.audience,
      clock: systemClock,
      clients: standingsOfEverybody(),
      keys: (header, token) => {
        lookups += 1;
        return local(header, token);
      },
    });
    const first = await tokens.token({ claims: { jti: 'first' } });
    await verifier.verify(first);
    for (let index = 0; index < 1_000; index++)
      await verifier.verify(await tokens.token({ claims: { jti: `${index}` } }));
    expect(lookups).toBe(1_001);
    await verifier.verify(first);
    expect(lookups).toBe(1_002);
    const forged = `${first.slice(0, -4)}AAAA`;
    await verifier.verify(forged);
    await verifier.verify(forged);
    expect(lookups).toBe(1_004);
  });
});

describe('a token and the record of its client', () => {
  const record = clientRecord('client-1', {
    operatorId: 'rail' as OperatorId,
    scopes: ['check:rail', 'registry:read'],
    courts: ['京0105'],
    limits: { ratePerSecond: 3, burst: 9 },
  });
  async function issuerWith(clients: ClientDirectory) {
    const clock = createManualClock();
    return { clock, ...(await createTestTokens({ clock, clients })) };
  }

  test('make a client that may do what both permit, under the id of its operator', async () => {
    const clients = createMemoryClients();
    await clients.put(record);
    const { token, verifier } = await issuerWith(clients);
    const scopes = ['check:rail', 'check:air', 'operations'];
    expect(await verifier.verify(await token({ clientId: 'client-1', scopes }))).toMatchObject({
      kind: 'valid',
      client: {
        clientId: 'client-1',
        operatorId: 'rail',
        scopes: new Set(['check:rail']),
        courts: ['京0105'],
        limits: { ratePerSecond: 3, burst: 9 },
      },
    });
  });

  test('stop counting within 30 seconds of the removal, and the answer says what to do', async () => {
    const clients = createMemoryClients();
    await clients.put(record);
    const { token, verifier, clock } = await issuerWith(clients);
    const app = appWith(verifier).app;
    const headers = {
      authorization: `Bearer ${await token({ clientId: 'client-1', scopes: ['check:rail'] })}`,
    };
    expect(await (await app.request('/rail', { headers })).json()).toEqual({ operatorId: 'rail' });
    await clients.remove(record.clientId, clock.wallMs());
    clock.advance(30_001);
    const refused = await app.request('/rail', { headers });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('not known here') });
  });

  test('change the rights of a token that was seen before', async () => {
    const clients = createMemoryClients();
    await clients.put(record);
    const { token, verifier, clock } = await issuerWith(clients);
    const text = await token({ clientId: 'client-1', scopes: ['check:rail', 'registry:read'] });
    await verifier.verify(text);
    await clients.put({ ...record, scopes: ['check:rail'] });
    clock.advance(30_001);
    expect(await verifier.verify(text)).toMatchObject({ client: { scopes: new Set(['check:rail']) } });
  });

  test('are answered with 503 while the record is out of reach and the last one too old', async () => {
    const clients = createMemoryClients();
    await clients.put(record);
    let isDown = false;
    const { token, verifier, clock } = await issuerWith({
      ...clients,
      find: (clientId) =>
        isDown ? Promise.reject(new DependencyUnavailable('dynamodb', 'down')) : clients.find(clientId),
    });
    const { app, log } = appWith(verifier);
    const headers = {
      authorization: `Bearer ${await token({ clientId: 'client-1', scopes: ['check:rail'] })}`,
    };
    await app.request('/rail', { headers });
    isDown = true;
    clock.advance(30_000);
    expect((await app.request('/rail', { headers })).status).toBe(200);
    clock.advance(1);
    const refused = await app.request('/rail', { headers });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(log.codes()).toContain('http.dependency-unavailable');
  });
});

test('a token whose signature was seen before under other claims is forged', async () => {
  const good = await tokens.token({ scopes: ['check:air'] });
  expect(await tokens.verifier.verify(good)).toMatchObject({ kind: 'valid' });
  const [header, , signature] = good.split('.');
  const forged = `${header}.${encode({ ...claimsOf(good), scope: 'check:rail' })}.${signature}`;
  expect(await tokens.verifier.verify(forged)).toEqual({ kind: 'invalid', reason: 'bad-signature' });
  expect(tokens.verifier.verify(good)).toMatchObject({ kind: 'valid' });
});

describe('the keys of an issuer', () => {
  async function serve(answer: () => { status: number; body: string } | undefined) {
    const server = createServer((_request, response) => {
      const given = answer();
      if (given) response.writeHead(given.status, { 'content-type': 'application/json' }).end(given.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}/jwks.json`,
      stop: () => {
        server.closeAllConnections();
        server.close();
      },
    };
  }

  function verifierOf(url: string): TokenVerifier {
    return createTokenVerifier({
      issuer: tokens.issuer,
      audience: tokens.audience,
      clock: systemClock,
      clients: standingsOfEverybody(),
      keys: createRemoteKeys(url),
    });
  }

  test('are fetched once and then used', async () => {
    let fetches = 0;
    const server = await serve(() => {
      fetches += 1;
      return { status: 200, body: JSON.stringify({ keys: [tokens.signingKey.publicJwk] }) };
    });
    const verifier = verifierOf(server.url);
    for (const jti of ['1', '2', '3']) {
      expect(await verifier.verify(await tokens.token({ claims: { jti } }))).toMatchObject({ kind: 'valid' });
    }
    const other = await importSigningKey(await createSigningKey());
    for (const jti of ['4', '5']) {
      const unknown = await tokens.token({ signWith: other, claims: { jti } });
      expect(await verifier.verify(unknown)).toEqual({ kind: 'invalid', reason: 'unknown-key' });
    }
    expect(fetches).toBe(1);
    server.stop();
  });

  test.each([
    ['answer with an error', { status: 500, body: '{}' }],
    ['are not JSON', { status: 200, body: '<html>' }],
    ['are not a key set', { status: 200, body: '{"keys":7}' }],
    ['do not come in time', undefined],
  ])('that %s make a 503, not a 401', async (_what, given) => {
    const server = await serve(() => given);
    const { app, log } = appWith(verifierOf(server.url));
    const authorization = `Bearer ${await tokens.token({ scopes: ['check:rail'] })}`;
    const response = await app.request('/rail', { headers: { authorization } });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(log.codes()).toEqual(['http.dependency-unavailable']);
    server.stop();
  });

  test('that are nowhere make a 503', async () => {
    const { app } = appWith(verifierOf('http://127.0.0.1:1/jwks.json'));
    const authorization = `Bearer ${await tokens.token({ scopes: ['check:rail'] })}`;
    expect((await app.request('/rail', { headers: { authorization } })).status).toBe(503);
  });
});
