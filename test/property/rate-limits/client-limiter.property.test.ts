import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryClientCounters } from '../../../shared/adapters/memory/client-counters.ts';
import { createClientLimiter } from '../../../shared/rate-limits/client-limiter.ts';
import type { ClientCounters } from '../../../shared/rate-limits/ports.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const CLIENT = { clientId: 'client-a' };
const STEP_MS = 100;

/** Counters whose answers a test holds back for up to a second. */
function delayedCounters(delaysMs: readonly number[], nowMs: () => number) {
  const counters = createMemoryClientCounters();
  const waiting: { readonly dueAtMs: number; readonly release: () => void }[] = [];
  let calls = 0;
  const delayed: ClientCounters = {
    async add(...args) {
      const sum = await counters.add(...args);
      const dueAtMs = nowMs() + (delaysMs[calls++ % delaysMs.length] as number);
      await new Promise<void>((release) => waiting.push({ dueAtMs, release }));
      return sum;
    },
  };
  return {
    delayed,
    async settle() {
      for (let index = waiting.length - 1; index >= 0; index--) {
        const one = waiting[index] as (typeof waiting)[number];
        if (one.dueAtMs > nowMs()) continue;
        waiting.splice(index, 1);
        one.release();
      }
      for (let turns = 0; turns < 6; turns++) await Promise.resolve();
    },
  };
}

/** In each step, how much is asked at each container. */
const arbitraryRun = fc.record({
  containers: fc.integer({ min: 1, max: 5 }),
  ratePerSecond: fc.integer({ min: 1, max: 50 }),
  burst: fc.integer({ min: 1, max: 200 }),
  delaysMs: fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 5 }),
  // Long pauses and rushes, not an even noise: those are what a limit over several containers is wrong about.
  phases: fc.array(
    fc.record({
      steps: fc.integer({ min: 1, max: 60 }),
      asked: fc.array(fc.constantFrom(0, 0, 1, 3, 50), { minLength: 5, maxLength: 5 }),
      cost: fc.constantFrom(1, 1, 2, 40),
    }),
    { minLength: 3, maxLength: 12 },
  ),
});

test('however requests come to however many containers, what passes stays within the stated bound', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRun, async ({ containers, ratePerSecond, burst, delaysMs, phases }) => {
      const clock = createManualClock();
      const beganAtMs = clock.wallMs();
      const { delayed, settle } = delayedCounters(delaysMs, clock.wallMs);
      const limiters = Array.from({ length: containers }, () =>
        createClientLimiter({
          api: 'check',
          clock,
          counters: delayed,
          limits: { ratePerSecond, burst },
          onUncounted: () => {},
        }),
      );
      let passed = 0;
      for (const { steps, asked, cost } of phases) {
        for (let step = 0; step < steps; step++) {
          for (const [at, limiter] of limiters.entries()) {
            for (let n = asked[at] as number; n > 0; n--) {
              if (limiter.admit(CLIENT, cost) === 0) passed += Math.min(cost, burst);
            }
          }
          await settle();
          const seconds = (clock.wallMs() - beganAtMs) / 1_000;
          const overshoot = 2 * containers * (burst + 2 * ratePerSecond);
          expect(passed).toBeLessThanOrEqual(ratePerSecond * seconds + burst + overshoot);
          clock.advance(STEP_MS);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('over a long time the overshoot is paid back: no more than the rate passes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 6 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 60 }),
      async (containers, ratePerSecond, more) => {
        // Who asks twice a second and may have less at once than comes in meanwhile cannot use its rate up.
        const burst = ratePerSecond + more;
        const clock = createManualClock();
        const { delayed, settle } = delayedCounters([0, 300, 700], clock.wallMs);
        const limiters = Array.from({ length: containers }, () =>
          createClientLimiter({
            api: 'check',
            clock,
            counters: delayed,
            limits: { ratePerSecond, burst },
            onUncounted: () => {},
          }),
        );
        let passed = 0;
        const seconds = 600;
        for (let step = 0; step < seconds * 2; step++) {
          for (const limiter of limiters) {
            for (let n = 0; n < ratePerSecond; n++) if (limiter.admit(CLIENT, 1) === 0) passed += 1;
          }
          await settle();
          clock.advance(500);
        }
        const overshoot = 2 * containers * (burst + 2 * ratePerSecond);
        expect(passed).toBeLessThanOrEqual(ratePerSecond * seconds + burst + overshoot);
        // Nobody is starved by it either.
        expect(passed).toBeGreaterThan(0.8 * ratePerSecond * seconds);
      },
    ),
    { numRuns: 8 },
  );
});
