import { describe, expect, it } from 'vitest';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { filterSizeFor } from '../../../shared/filter/bloom-filter.ts';
import { type BuildOptions, SnapshotNotVerified } from '../../../shared/filter/builder.ts';
import { createFilterWorld, type FilterWorld, keyOf, keysOf, saysNo } from './filter-world.ts';

const CRASH = new DependencyUnavailable('dynamodb', 'crashed');
const crash = async () => {
  throw CRASH;
};

async function followed(world: FilterWorld) {
  const follower = world.follow();
  await follower.poll();
  await follower.idle();
  return follower;
}

describe('building a snapshot', () => {
  it('publishes all listed keys and reports what it did', async () => {
    const world = createFilterWorld();
    await world.list(...keysOf(1, 3_000));
    world.listed.push(keyOf(1), keyOf(2), keyOf(2));
    const report = await world.build({ absentProbes: 20_000 });
    expect(report).toMatchObject({ kind: 'published', sequence: 1, keys: 3_000, hashCount: 13 });
    expect(report.sizeBits).toBe(Math.ceil(3_000 * 19.1701));
    expect(report.measuredFalsePositiveRate).toBeLessThan(5e-4);
    expect(await world.manifests.current()).toMatchObject({
      name: report.name,
      sequence: 1,
      keyCount: 3_000,
    });
    const { entries } = await world.log.readAfter(report.sequence);
    expect(entries).toEqual([{ kind: 'snapshot', sequence: 2, covers: 1, required: false }]);
    const follower = await followed(world);
    expect(keysOf(1, 3_000).some((key) => saysNo(follower.view(), key))).toBe(false);
  });

  it('publishes an empty list, from which everything is not listed', async () => {
    const world = createFilterWorld();
    expect(await world.build()).toMatchObject({ kind: 'published', sequence: 0, keys: 0 });
    expect(saysNo((await followed(world)).view(), keyOf(1))).toBe(true);
  });

  it('says how many absent keys it looked up and how much memory the process has held', async () => {
    const world = createFilterWorld();
    const report = await world.build({ absentProbes: 123, peakMemoryBytes: () => 7_000_000 });
    expect(report).toMatchObject({ absentProbes: 123, peakMemoryBytes: 7_000_000 });
    expect(await world.build()).not.toHaveProperty('peakMemoryBytes');
  });

  it('scans the keys once if the last snapshot and the log tell how many there are', async () => {
    const world = createFilterWorld();
    await world.list(...keysOf(1, 3_000));
    expect(await world.build()).toMatchObject({ keys: 3_000, scans: 1 });
    await world.list(...keysOf(3_001, 9_000));
    const second = await world.build();
    expect(second).toMatchObject({ keys: 9_000, scans: 1 });
    expect(second.sizeBits).toBe(filterSizeFor(9_000).sizeBits);
  });

  it('scans once more, for a filter of the right size, if more keys came past the log than anybody said', async () => {
    const world = createFilterWorld();
    const bulk = keysOf(1, 20_000);
    world.listed.push(...bulk);
    const report = await world.build({ required: true, absentProbes: 20_000 });
    expect(report).toMatchObject({ keys: 20_000, scans: 2 });
    expect(report.sizeBits).toBe(filterSizeFor(20_000).sizeBits);
    expect(report.measuredFalsePositiveRate).toBeLessThan(5e-4);
    const follower = await followed(world);
    expect(bulk.some((key) => saysNo(follower.view(), key))).toBe(false);
  });

  it('scans once if it was told how many keys come past the log', async () => {
    const world = createFilterWorld();
    world.listed.push(...keysOf(1, 20_000));
    const report = await world.build({ required: true, expectedKeys: 20_000 });
    expect(report).toMatchObject({ keys: 20_000, scans: 1 });
  });

  it('does not scan again for a few keys more than expected', async () => {
    const world = createFilterWorld();
    world.listed.push(...keysOf(1, 2_030));
    expect(await world.build({ expectedKeys: 2_000 })).toMatchObject({ keys: 2_030, scans: 1 });
  });

  it('makes a smaller filter when the list has become shorter, one build later', async () => {
    const world = createFilterWorld();
    await world.list(...keysOf(1, 9_000));
    await world.build();
    world.listed.splice(3_000);
    world.clock.advance(1_000);
    expect(await world.build()).toMatchObject({ keys: 3_000, sizeBits: filterSizeFor(9_000).sizeBits });
    world.clock.advance(1_000);
    expect(await world.build()).toMatchObject({ keys: 3_000, sizeBits: filterSizeFor(3_000).sizeBits });
  });

  it('misses nothing and comes to an end when changes keep arriving during every scan', async () => {
    const world = createFilterWorld();
    await world.list(keyOf(1));
    world.listed.push(...keysOf(2, 2_000));
    const running = await followed(world);
    let newest = 2_000;
    const report = await world.build({
      listedKeys: {
        // What was listed when the scan began is found, what comes meanwhile is not; each scan finds twice as many.
        async *scan(signal) {
          for await (const page of world.listedKeys.scan(signal)) {
            yield page;
            await world.list(...keysOf(newest + 1, newest + page.length));
            newest += page.length;
          }
        },
      },
    });
    expect(report).toMatchObject({ kind: 'published', sequence: 1, scans: 3 });
    // The third filter is too small by half, so it takes some keys for known that were not.
    expect(report.keys).toBeGreaterThan(7_900);
    expect(report.keys).toBeLessThanOrEqual(8_000);
    expect(newest).toBe(16_000);
    for (const follower of [running, await followed(world)]) {
      await follower.poll();
      await follower.idle();
      expect(follower.status()).toMatchObject({ usable: true, snapshotSequence: 1 });
      expect(keysOf(1, newest).some((key) => saysNo(follower.view(), key))).toBe(false);
    }
  });

  it('counts a subject with several orders once', async () => {
    const world = createFilterWorld();
    const listedKeys = {
      async *scan() {
        yield [keyOf(1), keyOf(1), keyOf(2)];
        yield [keyOf(2), keyOf(1)];
      },
    };
    expect(await world.build({ listedKeys })).toMatchObject({ keys: 2 });
  });

  it('holds every key up to its sequence, also one whose pointer came just before the head was read', async () => {
    const world = createFilterWorld();
    await world.list(keyOf(1));
    const report = await world.build({
      log: {
        ...world.log,
        async head(signal) {
          await world.list(keyOf(2));
          return await world.log.head(signal);
        },
      },
    });
    expect(report).toMatchObject({ sequence: 2, keys: 2 });
  });

  it('says so and tells the log nothing when another builder was ahead', async () => {
    const world = createFilterWorld();
    await world.list(keyOf(1));
    const slow = await world.build({
      newFileId: () => 'slow',
      listedKeys: {
        async *scan() {
          yield [keyOf(1)];
          await world.list(keyOf(2));
          await world.build();
        },
      },
    });
    expect(slow).toMatchObject({ kind: 'superseded', sequence: 1 });
    expect(await world.manifests.current()).toMatchObject({ sequence: 2, keyCount: 2 });
    expect(await world.log.head()).toBe(3);
  });

  it('tells the log of a required snapshot even if a newer one was ahead: that one holds its keys too', async () => {
    const world = createFilterWorld();
    const bulk = keysOf(1, 50);
    world.listed.push(...bulk);
    const report = await world.build({
      required: true,
      listedKeys: {
        async *scan(signal) {
          yield* world.listedKeys.scan(signal);
          await world.list(keyOf(60));
          await world.build();
        },
      },
    });
    expect(report.kind).toBe('superseded');
    const { entries } = await world.log.readAfter(report.sequence);
    expect(entries.at(-1)).toMatchObject({ kind: 'snapshot', required: true, covers: report.sequence });
    const follower = await followed(world);
    expect(follower.view().kind).toBe('usable');
    expect(bulk.some((key) => saysNo(follower.view(), key))).toBe(false);
  });

  it.each<[string, (real: Uint8Array) => Uint8Array]>([
    ['cut off', (real) => real.subarray(0, -1)],
    ['changed', (real) => real.with(300, (real[300] as number) ^ 1)],
  ])('publishes nothing when the file that it reads back is %s', async (_, damage) => {
    const world = createFilterWorld();
    await world.list(keyOf(1));
    const files = {
      ...world.files,
      read: async (...args: Parameters<typeof world.files.read>) => damage(await world.files.read(...args)),
    };
    await expect(world.build({ files })).rejects.toThrow(SnapshotNotVerified);
    expect(await world.manifests.current()).toBeUndefined();
    expect(await world.log.head()).toBe(1);
  });

  it('publishes nothing when the file that comes back in parts is too long', async () => {
    const world = createFilterWorld();
    await world.list(keyOf(1));
    const files = {
      ...world.files,
      async *readParts(name: string) {
        const all = await world.files.read(name, 1_000_000);
        yield all.subarray(0, 100);
        yield all.subarray(100);
        yield Uint8Array.of(1);
      },
    };
    await expect(world.build({ files })).rejects.toThrow(SnapshotNotVerified);
    expect(await world.manifests.current()).toBeUndefined();
  });

  it.each<[string, (world: FilterWorld) => Partial<BuildOptions>]>([
    ['reading the head', ({ log }) => ({ log: { ...log, head: crash } })],
    ['reading the last manifest', ({ manifests }) => ({ manifests: { ...manifests, current: crash } })],
    ['reading what the log has added', ({ log }) => ({ log: { ...log, readAfter: crash } })],
    [
      'scanning the pointers',
      () => ({
        listedKeys: {
          async *scan() {
            yield [keyOf(1)];
            throw CRASH;
          },
        },
      }),
    ],
    ['writing the file', ({ files }) => ({ files: { ...files, write: crash } })],
    ['reading it back', ({ files }) => ({ files: { ...files, read: crash } })],
    ['moving the manifest', ({ manifests }) => ({ manifests: { ...manifests, moveForward: crash } })],
    ['telling the log', ({ log }) => ({ log: { ...log, put: crash } })],
  ])('that crashes at %s harms no follower, and the next build repairs it', async (_, broken) => {
    const world = createFilterWorld();
    await world.list(...keysOf(1, 10));
    await world.build();
    const running = await followed(world);
    await world.list(keyOf(11));
    await expect(world.build(broken(world))).rejects.toThrow(CRASH);

    for (const follower of [running, await followed(world)]) {
      await follower.poll();
      await follower.idle();
      expect(follower.view().kind).toBe('usable');
      expect(keysOf(1, 11).some((key) => saysNo(follower.view(), key))).toBe(false);
    }

    world.clock.advance(1_000);
    const repaired = await world.build();
    expect(repaired).toMatchObject({ kind: 'published', keys: 11 });
    await running.poll();
    await running.idle();
    expect(running.status()).toMatchObject({ usable: true, snapshotSequence: repaired.sequence });
  });

  it('stops when its caller does', async () => {
    const world = createFilterWorld();
    await world.list(...keysOf(1, 10));
    await expect(world.build({ signal: AbortSignal.abort(new Error('out of time')) })).rejects.toThrow();
    expect(await world.manifests.current()).toBeUndefined();
  });
});
