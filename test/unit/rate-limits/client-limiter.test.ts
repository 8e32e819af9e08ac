import { describe, expect, test } from 'vitest';
import { createMemoryClientCounters } from '../../../shared/adapters/memory/client-counters.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { createClientLimiter, EXCHANGE_EVERY_MS } from '../../../shared/rate-limits/client-limiter.ts';
import type { ClientCounters } from '../../../shared/rate-limits/ports.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const LIMITS = { ratePerSecond: 10, burst: 20 };
const CLIENT = { clientId: 'client-a' };

function world(counters: ClientCounters = createMemoryClientCounters()) {
  const clock = createManualClock();
  const faults: unknown[] = [];
  const additions: number[] = [];
  const counting: ClientCounters = {
    add(name, counts, nowMs) {
      additions.push(counts.passed);
      return counters.add(name, counts, nowMs);
    },
  };
  const container = (at: ManualClock = clock) =>
    createClientLimiter({
      api: 'check',
      clock: at,
      counters: counting,
      limits: LIMITS,
      onUncounted: (error) => faults.push(error),
    });
  return { clock, faults, additions, container };
}

/** How many of so many requests pass. */
function passing(
  limiter: ReturnType<ReturnType<typeof world>['container']>,
  requests: number,
  client = CLIENT,
) {
  return Array.from({ length: requests }, () => limiter.admit(client, 1)).filter((wait) => wait === 0).length;
}

describe('a client', () => {
  test('may ask a burst at once and then as much as its rate gives', () => {
    const { clock, container } = world();
    const limiter = container();
    expect(passing(limiter, 30)).toBe(20);
    clock.advance(500);
    expect(passing(limiter, 30)).toBe(5);
    clock.advance(3_600_000);
    expect(passing(limiter, 30)).toBe(20);
  });

  test('is told in whole seconds when it may ask again, and then may', () => {
    const { clock, container } = world();
    const limiter = container();
    expect(limiter.admit(CLIENT, 20)).toBe(0);
    expect(limiter.admit(CLIENT, 1)).toBe(1);
    expect(limiter.admit(CLIENT, 15)).toBe(2);
    clock.advance(2_000);
    expect(limiter.admit(CLIENT, 15)).toBe(0);
  });

  test('passes with what costs more than its burst when its bucket is full', () => {
    const { clock, container } = world();
    const limiter = container();
    expect(limiter.admit(CLIENT, 100)).toBe(0);
    expect(limiter.admit(CLIENT, 100)).toBe(2);
    clock.advance(2_000);
    expect(limiter.admit(CLIENT, 100)).toBe(0);
  });

  test('does not use up what another may ask', () => {
    const limiter = world().container();
    passing(limiter, 30);
    expect(passing(limiter, 30, { clientId: 'client-b' })).toBe(20);
  });

  test('with limits of its own is held to these', () => {
    const limiter = world().container();
    const client = { ...CLIENT, limits: { ratePerSecond: 1, burst: 3 } };
    expect(passing(limiter, 30, client)).toBe(3);
    expect(limiter.admit(client, 1)).toBe(1);
  });

  test('that is slowed down may ask so much less', () => {
    const { clock, container } = world();
    const limiter = container();
    expect(limiter.admit(CLIENT, 5, 4)).toBe(0);
    expect(limiter.admit(CLIENT, 5, 4)).toBe(2);
    clock.advance(2_000);
    expect(limiter.admit(CLIENT, 5, 4)).toBe(0);
  });

  test('gets its tokens back while the container was frozen, and keeps them when the wall clock is set back', () => {
    const { clock, container } = world();
    const limiter = container();
    passing(limiter, 30);
    clock.jumpWall(1_000);
    expect(passing(limiter, 30)).toBe(10);
    clock.jumpWall(-3_600_000);
    expect(passing(limiter, 30)).toBe(0);
    clock.advance(1_000);
    expect(passing(limiter, 30)).toBe(10);
  });
});

describe('containers', () => {
  test('learn what passed elsewhere, and share the rate', async () => {
    const { clock, container } = world();
    const [one, other] = [container(), container()];
    const both = async () => {
      const passed = passing(one, 30) + passing(other, 30);
      await Promise.all([one.idle(), other.idle()]);
      return passed;
    };
    await both();
    let passed = 0;
    for (let seconds = 0; seconds < 100; seconds++) {
      clock.advance(1_000);
      passed += await both();
    }
    expect(passed).toBeLessThanOrEqual(100 * 10 + 20);
    expect(passed).toBeGreaterThan(100 * 10 * 0.9);
  });

  test('that were idle hear of a long time at once and are not blocked for it', async () => {
    const { clock, container } = world();
    const [one, other] = [container(), container()];
    for (const limiter of [one, other, one, other]) {
      limiter.admit(CLIENT, 1);
      await limiter.idle();
      clock.advance(EXCHANGE_EVERY_MS);
    }
    for (let seconds = 0; seconds < 60; seconds++) {
      passing(one, 5);
      await one.idle();
      clock.advance(1_000);
    }
    other.admit(CLIENT, 1);
    await other.idle();
    expect(passing(other, 10)).toBe(10);
  });

  test('add at most once a second, and nobody waits for it', async () => {
    const never: ClientCounters = { add: () => new Promise(() => {}) };
    const { clock, container, additions } = world(never);
    const limiter = container();
    for (let steps = 0; steps < 50; steps++) {
      limiter.admit(CLIENT, 1);
      clock.advance(100);
    }
    expect(additions).toEqual([1]);

    const second = world();
    const counted = second.container();
    for (let steps = 0; steps < 50; steps++) {
      counted.admit(CLIENT, 1);
      await counted.idle();
      second.clock.advance(100);
    }
    expect(second.additions.length).toBe(5);
  });

  test('keep to the limit by themselves while the counter fails, and say so once a minute', async () => {
    let isDown = true;
    const counters = createMemoryClientCounters();
    const { clock, container, faults, additions } = world({
      add: (...args) =>
        isDown ? Promise.reject(new DependencyUnavailable('dynamodb', 'down')) : counters.add(...args),
    });
    const limiter = container();
    let passed = 0;
    for (let seconds = 0; seconds < 90; seconds++) {
      passed += passing(limiter, 30);
      await limiter.idle();
      clock.advance(1_000);
    }
    expect(passed).toBe(20 + 89 * 10);
    expect(faults).toHaveLength(2);
    isDown = false;
    limiter.admit(CLIENT, 1);
    await limiter.idle();
    // What could not be added before goes with it.
    expect(additions.at(-1)).toBe(passed + 1);
  });

  test('are not confused by a counter that began again', async () => {
    let counters = createMemoryClientCounters();
    const { clock, container } = world({ add: (...args) => counters.add(...args) });
    const limiter = container();
    passing(limiter, 20);
    await limiter.idle();
    counters = createMemoryClientCounters();
    clock.advance(86_400_000);
    limiter.admit(CLIENT, 1);
    await limiter.idle();
    expect(passing(limiter, 30)).toBe(19);
  });
});
