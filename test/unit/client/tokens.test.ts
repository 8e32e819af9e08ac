import { describe, expect, test } from 'vitest';
import {
  allowAll,
  type ClientWorld,
  createClientWorld,
  hang,
  passengers,
  reset,
  SECRET,
  status,
  TRAIN,
  tokenAnswer,
} from './client-world.ts';

const one = passengers(1);
const failure = async (work: Promise<unknown>) =>
  await work.then(
    () => undefined,
    (error: unknown) => error,
  );
const ask = ({ client, clock }: ClientWorld) => clock.run(client.check(TRAIN, one));
const tokensUsed = ({ seen }: ClientWorld) => seen.map(({ headers }) => headers.get('authorization'));

describe('a token', () => {
  test('is fetched with the credentials by HTTP Basic, form-encoded, and used until it is old', async () => {
    const world = createClientWorld();
    await ask(world);
    await ask(world);
    expect(world.tokenRequests).toHaveLength(1);
    const [request] = world.tokenRequests;
    expect(request?.url).toBe('https://check.example/oauth2/token');
    expect(request?.body).toBe('grant_type=client_credentials');
    const basic = request?.headers.get('authorization')?.replace('Basic ', '') ?? '';
    expect(Buffer.from(basic, 'base64').toString()).toBe('rail-1:a+secret%2Fof%2Bthe%3Dclient');
  });

  test('is asked for where and with the scope that was told', async () => {
    const world = createClientWorld({ tokenUrl: 'https://tokens.example/oauth2/token', scope: 'check:rail' });
    await ask(world);
    expect(world.tokenRequests[0]).toMatchObject({
      url: 'https://tokens.example/oauth2/token',
      body: 'grant_type=client_credentials&scope=check%3Arail',
    });
  });

  test('is fetched once for all who wait for it', async () => {
    const world = createClientWorld();
    await world.clock.run(Promise.all([ask(world), ask(world), world.client.check(TRAIN, passengers(230))]));
    expect(world.tokenRequests).toHaveLength(1);
  });

  test('is renewed ahead of its end while it goes on being used', async () => {
    const world = createClientWorld();
    await ask(world);
    await world.clock.pass(2_800_000);
    world.answerTokens(hang);
    await ask(world);
    expect(world.tokenRequests).toHaveLength(2);
    expect(tokensUsed(world)).toEqual(['Bearer token-1', 'Bearer token-1']);
    world.answerTokens(tokenAnswer('token-b'));
    await world.clock.pass(10_000);
    await ask(world);
    await ask(world);
    expect(tokensUsed(world).at(-1)).toBe('Bearer token-b');
    expect(world.tokenRequests).toHaveLength(3);
  });

  test('is not used past its end, by whichever clock', async () => {
    const world = createClientWorld();
    await ask(world);
    await world.clock.pass(3_600_000);
    await ask(world);
    expect(tokensUsed(world).at(-1)).toBe('Bearer token-2');
    // A frozen container: the monotonic clock stood still.
    world.clock.jumpWall(3_600_000);
    await ask(world);
    expect(tokensUsed(world).at(-1)).toBe('Bearer token-3');
  });

  test('serves on when the wall clock is set back', async () => {
    const world = createClientWorld();
    await ask(world);
    world.clock.jumpWall(-86_400_000);
    await ask(world);
    expect(world.tokenRequests).toHaveLength(1);
  });

  test('that is rejected is replaced once, for all who used it', async () => {
    const world = createClientWorld();
    world.answer((request) =>
      request.headers.get('authorization') === 'Bearer token-1' ? status(401)(request) : allowAll(request),
    );
    const check = await world.clock.run(world.client.check(TRAIN, passengers(230)));
    expect(check.results.every(({ decision }) => decision === 'allow')).toBe(true);
    expect(world.tokenRequests).toHaveLength(2);
  });

  test('that is rejected twice is an error of the client, not of the sale', async () => {
    const world = createClientWorld();
    world.answer(status(401));
    expect(await failure(ask(world))).toMatchObject({ name: 'Unauthorized', status: 401 });
    expect(world.seen).toHaveLength(2);
  });
});

describe('the token endpoint', () => {
  test('that refuses the client is not asked again, and its words are not repeated', async () => {
    const world = createClientWorld();
    world.answerTokens(status(401, {}, { error: 'invalid_client', error_description: `not ${SECRET}` }));
    const error = (await failure(ask(world))) as Error;
    expect(error).toMatchObject({ name: 'Unauthorized' });
    expect(error.message).toBe('The token endpoint refuses the client: invalid_client (401).');
    expect(world.tokenRequests).toHaveLength(1);
  });

  test.each([
    ['unavailable', reset],
    ['unavailable', status(503)],
    ['timeout', hang],
    ['malformed-answer', () => Response.json({ access_token: 'a b\r\nx: y', token_type: 'Bearer' })],
    ['malformed-answer', () => Response.json({ access_token: 'abc', token_type: 'mac' })],
    ['malformed-answer', () => new Response('<p>', { headers: { 'content-type': 'text/html' } })],
    ['rate-limited', status(429, { 'retry-after': '60' })],
  ] as const)('that is down (%s) makes checks undetermined within their deadline', async (cause, fault) => {
    const world = createClientWorld();
    world.answerTokens(fault);
    const from = world.clock.monotonicMs();
    const check = await ask(world);
    expect(check.results).toMatchObject([
      { decision: 'undetermined', fallback: 'proceed-and-recheck', cause },
    ]);
    expect(world.clock.monotonicMs() - from).toBeLessThanOrEqual(2_000);
    expect(world.seen).toHaveLength(0);
  });

  test('and the service are never followed elsewhere: credentials go where they were meant to', async () => {
    const world = createClientWorld();
    await ask(world);
    expect([...world.tokenRequests, ...world.seen].map(({ redirect }) => redirect)).toEqual([
      'manual',
      'manual',
    ]);
  });

  test('that comes back is used within the same check', async () => {
    const world = createClientWorld();
    world.answerTokens(status(503), tokenAnswer('token-b'));
    expect((await ask(world)).results[0]?.decision).toBe('allow');
  });
});

describe('a provider of tokens', () => {
  test('gives them, and is told which was rejected', async () => {
    const rejections: unknown[] = [];
    const world = createClientWorld({
      async token({ rejected }) {
        rejections.push(rejected);
        return rejected === undefined ? 'old' : 'new';
      },
    });
    world.answer((request) =>
      request.headers.get('authorization') === 'Bearer old' ? status(401)(request) : allowAll(request),
    );
    expect((await ask(world)).results[0]?.decision).toBe('allow');
    expect(rejections).toEqual([undefined, 'old']);
    expect(world.tokenRequests).toEqual([]);
  });

  test.each([
    ['fails', async () => Promise.reject(new Error(SECRET))],
    [
      'throws',
      () => {
        throw new Error(SECRET);
      },
    ],
    ['gives none', async () => 'two words'],
  ])('that %s makes checks undetermined, and what it says is not repeated', async (_, token) => {
    const world = createClientWorld({ token: token as () => Promise<string> });
    expect((await ask(world)).results[0]).toMatchObject({ decision: 'undetermined', cause: 'unavailable' });
    const error = (await failure(world.clock.run(world.client.getChange('c-1')))) as Error;
    expect(error).toMatchObject({ name: 'Unavailable' });
    expect(`${error.message} ${error.cause}`).not.toContain(SECRET);
  });
});
