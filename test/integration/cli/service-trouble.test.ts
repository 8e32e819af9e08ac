import { describe, expect, test } from 'vitest';
import { createService, fileWith, generated } from './world.ts';

const TOO_MANY = (retryAfter: string) =>
  new Response('', { status: 429, headers: { 'retry-after': retryAfter } });

async function importing({ orders = 500, tokenSeconds = 3_600 } = {}) {
  const service = await createService({ tokenSeconds });
  const file = fileWith(await generated('--orders', String(orders)));
  return { service, file, run: (...options: string[]) => service.run(['import', file.path, ...options]) };
}

describe('a service that is down or busy', () => {
  test.each([429, 500, 503])('for a moment (%i) is asked again, and nothing is lost', async (status) => {
    const { service, run } = await importing();
    const seen = new Set<string>();
    // Each request once: of several on their way at a time, one could otherwise be turned away for good.
    service.hook = async (request) => {
      const body = await request.clone().text();
      if (seen.has(body)) return undefined;
      seen.add(body);
      return new Response('', { status });
    };
    expect((await run()).exitCode).toBe(0);
    expect(service.accepted()).toBe(500);
    expect(service.waits.length).toBeGreaterThan(1);
  });

  test('whose answer was lost is sent the same again', async () => {
    const { service, run } = await importing({ orders: 50 });
    const bodies: string[] = [];
    service.hook = async (request, n) => {
      bodies.push(await request.clone().text());
      if (n === 1) throw new TypeError('fetch failed');
      return undefined;
    };
    expect((await run()).exitCode).toBe(0);
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toBe(bodies[0]);
  });

  test('is left alone for as long as it asks, by seconds or by date', async () => {
    const { service, run } = await importing({ orders: 50 });
    service.hook = (_, n) => {
      if (n === 1) return TOO_MANY('7');
      if (n === 2) return TOO_MANY(new Date(service.clock.wallMs() + 9_000).toUTCString());
      return undefined;
    };
    expect((await run()).exitCode).toBe(0);
    expect(service.waits[0]).toBeGreaterThanOrEqual(7_000);
    expect(service.waits[0]).toBeLessThan(8_000);
    expect(service.waits[1]).toBeGreaterThanOrEqual(8_000);
  });

  test('is asked less and less often, and given up in time with a clear message', async () => {
    const { service, run } = await importing({ orders: 50 });
    const from = service.clock.monotonicMs();
    service.hook = () => new Response('', { status: 503 });
    const { exitCode, stderr } = await run('--give-up-after', '60');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('127.0.0.1:8787 answers 503. Tried for 60 s.');
    expect(service.clock.monotonicMs() - from).toBeLessThanOrEqual(60_000);
    expect(service.waits.length).toBeLessThan(25);
    expect(service.waits.at(-1)).toBeGreaterThan((service.waits[0] as number) * 4);
  });

  test('that cannot be reached at all is said so', async () => {
    const { service, file } = await importing({ orders: 5 });
    const unreachable = { fetch: () => Promise.reject(new TypeError('fetch failed')) };
    const { exitCode, stderr } = await service.run(
      ['import', file.path, '--give-up-after', '3'],
      unreachable,
    );
    expect(exitCode).toBe(3);
    expect(stderr).toContain('cannot be reached');
  });

  test('does not hold up the wish to stop', async () => {
    const { service, file } = await importing({ orders: 5 });
    const interruption = new AbortController();
    service.hook = () => {
      interruption.abort();
      return new Response('', { status: 503 });
    };
    const { exitCode } = await service.run(['import', file.path], { interruption: interruption.signal });
    expect(exitCode).toBe(3);
    expect(service.waits).toHaveLength(1);
  });
});

describe('tokens', () => {
  test('are renewed before they expire', async () => {
    const { service, run } = await importing({ orders: 2_000, tokenSeconds: 10 });
    service.hook = () => {
      service.clock.advance(3_000);
      return undefined;
    };
    const { exitCode } = await run('--concurrency', '1');
    expect(exitCode).toBe(0);
    expect(service.tokensGiven).toBeGreaterThan(1);
    expect(service.log.codes().filter((code) => code !== 'change.accepted')).toEqual([]);
  });

  test('that are refused on the way are replaced, and the changes sent again', async () => {
    const { service, run } = await importing();
    service.hook = (_, n) => (n === 2 ? new Response('', { status: 401 }) : undefined);
    expect((await run('--concurrency', '1')).exitCode).toBe(0);
    expect(service.tokensGiven).toBe(2);
    expect(service.accepted()).toBe(500);
  });

  test('that are refused each time end the import as unusable', async () => {
    const { service, run } = await importing();
    service.hook = () => new Response('', { status: 401 });
    expect((await run()).exitCode).toBe(2);
  });

  test.each([
    ['an unknown client', ['--client-id', 'stranger', '--client-secret', 'x'], 'refused the client'],
    [
      'a client that may only read',
      ['--client-id', 'reader', '--client-secret', 'reader-secret'],
      'registry:write',
    ],
  ])('are not to be had for %s', async (_, options, says) => {
    const { service, run } = await importing();
    const { exitCode, stderr } = await run(...options);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
    expect(service.accepted()).toBe(0);
  });
});

test.each([
  ['a refusal of the whole request', new Response('', { status: 422 })],
  ['an answer that is none', new Response('<html>', { status: 202 })],
  ['an answer about fewer changes', Response.json({ results: [{ status: 'accepted' }] }, { status: 202 })],
])('%s ends the import instead of being taken for an acceptance', async (_, answer) => {
  const { service, file, run } = await importing();
  service.hook = (_request, n) => (n === 2 ? answer : undefined);
  const { exitCode } = await run('--concurrency', '1');
  expect(exitCode).toBe(3);
  expect(JSON.parse(file.checkpoint() ?? '').accepted).toBe(service.accepted());
});
