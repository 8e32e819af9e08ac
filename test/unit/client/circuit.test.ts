import { describe, expect, test } from 'vitest';
import { createBreaker } from '../../../shared/client/breaker.ts';
import { POLICY_FALLBACKS } from '../../../shared/client/checks/fallbacks.ts';
import type { Purchase } from '../../../shared/client/index.ts';
import {
  type Answer,
  allowAll,
  type ClientWorld,
  createClientWorld,
  hang,
  passengers,
  status,
  TRAIN,
} from './client-world.ts';
import { createFakeClock } from './fake-clock.ts';

const one = passengers(1);
const ask = ({ client, clock }: ClientWorld) => clock.run(client.check(TRAIN, one));
const states = ({ events }: ClientWorld) =>
  events.flatMap((event) => (event.kind === 'circuit' ? [event.state] : []));

async function opened(options?: Parameters<typeof createClientWorld>[0]): Promise<ClientWorld> {
  const world = createClientWorld(options);
  world.answer(status(500));
  await ask(world);
  await ask(world);
  expect(world.client.circuit()).toBe('open');
  return world;
}

describe('the circuit', () => {
  test('opens after five failures in a row and gives up the retries of the check at hand', async () => {
    const world = await opened();
    expect(world.seen).toHaveLength(5);
  });

  test('opens when half of the newest twenty attempts failed', async () => {
    const world = createClientWorld();
    let count = 0;
    world.answer((request) => (count++ % 2 === 0 ? status(500)(request) : allowAll(request)));
    for (let index = 0; index < 10; index++) await ask(world);
    expect(world.client.circuit()).toBe('closed');
    await ask(world);
    expect(world.client.circuit()).toBe('open');
  });

  test('stays closed over what the service answers: bad input, limits, missing rights', async () => {
    const world = createClientWorld();
    for (const code of [422, 403, 401, 429]) {
      world.answer(status(code, { 'retry-after': '60' }));
      for (let index = 0; index < 6; index++) await ask(world).catch(() => undefined);
    }
    expect(world.client.circuit()).toBe('closed');
  });

  test('while open, answers every check at once by the policy of its sector, and never allows', async () => {
    const world = await opened();
    world.answer(allowAll);
    const sent = world.seen.length;
    const from = world.clock.monotonicMs();
    for (const [sector, fallback] of Object.entries(POLICY_FALLBACKS)) {
      const check = await world.client.check({ ...TRAIN, sector } as Purchase, passengers(3));
      expect(check.results.map(({ ref }) => ref)).toEqual(['p1', 'p2', 'p3']);
      expect(check.results[0]).toMatchObject({ decision: 'undetermined', fallback, cause: 'circuit-open' });
    }
    expect(world.seen).toHaveLength(sent);
    expect(world.clock.monotonicMs()).toBe(from);
  });

  test('holds in the sectors that an operator wants held', async () => {
    const world = await opened({ fallback: { rail: 'hold' } });
    expect((await ask(world)).results[0]).toMatchObject({
      fallback: 'hold',
      customerNotice: { en: expect.stringContaining('try again') },
    });
  });

  test('lets one check at a time probe after five seconds, and closes when it is answered', async () => {
    const world = await opened();
    await world.clock.pass(5_000);
    const sent = world.seen.length;
    const slow: Answer = async (request) => {
      await new Promise<void>((resolve) => world.clock.after(200, resolve));
      return allowAll(request);
    };
    world.answer(slow);
    const probe = world.client.check(TRAIN, one);
    await world.clock.pass(100);
    expect((await world.client.check(TRAIN, one)).results[0]).toMatchObject({ cause: 'circuit-open' });
    expect((await world.clock.run(probe)).results[0]?.decision).toBe('allow');
    expect(world.seen).toHaveLength(sent + 1);
    expect((await ask(world)).results[0]?.decision).toBe('allow');
    expect(states(world)).toEqual(['open', 'half-open', 'closed']);
  });

  test('opens again after one failure of the probe', async () => {
    const world = await opened();
    const sent = world.seen.length;
    await world.clock.pass(5_000);
    await ask(world);
    expect(world.seen).toHaveLength(sent + 1);
    expect(world.client.circuit()).toBe('open');
    expect((await ask(world)).results[0]).toMatchObject({ cause: 'circuit-open' });
    expect(world.seen).toHaveLength(sent + 1);
  });

  test('is probed by another check when the first prober gives up', async () => {
    const world = await opened();
    await world.clock.pass(5_000);
    world.answer(hang);
    const controller = new AbortController();
    const probe = world.client.check(TRAIN, one, { signal: controller.signal });
    await world.clock.pass(10);
    controller.abort(new Error('gone'));
    await expect(probe).rejects.toThrow('gone');
    world.answer(allowAll);
    expect((await ask(world)).results[0]?.decision).toBe('allow');
    expect(world.client.circuit()).toBe('closed');
  });

  test('lets nobody else probe because a check from before it opened has ended', async () => {
    const clock = createFakeClock();
    const breaker = createBreaker({ failures: 1, window: 20, openMs: 1_000 }, clock, () => undefined);
    const early = breaker.admit();
    breaker.admit()?.record('failed');
    await clock.pass(1_000);
    expect(breaker.admit()).toBeDefined();
    early?.end();
    expect(breaker.admit()).toBeUndefined();
  });

  test('does not close by an answer to what was sent before it opened', async () => {
    const world = createClientWorld();
    world.answer(async (request) => {
      await new Promise<void>((resolve) => world.clock.after(900, resolve));
      return allowAll(request);
    });
    const early = world.client.check(TRAIN, one);
    await world.clock.pass(1);
    world.answer(status(500));
    const failing = Promise.all([world.client.check(TRAIN, one), world.client.check(TRAIN, one)]);
    await world.clock.pass(800);
    await failing;
    expect(world.client.circuit()).toBe('open');
    expect((await world.clock.run(early)).results[0]?.decision).toBe('allow');
    expect(world.client.circuit()).toBe('open');
  });

  test('concerns checks alone: other calls have nobody waiting at a counter', async () => {
    const world = await opened();
    world.answer(() => Response.json({ notices: [] }));
    expect(await world.clock.run(world.client.listNotices())).toEqual({ notices: [] });
  });
});

test('a fallback is told to the listener, once for each request, without anybody in it', async () => {
  const world = await opened();
  await world.client.check(TRAIN, passengers(3), { requestId: 'sale-7' });
  expect(world.events.at(-1)).toEqual({
    kind: 'fallback',
    requestId: 'sale-7',
    sector: 'rail',
    fallback: 'proceed-and-recheck',
    cause: 'circuit-open',
    subjects: 3,
  });
});
