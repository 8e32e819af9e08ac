import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { createHttpApp } from '../../../shared/adapters/http/http-app.ts';
import {
  createSigningKey,
  importSigningKey,
  type SigningKey,
} from '../../../shared/adapters/http/signing-key.ts';
import { createTokenEndpoint } from '../../../shared/adapters/http/token-endpoint.ts';
import type { Clock } from '../../../shared/contracts/clock.ts';
import { createCapturedLog } from '../../support/captured-log.ts';

const NOW_MS = 1_790_000_000_500;
const clock: Clock = { wallMs: () => NOW_MS, monotonicMs: () => 0 };

let signingKey: SigningKey;
beforeAll(async () => {
  signingKey = await importSigningKey(await createSigningKey());
});

function endpoint() {
  const app = createHttpApp({ logger: createCapturedLog().logger, newRequestId: () => 'made-1' });
  app.route(
    '/',
    createTokenEndpoint({
      clients: [
        { clientId: 'demo-court', secret: 'demo-court-secret', scopes: ['registry:write', 'registry:read'] },
        { clientId: 'odd client', secret: 'p:ss+wörd %', scopes: ['operations'] },
      ],
      signingKey,
      issuer: 'http://localhost:8787',
      audience: 'consumption-check',
      clock,
      newTokenId: () => 'jti-1',
    }),
  );
  return app;
}

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

async function request(
  body: string,
  authorization: string | undefined = basic('demo-court', 'demo-court-secret'),
  contentType = 'application/x-www-form-urlencoded',
) {
  const response = await endpoint().request('/oauth2/token', {
    method: 'POST',
    headers: { 'content-type': contentType, ...(authorization ? { authorization } : {}) },
    body,
  });
  const text = await response.text();
  return { response, answer: JSON.parse(text) as Record<string, unknown> };
}

describe('the token endpoint', () => {
  test('gives a client a token with all its scopes for an hour', async () => {
    const { response, answer } = await request('grant_type=client_credentials');
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(answer).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3_600,
      scope: 'registry:write registry:read',
    });
    const token = answer.access_token as string;
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', kid: signingKey.keyId, typ: 'at+jwt' });
    expect(decodeJwt(token)).toEqual({
      iss: 'http://localhost:8787',
      aud: 'consumption-check',
      sub: 'demo-court',
      client_id: 'demo-court',
      scope: 'registry:write registry:read',
      iat: 1_790_000_000,
      exp: 1_790_003_600,
      jti: 'jti-1',
    });
  });

  test('gives fewer scopes when fewer are asked for, each once', async () => {
    const { answer } = await request('grant_type=client_credentials&scope=registry%3Aread+registry:read');
    expect(answer.scope).toBe('registry:read');
  });

  test('takes an empty scope as none stated', async () => {
    expect((await request('grant_type=client_credentials&scope=')).answer.scope).toBe(
      'registry:write registry:read',
    );
  });

  test('decodes client id and secret as form fields', async () => {
    const encoded = basic('odd+client', 'p%3Ass%2Bw%C3%B6rd+%25');
    expect((await request('grant_type=client_credentials', encoded)).answer.scope).toBe('operations');
  });

  test.each([
    ['no credentials', undefined],
    ['a wrong secret', basic('demo-court', 'demo-court-secre')],
    ['an empty secret', basic('demo-court', '')],
    ['an unknown client', basic('nobody', 'demo-court-secret')],
    ['an escape that is none', basic('demo-court', '%zz')],
    ['no colon', `Basic ${Buffer.from('demo-court').toString('base64')}`],
    ['another scheme', 'Bearer x'],
    ['no base64', 'Basic !'],
  ])('refuses %s with invalid_client and asks for Basic', async (_what, authorization) => {
    const response = await endpoint().request('/oauth2/token', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(authorization ? { authorization } : {}),
      },
      body: 'grant_type=client_credentials',
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    expect(await response.json()).toMatchObject({ error: 'invalid_client' });
  });

  test.each([
    ['grant_type=client_credentials&scope=check:rail', 'invalid_scope'],
    ['grant_type=client_credentials&scope=registry:read+operations', 'invalid_scope'],
    ['grant_type=password&username=a', 'unsupported_grant_type'],
    ['scope=registry:read', 'invalid_request'],
    ['grant_type=', 'invalid_request'],
    ['grant_type=client_credentials&grant_type=client_credentials', 'invalid_request'],
  ])('refuses %s with %s', async (body, error) => {
    const { response, answer } = await request(body);
    expect(response.status).toBe(400);
    expect(answer).toMatchObject({ error });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('refuses another content type', async () => {
    const { response, answer } = await request('{}', undefined, 'application/json');
    expect(response.status).toBe(400);
    expect(answer).toMatchObject({ error: 'invalid_request' });
  });

  test('refuses a large body', async () => {
    const { response } = await request(`grant_type=client_credentials&x=${'a'.repeat(8_192)}`);
    expect(response.status).toBe(413);
  });

  test('publishes the public key and nothing of the private one', async () => {
    const response = await endpoint().request('/.well-known/jwks.json');
    expect(await response.json()).toEqual({
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: expect.any(String),
          y: expect.any(String),
          kid: signingKey.keyId,
          alg: 'ES256',
          use: 'sig',
        },
      ],
    });
  });
});

describe('a signing key', () => {
  test('keeps its id when it is imported again', async () => {
    const jwk = await createSigningKey();
    const copy = JSON.parse(JSON.stringify(jwk));
    expect((await importSigningKey(jwk)).keyId).toBe((await importSigningKey(copy)).keyId);
  });

  test('must be a private one for ES256', async () => {
    const { d: _private, ...publicJwk } = await createSigningKey();
    await expect(importSigningKey(publicJwk)).rejects.toThrow(TypeError);
    await expect(importSigningKey({ kty: 'oct', k: 'AAAA' })).rejects.toThrow(TypeError);
  });
});
