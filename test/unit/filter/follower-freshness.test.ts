import { describe, expect, it } from 'vitest';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { ChangeLog } from '../../../shared/filter/ports.ts';
import { createFilterWorld, keyOf, saysNo } from './filter-world.ts';

const LISTED = keyOf(1);
const ABSENT = keyOf(999_999);

async function startedWorld() {
  const world = createFilterWorld();
  await world.list(LISTED);
  await world.build();
  return world;
}

/** A log whose next reads wait until the test lets them go on; reads see the log as it was when they began. */
function withHeldReads(log: ChangeLog) {
  const waiting: (() => void)[] = [];
  let hold = false;
  return {
    log: {
      ...log,
      async readAfter(...args: Parameters<ChangeLog['readAfter']>) {
        const page = await log.readAfter(...args);
        if (hold) await new Promise<void>((resolve) => waiting.push(resolve));
        return page;
      },
    },
    hold() {
      hold = true;
    },
    release() {
      hold = false;
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

describe('the freshness of a follower', () => {
  it('is cold before anything was loaded: the filter may not say no', async () => {
    const world = await startedWorld();
    const follower = world.follow();
    expect(follower.view()).toMatchObject({ kind: 'unusable', reason: 'cold', sequence: 0, ageMs: null });
    await follower.idle();
    expect(saysNo(follower.view(), ABSENT)).toBe(true);
    expect(saysNo(follower.view(), LISTED)).toBe(false);
  });

  it('ages by the monotonic clock too, while the wall clock stands still', async () => {
    const world = await startedWorld();
    const follower = world.follow();
    await follower.poll();
    await follower.idle();
    world.clock.advance(5_001);
    world.clock.jumpWall(-5_001);
    expect(follower.view()).toMatchObject({ kind: 'unusable', reason: 'stale' });
  });

  it('stays cold while no snapshot was ever published, and says so once', async () => {
    const world = createFilterWorld();
    const follower = world.follow();
    for (let second = 0; second < 5; second++) {
      expect(follower.view()).toMatchObject({ kind: 'unusable', reason: 'cold' });
      await follower.idle();
      world.clock.advance(1_001);
    }
    expect(follower.status().problem?.reason).toBe('missing');
    expect(follower.events.map((event) => event.kind)).toEqual(['snapshot-refused']);
    await world.build();
    follower.view();
    await follower.idle();
    expect(follower.view().kind).toBe('usable');
    expect(follower.status().problem).toBeUndefined();
  });

  it('starts a poll beside the request once the last one started more than a second ago, and only one', async () => {
    const world = await startedWorld();
    let reads = 0;
    const log: ChangeLog = {
      ...world.log,
      readAfter: (...args) => {
        reads += 1;
        return world.log.readAfter(...args);
      },
    };
    const follower = world.follow({ log });
    await follower.poll();
    const before = reads;
    world.clock.advance(1_000);
    follower.view();
    expect(reads).toBe(before);
    world.clock.advance(1);
    for (let request = 0; request < 100; request++) expect(follower.view().kind).toBe('usable');
    await follower.idle();
    expect(reads).toBe(before + 1);
  });

  it('does not start a second poll while a slow one is under way', async () => {
    const world = await startedWorld();
    const { log, hold, release } = withHeldReads(world.log);
    let reads = 0;
    const counted: ChangeLog = {
      ...log,
      readAfter: (...args) => {
        reads += 1;
        return log.readAfter(...args);
      },
    };
    const follower = world.follow({ log: counted });
    await follower.poll();
    const before = reads;
    hold();
    world.clock.advance(1_001);
    follower.view();
    world.clock.advance(1_500);
    follower.view();
    expect(reads).toBe(before + 1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    release();
    await follower.idle();
    expect(follower.view()).toMatchObject({ kind: 'usable', ageMs: 1_500 });
  });

  it('is fresh after a cold start in which the snapshot took longer than the staleness to load', async () => {
    const world = await startedWorld();
    const follower = world.follow({
      files: {
        read(...args) {
          world.clock.advance(20_000);
          return world.files.read(...args);
        },
      },
    });
    await follower.poll();
    expect(follower.view()).toMatchObject({ kind: 'usable', ageMs: 0 });
  });

  it('gives up a snapshot whose connection died in the freeze as soon as a request sees the time', async () => {
    const world = await startedWorld();
    let dead = true;
    const follower = world.follow({
      files: { read: (...args) => (dead ? new Promise(() => {}) : world.files.read(...args)) },
    });
    follower.view();
    await new Promise((resolve) => setTimeout(resolve, 5));
    dead = false;
    world.clock.jumpWall(3_600_000);
    follower.view();
    const startedAt = performance.now();
    await follower.idle();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    follower.view();
    await follower.idle();
    expect(follower.view().kind).toBe('usable');
  });

  it('knows a new key after the poll that follows its append', async () => {
    const world = await startedWorld();
    const follower = world.follow();
    await follower.poll();
    await world.list(ABSENT);
    expect(saysNo(follower.view(), ABSENT)).toBe(true);
    world.clock.advance(1_001);
    follower.view();
    await follower.idle();
    expect(saysNo(follower.view(), ABSENT)).toBe(false);
  });

  it('may say no at an age of 5 s and not a millisecond later', async () => {
    const world = await startedWorld();
    const { log, hold } = withHeldReads(world.log);
    const follower = world.follow({ log });
    await follower.poll();
    hold();
    world.clock.advance(5_000);
    expect(follower.view()).toMatchObject({ kind: 'usable', ageMs: 5_000 });
    world.clock.advance(1);
    expect(follower.view()).toMatchObject({ kind: 'unusable', reason: 'stale', ageMs: 5_001 });
  });

  it('counts from the start of a poll, not from its end', async () => {
    const world = await startedWorld();
    const { log, hold, release } = withHeldReads(world.log);
    const follower = world.follow({ log });
    await follower.poll();
    hold();
    const polling = follower.poll();
    await new Promise((resolve) => setTimeout(resolve, 5));
    world.clock.advance(4_000);
    release();
    expect(await polling).toMatchObject({ kind: 'current' });
    expect(follower.view()).toMatchObject({ ageMs: 4_000 });
    world.clock.advance(1_001);
    expect(follower.view()).toMatchObject({ kind: 'unusable', reason: 'stale' });
  });

  it('is stale at once after an hour in a frozen container, and fresh after one poll', async () => {
    const world = await startedWorld();
    const follower = world.follow();
    await follower.poll();
    // Frozen: wall time passes, the monotonic clock stands still.
    world.clock.jumpWall(3_600_000);
    await world.list(ABSENT);
    expect(follower.view()).toMatchObject({ kind: 'unusable', reason: 'stale', ageMs: 3_600_000 });
    await follower.idle();
    expect(follower.view()).toMatchObject({ kind: 'usable', ageMs: 0 });
    expect(saysNo(follower.view(), ABSENT)).toBe(false);
  });

  it('does not take a poll that was frozen on its way for a fresh one', async () => {
    const world = await startedWorld();
    const { log, hold, release } = withHeldReads(world.log);
    const follower = world.follow({ log });
    await follower.poll();
    hold();
    const polling = follower.poll();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await world.list(ABSENT);
    world.clock.jumpWall(3_600_000);
    release();
    expect(await polling).toMatchObject({ kind: 'current' });
    expect(follower.view()).toMatchObject({ kind: 'unusable', reason: 'stale', ageMs: 3_600_000 });
    await follower.idle();
    expect(saysNo(follower.view(), ABSENT)).toBe(false);
    expect(follower.view()).toMatchObject({ kind: 'usable' });
  });

  it('gives up a poll whose connection died in the freeze as soon as a request sees the time', async () => {
    const world = await startedWorld();
    let dead = false;
    const log: ChangeLog = {
      ...world.log,
      readAfter: (...args) => (dead ? new Promise(() => {}) : world.log.readAfter(...args)),
    };
    const follower = world.follow({ log, pollTimeoutMs: 2_000 });
    await follower.poll();
    dead = true;
    void follower.poll();
    await new Promise((resolve) => setTimeout(resolve, 5));
    dead = false;
    world.clock.jumpWall(3_600_000);
    expect(follower.view()).toMatchObject({ kind: 'unusable', reason: 'stale' });
    const startedAt = performance.now();
    await follower.idle();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(follower.view()).toMatchObject({ kind: 'usable' });
  });

  it('takes a wall clock that went back for stale until a poll that started afterwards has succeeded', async () => {
    const world = await startedWorld();
    const follower = world.follow();
    await follower.poll();
    world.clock.jumpWall(-60_000);
    expect(follower.view()).toMatchObject({ kind: 'unusable', reason: 'clock-went-back' });
    await follower.idle();
    expect(follower.view()).toMatchObject({ kind: 'usable', ageMs: 0 });
  });

  it('does not count a poll during which the clock went back', async () => {
    const world = await startedWorld();
    const { log, hold, release } = withHeldReads(world.log);
    const follower = world.follow({ log });
    await follower.poll();
    hold();
    const polling = follower.poll();
    await new Promise((resolve) => setTimeout(resolve, 5));
    world.clock.jumpWall(-10);
    release();
    expect(await polling).toEqual({ kind: 'failed', reason: 'clock-went-back' });
    expect(follower.view()).toMatchObject({ kind: 'unusable', reason: 'clock-went-back' });
    await follower.idle();
    expect(follower.view().kind).toBe('usable');
  });

  it('becomes stale in a partition of 20 s, never says no in it from then on, and heals with it', async () => {
    const world = await startedWorld();
    let cut = false;
    let attempts = 0;
    const log: ChangeLog = {
      ...world.log,
      readAfter: async (...args) => {
        attempts += 1;
        if (cut) throw new DependencyUnavailable('dynamodb', 'cut off');
        return await world.log.readAfter(...args);
      },
    };
    const follower = world.follow({ log });
    await follower.poll();
    cut = true;
    attempts = 0;
    const kinds: string[] = [];
    for (let tenth = 0; tenth < 200; tenth++) {
      world.clock.advance(100);
      kinds.push(follower.view().kind);
      await follower.idle();
    }
    expect(kinds.lastIndexOf('usable')).toBe(49);
    expect(kinds.slice(50).every((kind) => kind === 'unusable')).toBe(true);
    // Failed polls are repeated once a second, not with every request.
    expect(attempts).toBeGreaterThan(15);
    expect(attempts).toBeLessThanOrEqual(20);
    await world.list(ABSENT);
    cut = false;
    world.clock.advance(1_000);
    follower.view();
    await follower.idle();
    expect(follower.view().kind).toBe('usable');
    expect(saysNo(follower.view(), ABSENT)).toBe(false);
  });

  it('is not held up for ever by a log that never answers', async () => {
    const world = await startedWorld();
    let hung = false;
    const log: ChangeLog = {
      ...world.log,
      readAfter: (...args) => (hung ? new Promise(() => {}) : world.log.readAfter(...args)),
    };
    const follower = world.follow({ log, pollTimeoutMs: 200 });
    await follower.poll();
    hung = true;
    expect(await follower.poll()).toEqual({ kind: 'failed', reason: 'log-unreachable' });
    hung = false;
    expect(await follower.poll()).toMatchObject({ kind: 'current' });
  });

  it('takes nothing from a read that answers after it was given up', async () => {
    const world = await startedWorld();
    const { log, hold, release } = withHeldReads(world.log);
    const follower = world.follow({ log, pollTimeoutMs: 200 });
    await follower.poll();
    await world.list(ABSENT);
    const { sequence } = follower.status();
    hold();
    expect(await follower.poll()).toMatchObject({ kind: 'failed' });
    release();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(follower.status().sequence).toBe(sequence);
  });

  it('an explicit poll sees what was appended before it was asked for, even if another poll is under way', async () => {
    const world = await startedWorld();
    const { log, hold, release } = withHeldReads(world.log);
    const follower = world.follow({ log });
    await follower.poll();
    hold();
    const first = follower.poll();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await world.list(ABSENT);
    const second = follower.poll();
    release();
    await Promise.all([first, second]);
    expect(saysNo(follower.view(), ABSENT)).toBe(false);
  });

  it('goes on when the listener for its events throws', async () => {
    const world = await startedWorld();
    const follower = world.follow({
      onEvent: () => {
        throw new Error('log is full');
      },
    });
    expect(await follower.poll()).toMatchObject({ kind: 'current' });
  });
});
