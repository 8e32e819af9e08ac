import { describe, expect, test } from 'vitest';
import type { WebhookEndpoint } from '../../../shared/notices/endpoints/endpoint.ts';
import { MAX_PREVIOUS_SECRETS, secretsInUse } from '../../../shared/notices/endpoints/endpoint.ts';
import { RAIL } from '../notices/notice-world.ts';
import { type NoticesApi, openNoticesApi } from './api.ts';

const DAY_MS = 24 * 3_600_000;
const url = 'https://operator.example/notices';
const SECRET = /^whsec_[A-Za-z0-9+/]{43}=$/;

async function openSecrets(api: NoticesApi): Promise<readonly string[]> {
  const endpoint = (await api.endpoints.get(RAIL)) as WebhookEndpoint;
  return await Promise.all(
    secretsInUse(endpoint, api.clock.wallMs()).map((sealed) => api.cipher.open(sealed, `webhook|${RAIL}`)),
  );
}

describe('an operator’s webhook', () => {
  test('is set with its URL alone, and its secret is told then and never again', async () => {
    const api = await openNoticesApi();
    const { status, json } = await api.ask('PUT', '/v1/webhook', { body: { url } });
    expect(status).toBe(200);
    expect(json).toMatchObject({ url, state: 'active', secret: expect.stringMatching(SECRET) });
    const shown = await api.ask('GET', '/v1/webhook');
    const { secret, ...rest } = json;
    expect(shown).toEqual({ status: 200, json: rest });
    expect(await openSecrets(api)).toEqual([secret]);
  });

  test('is kept with its secret sealed, and neither log nor account holds it', async () => {
    const api = await openNoticesApi();
    const { json } = await api.ask('PUT', '/v1/webhook', { body: { url } });
    const bare = String(json.secret).slice('whsec_'.length);
    for (const kept of [await api.endpoints.get(RAIL), api.audit.all(), api.log.text()]) {
      expect(JSON.stringify(kept)).not.toContain(bare);
    }
  });

  test('that was not set is not there', async () => {
    const api = await openNoticesApi();
    expect(await api.ask('GET', '/v1/webhook')).toMatchObject({ status: 404 });
    expect(await api.ask('POST', '/v1/webhook/rotate-secret')).toMatchObject({ status: 404 });
    expect(await api.ask('DELETE', '/v1/webhook')).toMatchObject({ status: 204 });
    expect(api.audit.all()).toEqual([]);
  });

  test('is the operator’s own: another one sees nothing of it', async () => {
    const api = await openNoticesApi();
    await api.ask('PUT', '/v1/webhook', { body: { url } });
    const other = { clientId: 'air-b', scopes: ['check:air'] };
    expect(await api.ask('GET', '/v1/webhook', other)).toMatchObject({ status: 404 });
    await api.ask('DELETE', '/v1/webhook', other);
    expect(await api.ask('GET', '/v1/webhook')).toMatchObject({ status: 200 });
  });

  test('gets a new secret, beside which the old one is good for a day', async () => {
    const api = await openNoticesApi();
    const first = (await api.ask('PUT', '/v1/webhook', { body: { url } })).json.secret;
    const rotated = await api.ask('POST', '/v1/webhook/rotate-secret');
    const second = rotated.json.secret;
    expect(rotated).toMatchObject({ status: 200, json: { url, state: 'active' } });
    expect(second).not.toBe(first);
    expect(Date.parse(String(rotated.json.previousSecretsEndAt))).toBe(api.clock.wallMs() + DAY_MS);
    expect(await openSecrets(api)).toEqual([second, first]);
    api.clock.advance(DAY_MS);
    expect(await openSecrets(api)).toEqual([second]);
    expect((await api.ask('GET', '/v1/webhook')).json).not.toHaveProperty('previousSecretsEndAt');
  });

  test('that is set twice, since the first answer was lost, still signs with all secrets told', async () => {
    const api = await openNoticesApi();
    const told: unknown[] = [];
    for (const path of ['a', 'b', 'c']) {
      told.unshift((await api.ask('PUT', '/v1/webhook', { body: { url: `${url}/${path}` } })).json.secret);
    }
    expect(await openSecrets(api)).toEqual(told);
    expect((await api.ask('GET', '/v1/webhook')).json.url).toBe(`${url}/c`);
  });

  test('keeps a few old secrets at most', async () => {
    const api = await openNoticesApi();
    await api.ask('PUT', '/v1/webhook', { body: { url } });
    for (let n = 0; n < MAX_PREVIOUS_SECRETS + 3; n++) await api.ask('POST', '/v1/webhook/rotate-secret');
    expect(await openSecrets(api)).toHaveLength(MAX_PREVIOUS_SECRETS + 1);
  });

  test('that is removed and set again knows none of its old secrets', async () => {
    const api = await openNoticesApi();
    await api.ask('PUT', '/v1/webhook', { body: { url } });
    expect(await api.ask('DELETE', '/v1/webhook')).toEqual({ status: 204, json: {} });
    const { secret } = (await api.ask('PUT', '/v1/webhook', { body: { url } })).json;
    expect(await openSecrets(api)).toEqual([secret]);
  });

  test('of two requests at once both are answered with a secret that signs', async () => {
    const api = await openNoticesApi();
    await api.ask('PUT', '/v1/webhook', { body: { url } });
    const answers = await Promise.all([1, 2].map(() => api.ask('POST', '/v1/webhook/rotate-secret')));
    const inUse = await openSecrets(api);
    for (const { json } of answers) expect(inUse).toContain(json.secret);
  });

  test('is rotated once however often the same request comes, and the new secret is told each time', async () => {
    const api = await openNoticesApi();
    await api.ask('PUT', '/v1/webhook', { body: { url } });
    const headers = { 'idempotency-key': 'rotation-1' };
    const first = await api.ask('POST', '/v1/webhook/rotate-secret', { headers });
    expect(await api.ask('POST', '/v1/webhook/rotate-secret', { headers })).toEqual(first);
    expect((await api.endpoints.get(RAIL))?.previousSecrets).toHaveLength(1);
  });

  test('is accounted for: set, rotated, removed, by whom', async () => {
    const api = await openNoticesApi();
    await api.ask('PUT', '/v1/webhook', { body: { url } });
    await api.ask('POST', '/v1/webhook/rotate-secret');
    await api.ask('DELETE', '/v1/webhook');
    expect(api.audit.all()).toMatchObject(
      ['webhook.set', 'webhook.rotate', 'webhook.remove'].map((act, index) => ({
        act,
        actor: RAIL,
        requestId: `request-${index + 1}`,
      })),
    );
  });

  test('that cannot be accounted for is not changed', async () => {
    const api = await openNoticesApi();
    api.audit.record = () => Promise.reject(new Error('down'));
    expect(await api.ask('PUT', '/v1/webhook', { body: { url } })).toMatchObject({ status: 500 });
    expect(await api.endpoints.get(RAIL)).toBeUndefined();
  });

  test('that cannot be accounted for is neither removed nor given a new secret', async () => {
    const api = await openNoticesApi();
    await api.ask('PUT', '/v1/webhook', { body: { url } });
    const before = await api.endpoints.get(RAIL);
    api.audit.record = () => Promise.reject(new Error('down'));
    expect(await api.ask('DELETE', '/v1/webhook')).toMatchObject({ status: 500 });
    expect(await api.ask('POST', '/v1/webhook/rotate-secret')).toMatchObject({ status: 500 });
    expect(await api.endpoints.get(RAIL)).toEqual(before);
  });

  test.each([
    ['an inner address', { url: 'https://10.0.0.1/' }, '/url'],
    ['plain HTTP', { url: 'http://operator.example/' }, '/url'],
    ['this machine', { url: 'http://localhost:9000/' }, '/url'],
    ['no text', { url: 7 }, '/url'],
    ['nothing', {}, '/url'],
    ['an unknown field', { url, secret: 'mine' }, '/secret'],
  ])('may not be %s', async (_, body, pointer) => {
    const api = await openNoticesApi();
    const { status, json } = await api.ask('PUT', '/v1/webhook', { body });
    expect(status).toBe(422);
    expect(json.errors).toMatchObject([{ pointer }]);
    expect(await api.endpoints.get(RAIL)).toBeUndefined();
  });

  test('may be this machine where that is allowed', async () => {
    const api = await openNoticesApi('allow');
    const body = { url: 'http://localhost:9000/' };
    expect(await api.ask('PUT', '/v1/webhook', { body })).toMatchObject({ status: 200, json: body });
  });

  test.each([
    ['PUT', '/v1/webhook'],
    ['GET', '/v1/webhook'],
    ['POST', '/v1/webhook/rotate-secret'],
    ['DELETE', '/v1/webhook'],
    ['GET', '/v1/notices'],
    ['POST', '/v1/notices/ntc_1/acknowledge'],
  ])('%s %s is for operators, not for courts and operations', async (method, path) => {
    const api = await openNoticesApi();
    const scopes = ['registry:write', 'registry:read', 'operations'];
    expect(await api.ask(method, path, { scopes })).toMatchObject({ status: 403 });
  });
});
