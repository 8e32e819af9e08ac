import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { describe, expect, test } from 'vitest';
import { authenticate } from '../../../shared/adapters/http/authenticate.ts';
import { createHttpApp } from '../../../shared/adapters/http/http-app.ts';
import { HttpProblem } from '../../../shared/adapters/http/http-problem.ts';
import { idempotent } from '../../../shared/adapters/http/idempotency.ts';
import { readJsonBody } from '../../../shared/adapters/http/json-body.ts';
import { handleOnLambda } from '../../../shared/adapters/http/lambda-entry.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { RequestStore } from '../../../shared/idempotency/ports.ts';
import { CLAIM_MS, KEPT_MS } from '../../../shared/idempotency/run-once.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { idempotencyParts } from '../../support/idempotency-parts.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createTestTokens } from '../../support/tokens.ts';

const SECRET_ANSWER = 'whsec_secret-of-the-answer';

/** An API that counts how often it did something, and does it as a test says. */
async function world(faulty: Partial<RequestStore> = {}) {
  const clock = createManualClock();
  const log = createCapturedLog();
  const tokens = await createTestTokens({ clock });
  const parts = idempotencyParts(clock);
  let requests = 0;
  const app = createHttpApp({ logger: log.logger, newRequestId: () => `request-${++requests}` });
  app.use('/v1/*', authenticate(tokens.verifier));
  app.use('/v1/*', idempotent({ ...parts, store: { ...parts.store, ...faulty } }));
  const state = {
    done: [] as unknown[],
    answer: (): Response | Promise<Response> =>
      Response.json(
        { secret: SECRET_ANSWER, nth: state.done.length },
        {
          status: 201,
          headers: { location: '/v1/things/1', 'x-other': 'of this request' },
        },
      ),
  };
  app.post('/v1/*', async (c) => {
    state.done.push(c.req.header('content-type') === undefined ? null : await readJsonBody(c));
    return await state.answer();
  });
  app.get('/v1/things', (c) => c.json({ nth: state.done.push('read') }));

  async function post(
    key: string | undefined,
    body: unknown = { amount: 1 },
    {
      path = '/v1/things',
      clientId = 'client-a',
      scopes = ['registry:write'] as string[],
      method = 'POST',
    } = {},
  ) {
    const response = await app.request(path, {
      method,
      headers: {
        authorization: `Bearer ${await tokens.token({ clientId, scopes })}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text };
  }
  return { app, clock, log, parts, state, tokens, post };
}

describe('a request with an Idempotency-Key', () => {
  test('that is sent again gets the first answer and is done once', async () => {
    const { post, state } = await world();
    const first = await post('k1');
    const second = await post('"k1"');
    expect(state.done).toEqual([{ amount: 1 }]);
    expect([second.status, second.text]).toEqual([201, first.text]);
    expect(second.headers.get('location')).toBe('/v1/things/1');
    expect(second.headers.get('content-type')).toBe('application/json');
    expect(second.headers.get('x-other')).toBeNull();
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    expect(second.headers.get('x-request-id')).toBe('request-2');
  });

  test('answered without a body is replayed without one', async () => {
    const { post, state } = await world();
    state.answer = () => new Response(null, { status: 204 });
    await post('k1');
    expect(await post('k1')).toMatchObject({ status: 204, text: '' });
    expect(state.done).toHaveLength(1);
  });

  test.each([
    ['another body', { amount: 2 }, {}],
    ['another path', { amount: 1 }, { path: '/v1/others' }],
    ['another query', { amount: 1 }, { path: '/v1/things?really=1' }],
  ])('under a key that was used for %s is refused with a 422', async (_, body, options) => {
    const { post, state } = await world();
    await post('k1');
    const refused = await post('k1', body, options);
    expect(refused.status).toBe(422);
    expect(JSON.parse(refused.text)).toMatchObject({ type: '/problems/idempotency-key-reused' });
    expect(state.done).toHaveLength(1);
  });

  test.each([
    ['another key', 'k2', {}],
    ['another client', 'k1', { clientId: 'client-b' }],
    ['another right', 'k1', { scopes: ['operations'] }],
  ])('under %s is another request', async (_, key, options) => {
    const { post, state } = await world();
    await post('k1');
    expect((await post(key, { amount: 1 }, options)).headers.get('idempotency-replayed')).toBeNull();
    expect(state.done).toHaveLength(2);
  });

  test('is told to ask again while the first is worked on', async () => {
    const { post, state } = await world();
    const gate = Promise.withResolvers<Response>();
    const reached = Promise.withResolvers<void>();
    state.answer = () => {
      reached.resolve();
      return gate.promise;
    };
    const first = post('k1');
    await reached.promise;
    const second = await post('k1');
    expect(second.status).toBe(409);
    expect(second.headers.get('retry-after')).toBe('1');
    expect(JSON.parse(second.text)).toMatchObject({ type: '/problems/request-under-way' });
    gate.resolve(Response.json({}));
    expect((await first).status).toBe(200);
    expect((await post('k1')).headers.get('idempotency-replayed')).toBe('true');
    expect(state.done).toHaveLength(1);
  });

  test.each([
    ['content-type', 'text/plain'],
    ['content-encoding', 'gzip'],
  ])('that was refused for its %s is done when it comes as it should', async (header, value) => {
    const { app, tokens, state, post } = await world();
    const authorization = `Bearer ${await tokens.token({ clientId: 'client-a', scopes: ['registry:write'] })}`;
    const refused = await app.request('/v1/things', {
      method: 'POST',
      headers: {
        authorization,
        'idempotency-key': 'k1',
        'content-type': 'application/json',
        [header]: value,
      },
      body: JSON.stringify({ amount: 1 }),
    });
    expect(refused.status).toBe(415);
    expect((await post('k1')).status).toBe(201);
    expect(state.done).toEqual([{ amount: 1 }]);
  });

  test('whose key is none is refused before anything is done', async () => {
    const { post, state } = await world();
    const refused = await post('two keys');
    expect(refused.status).toBe(400);
    expect(refused.text).not.toContain('two keys');
    expect(state.done).toEqual([]);
  });

  test('sends its body through the events of the gateway too', async () => {
    const { app, tokens, state } = await world();
    const answer = handleOnLambda(app);
    const event = (body: string) => ({
      version: '2.0',
      routeKey: 'POST /v1/things',
      rawPath: '/v1/things',
      rawQueryString: '',
      headers: { host: 'api.example', 'content-type': 'application/json', 'idempotency-key': 'k1' } as Record<
        string,
        string
      >,
      requestContext: {
        http: { method: 'POST', path: '/v1/things' },
        domainName: 'api.example',
        stage: '$default',
      },
      body,
      isBase64Encoded: false,
    });
    const send = async (body: string) => {
      const made = event(body);
      made.headers.authorization = `Bearer ${await tokens.token({ scopes: ['registry:write'] })}`;
      return await answer(made as never, {} as never);
    };
    expect((await send('{"a":1}')).statusCode).toBe(201);
    expect((await send('{"a":1}')).headers).toMatchObject({ 'idempotency-replayed': 'true' });
    expect((await send('{"a":2}')).statusCode).toBe(422);
    expect(state.done).toEqual([{ a: 1 }]);
  });

  test.each([
    ['a stated length', {}],
    ['an unknown length', { 'transfer-encoding': 'chunked' }],
  ])('sends its body through Node’s HTTP server too, with %s', async (_, headers) => {
    const { app, tokens, state } = await world();
    const server = createServer(getRequestListener((request, env) => app.fetch(request, env)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const authorization = `Bearer ${await tokens.token({ scopes: ['registry:write'] })}`;
    const send = async (body: string) => {
      const request = httpRequest({
        port,
        host: '127.0.0.1',
        path: '/v1/things',
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', 'idempotency-key': 'k1', ...headers },
      });
      request.end(body);
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.resume();
      return [response.statusCode, response.headers['idempotency-replayed']];
    };
    expect(await send('{"a":1}')).toEqual([201, undefined]);
    expect(await send('{"a":1}')).toEqual([201, 'true']);
    expect(await send('{"a":2}')).toEqual([422, undefined]);
    expect(state.done).toEqual([{ a: 1 }]);
    server.closeAllConnections();
    server.close();
  });
});

describe('what is kept', () => {
  test.each([
    ['a refusal', new HttpProblem('conflict', 'no'), 409],
    ['bad input', new HttpProblem('invalid-input', 'no'), 422],
    ['nothing found', new HttpProblem('not-found', 'no'), 404],
  ])('%s decides the request and is repeated', async (_, problem, status) => {
    const { post, state } = await world();
    state.answer = () => {
      throw problem;
    };
    const first = await post('k1');
    const second = await post('k1');
    expect([second.status, second.text]).toEqual([status, first.text]);
    expect(state.done).toHaveLength(1);
  });

  test.each([
    ['a defect', new Error('x'), 500],
    ['something that does not answer', new DependencyUnavailable('sqs', 'down'), 503],
    ['a limit', new HttpProblem('too-many-requests', 'later', { retryAfterSeconds: 3 }), 429],
    ['what asks to come again', new HttpProblem('conflict', 'later', { retryAfterSeconds: 1 }), 409],
    ['a missing right', new HttpProblem('insufficient-scope', 'no'), 403],
  ])('%s decides nothing, and the retry is done', async (_, problem, status) => {
    const { post, state } = await world();
    const { answer } = state;
    state.answer = () => {
      throw problem;
    };
    expect((await post('k1')).status).toBe(status);
    state.answer = answer;
    expect((await post('k1')).status).toBe(201);
    expect(state.done).toHaveLength(2);
  });

  test('is neither the key, nor the body, nor the answer in clear', async () => {
    const { post, parts } = await world();
    await post('key-of-the-client', { number: 'number-of-a-person' });
    const stored = JSON.stringify(parts.store.all());
    expect(stored).toContain('sealedAnswer');
    for (const text of ['key-of-the-client', 'number-of-a-person', SECRET_ANSWER, 'client-a'])
      expect(stored).not.toContain(text);
  });

  test('is given again for a day and no longer', async () => {
    const { post, state, clock } = await world();
    await post('k1');
    clock.advance(KEPT_MS - 1);
    expect((await post('k1')).headers.get('idempotency-replayed')).toBe('true');
    clock.advance(1);
    expect((await post('k1', { amount: 2 })).status).toBe(201);
    expect(state.done).toHaveLength(2);
  });

  test('lapses as a mere claim when nobody can be at work any more', async () => {
    const { post, state, clock, parts } = await world();
    await post('k1');
    // Whoever claimed it died before the answer.
    const [{ sealedAnswer: _, ...claim } = {} as never] = parts.store.all();
    await parts.store.free(claim);
    await parts.store.claim({ ...claim, claimedAtMs: clock.wallMs() });
    clock.advance(CLAIM_MS - 1);
    expect((await post('k1')).status).toBe(409);
    clock.advance(1);
    expect((await post('k1')).status).toBe(201);
    expect(state.done).toHaveLength(2);
    expect(CLAIM_MS).toBeGreaterThan(30_000);
  });

  test('is nothing of an answer that is too large, so the retry is done', async () => {
    const { post, state } = await world();
    state.answer = () => Response.json({ text: 'x'.repeat(300_000) });
    await post('k1');
    expect((await post('k1')).headers.get('idempotency-replayed')).toBeNull();
    expect(state.done).toHaveLength(2);
  });
});

describe('when the store fails', () => {
  const down = () => Promise.reject(new DependencyUnavailable('dynamodb', 'down'));

  test('nothing is done if the name cannot be claimed', async () => {
    const { post, state } = await world({ claim: down });
    expect((await post('k1')).status).toBe(503);
    expect(state.done).toEqual([]);
  });

  test('what was done is answered although the answer cannot be kept', async () => {
    const { post, parts } = await world({ keep: down });
    expect((await post('k1')).status).toBe(201);
    expect(parts.notKept).toHaveLength(1);
  });

  test('a fault is answered as one although the name cannot be given back', async () => {
    const { post, parts, state } = await world({ free: down });
    state.answer = () => {
      throw new DependencyUnavailable('sqs', 'down');
    };
    expect((await post('k1')).status).toBe(503);
    expect(parts.notKept).toHaveLength(1);
  });

  test('a request without a key does not notice', async () => {
    const { post } = await world({ claim: down });
    expect((await post(undefined)).status).toBe(201);
    expect((await post('k1', undefined, { method: 'GET' })).status).toBe(200);
  });
});
