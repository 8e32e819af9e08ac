import { setTimeout as pause } from 'node:timers/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KeptAnswer } from '../../../shared/idempotency/kept-answer.ts';
import type { RequestStore } from '../../../shared/idempotency/ports.ts';
import { type RunOnceDependencies, runOnce } from '../../../shared/idempotency/run-once.ts';
import { idempotencyParts } from '../../support/idempotency-parts.ts';

const DIGESTS = { name: 'n'.repeat(32), content: 'c'.repeat(32) };

/** The store over a network: every call takes its time before and after. */
function slow(store: RequestStore, turns: () => number): RequestStore {
  const wait = async () => {
    for (let left = turns(); left > 0; left--) await pause(0);
  };
  const around =
    <Args extends unknown[], R>(call: (...args: Args) => Promise<R>) =>
    async (...args: Args): Promise<R> => {
      await wait();
      const result = await call(...args);
      await wait();
      return result;
    };
  return {
    claim: around(store.claim),
    takeOver: around(store.takeOver),
    keep: around(store.keep),
    free: around(store.free),
  };
}

test('of any number of same requests at once one is done, and the others ask again or get its answer', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 8 }),
      fc.array(fc.nat(2), { minLength: 64, maxLength: 64 }),
      async (count, delays) => {
        let at = 0;
        const turns = () => delays[at++ % delays.length] as number;
        const parts = idempotencyParts();
        const deps: RunOnceDependencies = { ...parts, store: slow(parts.store, turns) };
        let done = 0;
        const work = async (): Promise<KeptAnswer> => {
          await pause(0);
          return { status: 202, headers: {}, body: `${++done}` };
        };
        const ask = () => runOnce(DIGESTS, work, async (answer) => answer, deps);
        const outcomes = await Promise.all(Array.from({ length: count }, ask));
        outcomes.push(await ask());

        expect(done).toBe(1);
        expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
        for (const outcome of outcomes) {
          if (outcome.kind === 'replayed') expect(outcome.answer.body).toBe('1');
          else expect(['done', 'under-way']).toContain(outcome.kind);
        }
        expect(outcomes.at(-1)?.kind).toBe('replayed');
      },
    ),
    { numRuns: 40 },
  );
});

test('whatever takes over a lapsed claim, at most one of many does the work', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 6 }), fc.nat(2), async (count, turn) => {
      const parts = idempotencyParts();
      const dead = { ...DIGESTS, claimId: 'dead', claimedAtMs: parts.clock.wallMs() - 3_600_000 };
      await parts.store.claim(dead);
      const deps = { ...parts, store: slow(parts.store, () => turn) };
      let done = 0;
      const work = async (): Promise<KeptAnswer> => ({ status: 200, headers: {}, body: `${++done}` });
      const outcomes = await Promise.all(
        Array.from({ length: count }, () => runOnce(DIGESTS, work, async (answer) => answer, deps)),
      );
      expect(done).toBe(1);
      expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    }),
    { numRuns: 20 },
  );
});
