import { describe, expect, it } from 'vitest';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { appendToLog } from '../../../shared/filter/append.ts';
import type { Sequence, SnapshotFiles, SnapshotManifest } from '../../../shared/filter/ports.ts';
import { createFilterWorld, type FilterWorld, keyOf, keysOf, saysNo } from './filter-world.ts';

const ABSENT = keyOf(999_999);

/** A world whose manifests and files a test can tamper with. */
async function tamperedWorld(snapshotTimeoutMs = 10_000) {
  const world = createFilterWorld();
  await world.list(...keysOf(1, 10));
  await world.build();
  let manifest: ((real: SnapshotManifest) => SnapshotManifest | undefined) | undefined;
  let bytes: ((real: Uint8Array) => Uint8Array | Promise<Uint8Array>) | undefined;
  let reads = 0;
  const follower = world.follow({
    manifests: {
      async current(signal) {
        const real = await world.manifests.current(signal);
        return real && manifest ? manifest(real) : real;
      },
    },
    files: {
      async read(name, expectedBytes, signal) {
        reads += 1;
        const real = await world.files.read(name, expectedBytes, signal);
        return bytes ? await bytes(real) : real;
      },
    },
    snapshotTimeoutMs,
  });
  return {
    ...world,
    follower,
    tamperManifest(change: typeof manifest) {
      manifest = change;
    },
    tamperBytes(change: typeof bytes) {
      bytes = change;
    },
    fileReads: () => reads,
  };
}

async function pollAndSettle(follower: ReturnType<FilterWorld['follow']>) {
  await follower.poll();
  await follower.idle();
}

describe('a follower and its snapshots', () => {
  it('swaps to a newer snapshot when the log tells of it, and forgets what that one forgot', async () => {
    const world = createFilterWorld();
    await world.list(...keysOf(1, 20));
    await world.build();
    const follower = world.follow();
    await pollAndSettle(follower);
    world.listed.splice(0, 10);
    await world.build();
    await pollAndSettle(follower);
    expect(follower.status()).toMatchObject({ snapshotSequence: 2, keys: 10, sequence: 3 });
    expect(saysNo(follower.view(), keyOf(1))).toBe(true);
    expect(saysNo(follower.view(), keyOf(15))).toBe(false);
  });

  it('keeps the keys that are newer than the snapshot it swaps to', async () => {
    const world = createFilterWorld();
    await world.list(...keysOf(1, 5));
    await world.build();
    const follower = world.follow();
    await pollAndSettle(follower);
    const newer = keyOf(50);
    // Appended while the builder scans, and missed by its scan.
    await world.build({
      listedKeys: {
        async *scan() {
          yield keysOf(1, 5);
          await world.list(newer);
        },
      },
    });
    await pollAndSettle(follower);
    expect(follower.status().snapshotSequence).toBe(2);
    expect(saysNo(follower.view(), newer)).toBe(false);
    expect(saysNo(follower.view(), ABSENT)).toBe(true);
  });

  it('never misses a key that arrives while a snapshot is on its way in', async () => {
    const world = await tamperedWorld();
    const { follower } = world;
    await pollAndSettle(follower);
    let arrive: (() => void) | undefined;
    world.tamperBytes(async (real) => {
      await new Promise<void>((resolve) => {
        arrive = resolve;
      });
      return real;
    });
    await world.build();
    await follower.poll();
    await world.list(keyOf(77));
    await follower.poll();
    expect(saysNo(follower.view(), keyOf(77))).toBe(false);
    arrive?.();
    await follower.idle();
    expect(follower.status().snapshotSequence).toBe(2);
    expect(saysNo(follower.view(), keyOf(77))).toBe(false);
  });

  it('starts cold from the newest snapshot and reads only what came after it', async () => {
    const world = createFilterWorld();
    for (let n = 1; n <= 40; n++) await world.list(keyOf(n));
    await world.build();
    await world.list(keyOf(41));
    world.log.trim(40 as Sequence);
    const follower = world.follow();
    await pollAndSettle(follower);
    expect(follower.status()).toMatchObject({ usable: true, sequence: 42, snapshotSequence: 40, keys: 41 });
  });

  it.each<[string, (real: Uint8Array) => Uint8Array, string]>([
    ['cut off', (real) => real.subarray(0, -7), 'truncated'],
    ['too long', (real) => new Uint8Array([...real, 1]), 'wrong-size'],
    ['of another kind', (real) => real.with(0, 0), 'bad-magic'],
    ['of another format', (real) => real.with(9, 7), 'format-version'],
    ['of another hash scheme', (real) => real.with(11, 7), 'hash-scheme'],
    ['of another secret', (real) => real.with(48, 0x41), 'secret-version'],
    ['not what the manifest says', (real) => real.with(39, 99), 'manifest-mismatch'],
    ['damaged in one bit', (real) => real.with(700, (real[700] as number) ^ 4), 'digest'],
  ])(
    'refuses a file that is %s, keeps the last good one, and says so until a good one is in',
    async (_, damage, reason) => {
      const world = await tamperedWorld();
      const { follower } = world;
      await pollAndSettle(follower);
      await world.list(keyOf(11));
      await world.build();
      world.tamperBytes(damage);
      await pollAndSettle(follower);
      expect(follower.status()).toMatchObject({ usable: true, snapshotSequence: 1, problem: { reason } });
      expect(follower.events.at(-1)).toMatchObject({ kind: 'snapshot-refused', reason });
      for (const key of keysOf(1, 11)) expect(saysNo(follower.view(), key)).toBe(false);
      expect(saysNo(follower.view(), ABSENT)).toBe(true);

      world.tamperBytes(undefined);
      await pollAndSettle(follower);
      expect(follower.status()).toMatchObject({ usable: true, snapshotSequence: 3 });
      expect(follower.status().problem).toBeUndefined();
    },
  );

  it.each<[string, (real: SnapshotManifest) => SnapshotManifest | undefined, string]>([
    ['rolled back', (real) => ({ ...real, sequence: 0 as Sequence }), 'rolled-back'],
    ['gone', () => undefined, 'rolled-back'],
    ['for another secret', (real) => ({ ...real, secretVersion: 'test-2' }), 'secret-version'],
    ['for another hash scheme', (real) => ({ ...real, hashScheme: 2 }), 'hash-scheme'],
    ['for another format', (real) => ({ ...real, formatVersion: 2 }), 'format-version'],
    ['forged', (real) => ({ ...real, sha256: 'f'.repeat(64) }), 'digest'],
    ['naming no file', (real) => ({ ...real, name: 'filter-none.bin' }), 'unreachable'],
  ])('refuses a manifest that is %s and keeps the last good snapshot', async (_, change, reason) => {
    const world = await tamperedWorld();
    const { follower } = world;
    await pollAndSettle(follower);
    await world.build();
    world.tamperManifest(change);
    await pollAndSettle(follower);
    expect(follower.status()).toMatchObject({ usable: true, snapshotSequence: 1, problem: { reason } });
    expect(saysNo(follower.view(), keyOf(1))).toBe(false);
    expect(saysNo(follower.view(), ABSENT)).toBe(true);
  });

  it('refuses a manifest between the snapshot in use and the one that the log has told of', async () => {
    const world = await tamperedWorld();
    const { follower } = world;
    await pollAndSettle(follower);
    await world.build();
    const between = await world.manifests.current();
    await world.build();
    world.tamperManifest(() => between);
    await pollAndSettle(follower);
    expect(follower.status()).toMatchObject({ snapshotSequence: 1, problem: { reason: 'rolled-back' } });
  });

  it('stays cold on a damaged first snapshot: it never says no from it', async () => {
    const world = await tamperedWorld();
    world.tamperBytes((real) => real.subarray(0, 1_000));
    await pollAndSettle(world.follower);
    expect(world.follower.view()).toMatchObject({ kind: 'unusable', reason: 'cold' });
    expect(world.follower.status().problem?.reason).toBe('truncated');
  });

  it('is not held up by a file that never arrives', async () => {
    const world = await tamperedWorld(200);
    const { follower } = world;
    await pollAndSettle(follower);
    await world.build();
    world.tamperBytes(() => new Promise(() => {}));
    await pollAndSettle(follower);
    expect(follower.status()).toMatchObject({ usable: true, problem: { reason: 'unreachable' } });
    world.tamperBytes(undefined);
    await pollAndSettle(follower);
    expect(follower.status().snapshotSequence).toBe(2);
  });

  it('does not swap to a file that arrives after it was given up', async () => {
    const world = await tamperedWorld(200);
    const { follower } = world;
    await pollAndSettle(follower);
    await world.build();
    let arrive: (() => void) | undefined;
    world.tamperBytes(
      (real) =>
        new Promise((resolve) => {
          arrive = () => resolve(real);
        }),
    );
    await pollAndSettle(follower);
    arrive?.();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(follower.status().snapshotSequence).toBe(1);
  });

  it('does not fetch a damaged file with every poll', async () => {
    const world = await tamperedWorld();
    const { follower } = world;
    await pollAndSettle(follower);
    await world.build();
    world.tamperBytes((real) => real.subarray(0, -1));
    const before = world.fileReads();
    for (let second = 0; second < 120; second++) {
      world.clock.advance(1_001);
      follower.view();
      await follower.idle();
    }
    const attempts = world.fileReads() - before;
    expect(attempts).toBeGreaterThan(5);
    expect(attempts).toBeLessThan(12);
  });

  it('loads a snapshot once, however many markers the log has for it', async () => {
    const world = await tamperedWorld();
    await pollAndSettle(world.follower);
    await world.build();
    const covers = 2 as Sequence;
    for (let n = 0; n < 5; n++) await appendToLog(world.log, { kind: 'snapshot', covers, required: false });
    const before = world.fileReads();
    await pollAndSettle(world.follower);
    await pollAndSettle(world.follower);
    expect(world.fileReads() - before).toBe(1);
  });
});

describe('a follower and required snapshots', () => {
  it('may not say no from an older filter once it has read the marker', async () => {
    const world = await tamperedWorld();
    const { follower } = world;
    await pollAndSettle(follower);
    const bulk = keysOf(100, 400);
    world.listed.push(...bulk);
    world.tamperBytes((real) => real.subarray(0, -1));
    await world.build({ required: true });
    await pollAndSettle(follower);
    expect(follower.view()).toMatchObject({ kind: 'unusable', reason: 'behind-required-snapshot' });
    expect(follower.status()).toMatchObject({ usable: false, problem: { reason: 'truncated' } });
    world.tamperBytes(undefined);
    await pollAndSettle(follower);
    expect(follower.view().kind).toBe('usable');
    for (const key of bulk) expect(saysNo(follower.view(), key)).toBe(false);
    expect(saysNo(follower.view(), ABSENT)).toBe(true);
  });

  it('is not satisfied by a snapshot of the same head that the log was never told of', async () => {
    const world = await tamperedWorld();
    await world.build();
    await world
      .build({
        log: {
          ...world.log,
          put: async () => {
            throw new DependencyUnavailable('dynamodb', 'crashed before the marker');
          },
        },
      })
      .catch(() => {});
    const { follower } = world;
    await pollAndSettle(follower);
    const head = await world.log.head();
    expect(follower.status().snapshotSequence).toBe(head);
    world.listed.push(keyOf(100));
    world.tamperBytes((real) => real.subarray(0, -1));
    await world.build({ required: true });
    await pollAndSettle(follower);
    expect(follower.view()).toMatchObject({ kind: 'unusable', reason: 'behind-required-snapshot' });
    world.tamperBytes(undefined);
    await pollAndSettle(follower);
    expect(follower.view().kind).toBe('usable');
    expect(saysNo(follower.view(), keyOf(100))).toBe(false);
  });

  it('is not satisfied by another snapshot of the same head whose scan began before the pointers were there', async () => {
    const world = createFilterWorld();
    await world.list(...keysOf(1, 5));
    const bulk = keysOf(100, 120);
    // A regular build scans first, then the bulk comes and is published, then the regular build goes on.
    const regular = await world.build({
      newFileId: () => 'regular',
      listedKeys: {
        async *scan() {
          yield keysOf(1, 5);
          world.clock.advance(10_000);
          world.listed.push(...bulk);
          await world.build({ required: true });
        },
      },
    });
    expect(regular.kind).toBe('superseded');
    const follower = world.follow();
    await pollAndSettle(follower);
    expect(follower.view().kind).toBe('usable');
    for (const key of bulk) expect(saysNo(follower.view(), key)).toBe(false);
  });
});

describe('a follower and gaps in the log', () => {
  it('loads the newest snapshot over a gap and goes on from there', async () => {
    const world = createFilterWorld();
    await world.list(keyOf(1));
    await world.build();
    const follower = world.follow();
    await pollAndSettle(follower);
    for (let n = 2; n <= 30; n++) await world.list(keyOf(n));
    await world.build();
    await world.list(keyOf(31));
    world.log.trim(25 as Sequence);
    await pollAndSettle(follower);
    expect(follower.status()).toMatchObject({ usable: true, sequence: 33, snapshotSequence: 31 });
    for (const key of keysOf(1, 31)) expect(saysNo(follower.view(), key)).toBe(false);
  });

  it('does not advance and does not count as fresh while no snapshot covers the gap', async () => {
    const world = createFilterWorld();
    await world.list(keyOf(1));
    await world.build();
    const follower = world.follow();
    await pollAndSettle(follower);
    for (let n = 2; n <= 10; n++) await world.list(keyOf(n));
    world.log.trim(8 as Sequence);
    expect(await follower.poll()).toEqual({ kind: 'failed', reason: 'gap' });
    expect(follower.status()).toMatchObject({ sequence: 2, problem: { reason: 'rolled-back' } });
    world.clock.advance(5_001);
    expect(follower.view()).toMatchObject({ kind: 'unusable', reason: 'stale' });
    await follower.idle();
    await world.build();
    await pollAndSettle(follower);
    expect(follower.status().usable).toBe(true);
    for (const key of keysOf(1, 10)) expect(saysNo(follower.view(), key)).toBe(false);
  });

  it('starts over when the log has become shorter than what was read from it', async () => {
    const before = createFilterWorld();
    for (let n = 1; n <= 10; n++) await before.list(keyOf(n));
    await before.build();
    const restored = createFilterWorld();
    await restored.list(keyOf(500));
    await restored.build();
    let world: FilterWorld = before;
    const files: Pick<SnapshotFiles, 'read'> = { read: (...args) => world.files.read(...args) };
    const follower = before.follow({
      log: {
        head: (...args) => world.log.head(...args),
        readAfter: (...args) => world.log.readAfter(...args),
      },
      manifests: { current: (...args) => world.manifests.current(...args) },
      files,
    });
    await pollAndSettle(follower);
    world = restored;
    before.clock.advance(60_001);
    expect(await follower.poll()).toEqual({ kind: 'failed', reason: 'log-rolled-back' });
    expect(follower.view()).toMatchObject({ kind: 'unusable', reason: 'cold' });
    await pollAndSettle(follower);
    expect(saysNo(follower.view(), keyOf(500))).toBe(false);
    expect(follower.status()).toMatchObject({ usable: true, sequence: 2 });
  });

  it('does not keep a snapshot of the time before that was still on its way in', async () => {
    const world = await tamperedWorld();
    let head: Sequence | undefined;
    const follower = world.follow({
      log: { ...world.log, head: async () => head ?? (await world.log.head()) },
      files: {
        async read(...args) {
          await held;
          return await world.files.read(...args);
        },
      },
    });
    let held: Promise<void> | undefined;
    await pollAndSettle(follower);
    let arrive = () => {};
    held = new Promise((resolve) => {
      arrive = resolve;
    });
    await world.build();
    await follower.poll();
    head = 1 as Sequence;
    world.clock.advance(60_001);
    const polling = follower.poll();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(follower.status().usable).toBe(false);
    arrive();
    expect(await polling).toEqual({ kind: 'failed', reason: 'log-rolled-back' });
    await follower.idle();
    expect(follower.status()).toMatchObject({ usable: false, snapshotSequence: 0, sequence: 0 });
  });

  it('stays cold and says why while the snapshots cannot be reached', async () => {
    const world = createFilterWorld();
    await world.build();
    let down = true;
    const follower = world.follow({
      files: {
        async read(...args) {
          if (down) throw new DependencyUnavailable('s3', 'down');
          return await world.files.read(...args);
        },
      },
    });
    expect(await follower.poll()).toEqual({ kind: 'failed', reason: 'cold' });
    expect(follower.status().problem?.reason).toBe('unreachable');
    down = false;
    expect(await follower.poll()).toMatchObject({ kind: 'current' });
  });
});
