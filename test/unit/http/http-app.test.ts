import { describe, expect, test } from 'vitest';
import { createHttpApp } from '../../../shared/adapters/http/http-app.ts';
import { HttpProblem } from '../../../shared/adapters/http/http-problem.ts';
import { PROBLEM_TYPES, type ProblemType } from '../../../shared/adapters/http/problem-types.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { createCapturedLog } from '../../support/captured-log.ts';

const NUMBER = '999999199001010016';

function setUp() {
  const log = createCapturedLog();
  const app = createHttpApp({ logger: log.logger, newRequestId: () => 'made-1' });
  return { app, log };
}

describe('an answer', () => {
  test('is never cached and carries a request id that was made for it', async () => {
    const { app } = setUp();
    app.get('/x', (c) => c.json({ ok: true }));
    const response = await app.request('/x');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-request-id')).toBe('made-1');
  });

  test('without a body carries them too', async () => {
    const { app } = setUp();
    app.post('/x', (c) => c.body(null, 204));
    const response = await app.request('/x', { method: 'POST' });
    expect(response.status).toBe(204);
    expect(response.headers.get('x-request-id')).toBe('made-1');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test.each(['0b0f5a1e-6a3c-4b7e-9d57-2f2f3c1d9a10', '4bf92f3577b34da6a3ce929d0e0e4736', 'sale-2026.12_7'])(
    'repeats the request id of the caller: %s',
    async (requestId) => {
      const { app } = setUp();
      const response = await app.request('/x', { headers: { 'x-request-id': requestId } });
      expect(response.headers.get('x-request-id')).toBe(requestId);
    },
  );

  test.each([NUMBER, `order-${NUMBER}`, 'E12345678', 'a b', '"}{', 'x'.repeat(65), '-a', ''])(
    'does not repeat a request id that may be a document number or breaks a log: %j',
    async (requestId) => {
      const { app } = setUp();
      const response = await app.request('/x', { headers: { 'x-request-id': requestId } });
      expect(response.headers.get('x-request-id')).toBe('made-1');
    },
  );

  test('under Lambda has the id of the invocation', async () => {
    const { app } = setUp();
    app.get('/x', (c) => c.json({}));
    const response = await app.request('/x', {}, { lambdaContext: { awsRequestId: 'invocation-1' } });
    expect(response.headers.get('x-request-id')).toBe('invocation-1');
  });
});

describe('a problem', () => {
  test.each(Object.keys(PROBLEM_TYPES) as ProblemType[])('%s is answered by RFC 9457', async (type) => {
    const { app } = setUp();
    app.get('/x', () => {
      throw new HttpProblem(type, 'Do this.');
    });
    const response = await app.request('/x');
    expect(response.status).toBe(PROBLEM_TYPES[type].status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-request-id')).toBe('made-1');
    expect(await response.json()).toEqual({
      type: `/problems/${type}`,
      title: PROBLEM_TYPES[type].title,
      status: PROBLEM_TYPES[type].status,
      detail: 'Do this.',
      instance: 'urn:request:made-1',
    });
  });

  test('of the caller is not logged', async () => {
    const { app, log } = setUp();
    app.get('/x', () => {
      throw new HttpProblem('conflict', 'Use another id.');
    });
    expect((await app.request('/x')).status).toBe(409);
    expect(log.lines).toEqual([]);
  });

  test('may have members of its own, which cannot stand in for those that every problem has', async () => {
    const { app } = setUp();
    app.get('/x', () => {
      throw new HttpProblem('conflict', 'ask again', { members: { state: 'released', status: 200 } });
    });
    expect(await (await app.request('/x')).json()).toEqual({
      type: '/problems/conflict',
      title: PROBLEM_TYPES.conflict.title,
      status: 409,
      detail: 'ask again',
      instance: 'urn:request:made-1',
      state: 'released',
    });
  });

  test('that passes says when to try again', async () => {
    const { app } = setUp();
    app.get('/x', () => {
      throw new HttpProblem('too-many-requests', 'Slow down.', { retryAfterSeconds: 7 });
    });
    const response = await app.request('/x');
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('7');
  });
});

describe('a fault', () => {
  test('of a dependency is a 503 with Retry-After and one log line with its code', async () => {
    const { app, log } = setUp();
    app.get('/x', () => {
      throw new DependencyUnavailable('dynamodb', 'reading the order failed', new Error(`key ${NUMBER}`));
    });
    const response = await app.request('/x');
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(text).not.toContain('dynamodb');
    expect(text).not.toContain('reading the order');
    expect(log.codes()).toEqual(['http.dependency-unavailable']);
    expect(log.lines[0]?.fields).toMatchObject({ requestId: 'made-1', dependency: 'dynamodb' });
    expect(log.text()).not.toContain(NUMBER);
  });

  test('of ours is a 500 that tells nothing and one log line with the stack but without the message', async () => {
    const { app, log } = setUp();
    app.get('/x', () => {
      throw new TypeError(`cannot read ${NUMBER}`);
    });
    const response = await app.request('/x');
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain(NUMBER);
    expect(text).not.toContain('TypeError');
    expect(log.codes()).toEqual(['http.fault']);
    expect(log.text()).toContain('http-app.test.ts');
    expect(log.text()).not.toContain(NUMBER);
  });
});

describe('a path', () => {
  test('that is not served is a 404', async () => {
    const { app } = setUp();
    app.get('/x', (c) => c.json({}));
    const response = await app.request(`/y/${NUMBER}`);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain(NUMBER);
  });

  test('that is served with other methods is a 405 that names them', async () => {
    const { app } = setUp();
    app.get('/orders/:id', (c) => c.json({}));
    app.delete('/orders/:id', (c) => c.json({}));
    const response = await app.request('/orders/7', { method: 'POST' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, DELETE');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  test('that only middleware knows is a 404', async () => {
    const { app } = setUp();
    app.use('/v1/*', (_c, next) => next());
    app.post('/v1/checks', (c) => c.json({}));
    expect((await app.request('/v1/other')).status).toBe(404);
    expect((await app.request('/v1/checks')).status).toBe(405);
  });
});
