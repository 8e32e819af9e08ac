import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { SubjectKey } from '../../../shared/identity/subject-key.ts';
import { createFilterWorld, keyOf, saysNo } from '../../unit/filter/filter-world.ts';

const MAX_STALENESS_MS = 5_000;

type Step =
  | { readonly kind: 'list'; readonly keys: number }
  | { readonly kind: 'bulk'; readonly keys: number }
  | { readonly kind: 'build' }
  | { readonly kind: 'build-while-listing' }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'freeze'; readonly ms: number }
  | { readonly kind: 'clock-back'; readonly ms: number }
  | { readonly kind: 'log'; readonly up: boolean }
  | { readonly kind: 'files'; readonly state: 'up' | 'down' | 'damaged' }
  | { readonly kind: 'rollback'; readonly on: boolean }
  | { readonly kind: 'trim' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('list'), keys: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('bulk'), keys: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'build' }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'build-while-listing' }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('time'), ms: fc.integer({ min: 1, max: 3_000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('freeze'), ms: fc.integer({ min: 1, max: 1e7 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('clock-back'), ms: fc.integer({ min: 1, max: 1e6 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('log'), up: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('files'), state: fc.constantFrom('up', 'down', 'damaged') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rollback'), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'trim' }) },
) as fc.Arbitrary<Step>;

/** A world with faults, and followers of which some started late. */
function createFaultyWorld() {
  const world = createFilterWorld();
  const faults = { logUp: true, files: 'up' as 'up' | 'down' | 'damaged', rolledBack: false };
  let oldest: Awaited<ReturnType<typeof world.manifests.current>>;
  const { log, manifests, files } = world;
  const follow = () =>
    world.follow({
      log: {
        head: log.head,
        async readAfter(...args) {
          if (!faults.logUp) throw new DependencyUnavailable('dynamodb', 'cut off');
          return await log.readAfter(...args);
        },
      },
      manifests: {
        async current(signal) {
          if (!faults.logUp) throw new DependencyUnavailable('dynamodb', 'cut off');
          const current = await manifests.current(signal);
          oldest ??= current;
          return faults.rolledBack ? oldest : current;
        },
      },
      files: {
        async read(...args) {
          if (faults.files === 'down') throw new DependencyUnavailable('s3', 'down');
          const bytes = await files.read(...args);
          return faults.files === 'damaged' ? bytes.with(200, (bytes[200] as number) ^ 1) : bytes;
        },
      },
    });
  return { ...world, faults, follow };
}

describe('whatever happens to a follower', () => {
  it('it never says no to a key that was listed longer than the staleness ago', async () => {
    let noes = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const world = createFaultyWorld();
        const { clock, faults } = world;
        /** True time, which no clock in the world can turn back. */
        let elapsedMs = 0;
        const inForce: { key: SubjectKey; fromMs: number }[] = [];
        let next = 0;
        const newKeys = (count: number) => Array.from({ length: count }, () => keyOf(next++));
        const enforce = (keys: SubjectKey[]) => {
          for (const key of keys) inForce.push({ key, fromMs: elapsedMs + MAX_STALENESS_MS });
        };
        const run = async (each: Step) => {
          switch (each.kind) {
            case 'list': {
              const keys = newKeys(each.keys);
              await world.list(...keys);
              return enforce(keys);
            }
            case 'bulk': {
              const keys = newKeys(each.keys);
              world.listed.push(...keys);
              await world.build({ required: true });
              return enforce(keys);
            }
            case 'build':
              return void (await world.build());
            case 'build-while-listing':
              return void (await world.build({
                listedKeys: {
                  async *scan(signal) {
                    yield* world.listedKeys.scan(signal);
                    const keys = newKeys(2);
                    await world.list(...keys);
                    enforce(keys);
                  },
                },
              }));
            case 'time':
              elapsedMs += each.ms;
              return clock.advance(each.ms);
            case 'freeze':
              elapsedMs += each.ms;
              return clock.jumpWall(each.ms);
            case 'clock-back':
              return clock.jumpWall(-each.ms);
            case 'log':
              faults.logUp = each.up;
              return;
            case 'files':
              faults.files = each.state;
              return;
            case 'rollback':
              faults.rolledBack = each.on;
              return;
            case 'trim': {
              const current = await world.manifests.current();
              return current && world.log.trim(current.sequence);
            }
          }
        };
        await world.list(...newKeys(3));
        await world.build();
        const followers = [world.follow()];
        for (const [index, each] of steps.entries()) {
          await run(each);
          if (index % 15 === 14) followers.push(world.follow());
          for (const follower of followers) {
            const view = follower.view();
            for (const { key, fromMs } of inForce)
              if (fromMs < elapsedMs && saysNo(view, key)) expect.fail(`said no after step ${index}`);
            if (saysNo(view, keyOf(1e9))) noes += 1;
            // Requests come while a poll is under way as well as after it.
            if (index % 3 > 0) await follower.idle();
          }
        }
      }),
      { numRuns: 150 },
    );
    // A follower that never says no would keep the promise and be of no use.
    expect(noes).toBeGreaterThan(300);
  });
});
