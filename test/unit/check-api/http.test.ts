import { describe, expect, test } from 'vitest';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { Sequence } from '../../../shared/filter/ports.ts';
import { createTestCheckApi } from '../../support/check-api.ts';
import { createCheckWorld, FLIGHT, G_TRAIN, LISTED } from '../../support/check-world.ts';

const body = { purchase: G_TRAIN, subjects: [{ ref: 'p1', documents: [LISTED] }] };

describe('POST /v1/checks', () => {
  test('answers a denial as JSON that nobody may store', async () => {
    const api = await createTestCheckApi();
    await api.world.impose();
    const response = await api.post('/v1/checks', body);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({
      checkId: expect.stringMatching(/^chk_/),
      policy: 'cn-national/2026-01-01',
      asOf: { seq: 42, ageMs: 310 },
      results: [{ ref: 'p1', decision: 'deny' }],
    });
  });

  test('answers 200 with undetermined when the register is down', async () => {
    const down = () => Promise.reject(new DependencyUnavailable('dynamodb', 'down'));
    const api = await createTestCheckApi(createCheckWorld({ pointers: { findOrderIds: down } }));
    await api.world.impose();
    const response = await api.post('/v1/checks', body);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      results: [{ decision: 'undetermined', fallback: 'proceed-and-recheck' }],
    });
  });

  test('answers 500 without internals on a defect of ours, which is logged', async () => {
    const defect = () => Promise.reject(new TypeError('undefined is not a secret'));
    const api = await createTestCheckApi(createCheckWorld({ pointers: { findOrderIds: defect } }));
    await api.world.impose();
    const response = await api.post('/v1/checks', body);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(api.log.codes()).toContain('http.fault');
  });

  test('is only for operators of the purchase’s sector', async () => {
    const api = await createTestCheckApi();
    await api.world.impose();
    const flight = { ...body, purchase: FLIGHT };
    const refused = await api.post('/v1/checks', flight, { scopes: ['check:rail', 'registry:read'] });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('check:air');
    const admitted = await api.post('/v1/checks', flight, { scopes: ['check:air'] });
    expect(admitted.status).toBe(200);
  });

  test.each([
    ['no token', async () => ''],
    [
      'a token of another audience',
      async (api: Api) => `Bearer ${await api.tokens.token({ audience: 'another' })}`,
    ],
    ['an expired token', async (api: Api) => `Bearer ${await api.tokens.token({ expiresInSeconds: -1 })}`],
    [
      'an unsigned token',
      async (api: Api) => {
        const [, payload] = (await api.tokens.token({ scopes: ['check:rail'] })).split('.');
        return `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
      },
    ],
  ])('answers 401 to %s', async (_, authorization) => {
    const api = await createTestCheckApi();
    const response = await api.post('/v1/checks', body, {
      headers: { authorization: await authorization(api) },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});

type Api = Awaited<ReturnType<typeof createTestCheckApi>>;

describe('POST /v1/checks/{checkId}/outcome', () => {
  const path = (checkId: string) => `/v1/checks/${checkId}/outcome`;
  const sold = { results: [{ ref: 'p1', outcome: 'sold' }] };
  const unknown = 'chk_00000000-0000-4000-8000-000000000000';

  test('answers 204 alike for a check that denied, one that allowed and one that never was', async () => {
    let checks = 0;
    const newCheckId = () => `chk_00000000-0000-4000-8000-${String(++checks).padStart(12, '0')}` as never;
    const api = await createTestCheckApi(createCheckWorld({ newCheckId }));
    await api.world.impose();
    const answers = [];
    for (const train of ['G101', 'K528']) {
      const asked = { ...body, purchase: { sector: 'rail', train, seat: '1' } };
      answers.push((await (await api.post('/v1/checks', asked)).json()) as { checkId: string });
    }
    for (const checkId of [...answers.map((answer) => answer.checkId), unknown]) {
      const response = await api.post(path(checkId), sold);
      expect([response.status, await response.text()]).toEqual([204, '']);
    }
    expect(api.world.interceptions.all()).toMatchObject([{ outcome: 'sold' }]);
  });

  test('needs the scope of some sector', async () => {
    const api = await createTestCheckApi();
    const response = await api.post(path(unknown), sold, { scopes: ['registry:read'] });
    expect(response.status).toBe(403);
  });

  test('answers 503 with Retry-After when it could not be noted', async () => {
    const world = createCheckWorld();
    world.effects.get = () => Promise.reject(new DependencyUnavailable('dynamodb', 'down'));
    const api = await createTestCheckApi(world);
    const response = await api.post(path(unknown), sold);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
  });
});

describe('GET /health', () => {
  const status = {
    usable: true,
    sequence: 42 as Sequence,
    ageMs: 310.2,
    keys: 7,
    snapshotSequence: 40 as Sequence,
  };

  test('needs no token and tells how fresh the filter is', async () => {
    const { app } = await createTestCheckApi(createCheckWorld(), status);
    const response = await app.request('/health');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ok',
      follower: { seq: 42, ageMs: 310, keys: 7, snapshotSeq: 40 },
    });
  });

  test('says that a snapshot was refused while the older one answers', async () => {
    const problem = { reason: 'digest' as never, detail: 'does not match', atMs: 1 };
    const { app } = await createTestCheckApi(createCheckWorld(), { ...status, problem });
    expect(await (await app.request('/health')).json()).toMatchObject({
      status: 'degraded',
      follower: { refused: { reason: 'digest', detail: 'does not match' } },
    });
  });

  test('says why the filter may not say no', async () => {
    const { app } = await createTestCheckApi(createCheckWorld(), {
      ...status,
      usable: false,
      unusableReason: 'stale',
    });
    expect(await (await app.request('/health')).json()).toMatchObject({
      status: 'degraded',
      follower: { unusable: 'stale' },
    });
    const cold = await createTestCheckApi();
    expect(await (await cold.app.request('/health')).json()).toMatchObject({
      status: 'degraded',
      follower: { seq: 0, unusable: 'cold' },
    });
  });
});

test('other paths and methods are problems too', async () => {
  const { app } = await createTestCheckApi();
  expect((await app.request('/v1/people')).status).toBe(404);
  const response = await app.request('/v1/checks');
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
});
