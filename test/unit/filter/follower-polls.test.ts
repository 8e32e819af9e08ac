import { describe, expect, it } from 'vitest';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { FollowerOptions } from '../../../shared/filter/follower.ts';
import type { ChangeLog, Sequence } from '../../../shared/filter/ports.ts';
import { createFilterWorld, keysOf } from './filter-world.ts';

const aTurn = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A follower that is up to date, and how often it asks for what since then. */
async function followedWorld(options: Partial<FollowerOptions> = {}) {
  const world = createFilterWorld();
  await world.list(...keysOf(1, 5));
  await world.build();
  const asked = { reads: 0, heads: 0, manifests: 0, files: 0 };
  const trouble: { read?: () => Promise<never>; head?: Sequence; file?: () => Uint8Array } = {};
  const log: Pick<ChangeLog, 'readAfter' | 'head'> = {
    async readAfter(...args) {
      asked.reads += 1;
      await trouble.read?.();
      return await world.log.readAfter(...args);
    },
    async head() {
      asked.heads += 1;
      return trouble.head ?? (await world.log.head());
    },
  };
  const follower = world.follow({
    log,
    manifests: {
      async current(signal) {
        asked.manifests += 1;
        return await world.manifests.current(signal);
      },
    },
    files: {
      async read(...args) {
        asked.files += 1;
        return trouble.file?.() ?? (await world.files.read(...args));
      },
    },
    ...options,
  });
  await follower.poll();
  await follower.idle();
  Object.assign(asked, { reads: 0, heads: 0, manifests: 0, files: 0 });
  return { ...world, follower, asked, trouble };
}

const never = () => new Promise<never>(() => {});

describe('the polls of a follower', () => {
  it('ask for the head of the log once a minute while nothing is new, to the millisecond', async () => {
    const { follower, clock, asked } = await followedWorld();
    const heads: number[] = [];
    for (const waitMs of [1_000, 30_000, 28_999, 1, 1_000, 58_999, 1]) {
      clock.advance(waitMs);
      await follower.poll();
      heads.push(asked.heads);
    }
    expect(heads).toEqual([0, 0, 0, 1, 1, 1, 2]);
  });

  it('do not look for a snapshot as long as the log tells of no newer one', async () => {
    const { follower, asked, build } = await followedWorld();
    await follower.poll();
    await follower.idle();
    expect([asked.manifests, asked.files]).toEqual([0, 0]);
    await build();
    await follower.poll();
    await follower.idle();
    expect([asked.manifests, asked.files]).toEqual([1, 1]);
  });

  it('run one after the other, also when somebody asks for one while another is under way', async () => {
    const { follower, asked, trouble } = await followedWorld();
    let goOn = () => {};
    trouble.read = () => new Promise<never>((resolve) => (goOn = resolve as () => void));
    const first = follower.poll();
    await aTurn();
    const second = follower.poll();
    await aTurn();
    expect(asked.reads).toBe(1);
    delete trouble.read;
    goOn();
    await Promise.all([first, second]);
    expect(asked.reads).toBe(2);
  });

  it('are waited for by whoever waits until nothing is under way, over turns of the event loop', async () => {
    const { follower, clock, trouble } = await followedWorld();
    trouble.read = aTurn as () => Promise<never>;
    clock.advance(1_001);
    follower.view();
    await follower.idle();
    expect(follower.view()).toMatchObject({ kind: 'usable', ageMs: 0 });
  });

  it('are given up after their time by the clock, and not in the millisecond in which it ends', async () => {
    const { follower, clock, asked, trouble } = await followedWorld();
    trouble.read = never;
    const polling = follower.poll();
    await aTurn();
    clock.advance(2_000);
    follower.view();
    await aTurn();
    expect(asked.reads).toBe(1);
    delete trouble.read;
    clock.advance(1);
    follower.view();
    expect(await polling).toEqual({ kind: 'failed', reason: 'log-unreachable' });
    await follower.idle();
    expect(asked.reads).toBe(2);
  });

  it('are not taken for overdue once they have ended', async () => {
    const { follower, clock, asked } = await followedWorld({
      pollIntervalMs: 10_000,
      maxStalenessMs: 20_000,
    });
    clock.advance(3_000);
    expect(follower.view()).toMatchObject({ kind: 'usable', ageMs: 3_000 });
    await follower.idle();
    expect(asked.reads).toBe(0);
  });

  it('are repeated a second after they failed, to the millisecond', async () => {
    const { follower, clock, asked, trouble } = await followedWorld();
    trouble.read = async () => {
      throw new DependencyUnavailable('dynamodb', 'cut off');
    };
    const reads: number[] = [];
    for (const waitMs of [1_001, 999, 1, 999, 1]) {
      clock.advance(waitMs);
      follower.view();
      await follower.idle();
      reads.push(asked.reads);
    }
    expect(reads).toEqual([1, 1, 2, 2, 3]);
  });

  it('that nobody asked for do not fetch a damaged snapshot again before its time', async () => {
    const { follower, clock, asked, trouble, build } = await followedWorld();
    await build();
    trouble.file = () => new Uint8Array(10);
    for (let failure = 0; failure < 4; failure++) {
      await follower.poll();
      await follower.idle();
    }
    expect(asked.files).toBe(4);
    trouble.read = never;
    void follower.poll();
    await aTurn();
    delete trouble.read;
    clock.advance(2_001);
    follower.view();
    await follower.idle();
    expect(asked.files).toBe(4);
  });

  it('tell why they failed, with the cause', async () => {
    const { follower, trouble } = await followedWorld();
    const cause = new DependencyUnavailable('dynamodb', 'cut off');
    trouble.read = async () => {
      throw cause;
    };
    await follower.poll();
    expect(follower.events.at(-1)).toEqual({ kind: 'poll-failed', reason: 'log-unreachable', cause });
  });
});

describe('a follower whose log was rolled back', () => {
  it('does not count what it read before for fresh, even with a snapshot of the restored list', async () => {
    const { follower, clock, trouble } = await followedWorld({ headCheckIntervalMs: 1_000 });
    clock.advance(1_000);
    trouble.head = 1 as Sequence;
    expect(await follower.poll()).toEqual({ kind: 'failed', reason: 'log-rolled-back' });
    expect(follower.view()).toEqual({ kind: 'unusable', reason: 'cold', sequence: 0, ageMs: null });
    trouble.read = async () => {
      throw new DependencyUnavailable('dynamodb', 'cut off');
    };
    await follower.poll();
    expect(follower.view()).toEqual({ kind: 'unusable', reason: 'stale', sequence: 1, ageMs: null });
  });
});

describe('the status of a follower', () => {
  it('says why it may not say no, as long as it may not', async () => {
    const { follow, clock } = await followedWorld();
    const follower = follow();
    expect(follower.status()).toStrictEqual({
      usable: false,
      unusableReason: 'cold',
      sequence: 0,
      ageMs: null,
      keys: 0,
      snapshotSequence: 0,
    });
    await follower.poll();
    await follower.idle();
    clock.advance(700);
    expect(follower.status()).toStrictEqual({
      usable: true,
      sequence: 2,
      ageMs: 700,
      keys: 5,
      snapshotSequence: 1,
    });
  });
});
