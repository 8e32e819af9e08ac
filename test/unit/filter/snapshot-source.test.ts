import { describe, expect, it, vi } from 'vitest';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { FollowerEvent } from '../../../shared/filter/filter-view.ts';
import { createFollowedFilter } from '../../../shared/filter/followed-filter.ts';
import { createFreshness } from '../../../shared/filter/freshness.ts';
import { BEFORE_FIRST, type Sequence, type SnapshotManifests } from '../../../shared/filter/ports.ts';
import { loadNewestSnapshot } from '../../../shared/filter/snapshot-loader.ts';
import { createSnapshotSource } from '../../../shared/filter/snapshot-source.ts';
import { createFilterWorld, keysOf, SECRET_VERSION } from './filter-world.ts';

async function sourceWorld() {
  const world = createFilterWorld();
  await world.list(...keysOf(1, 5));
  await world.build();
  let down = false;
  let looked = 0;
  let current: SnapshotManifests['current'] = (signal) => world.manifests.current(signal);
  const freshness = createFreshness(world.clock);
  const manifests = {
    async current(signal?: AbortSignal) {
      looked += 1;
      if (down) throw new DependencyUnavailable('dynamodb', 'down');
      return await current(signal);
    },
  };
  const events: FollowerEvent[] = [];
  const filter = createFollowedFilter();
  const source = createSnapshotSource({
    manifests,
    files: world.files,
    secretVersion: SECRET_VERSION,
    freshness,
    filter,
    timeoutMs: 1_000,
    retryMs: 1_000,
    onEvent: (event) => events.push(event),
  });
  return {
    ...world,
    filter,
    source,
    freshness,
    events,
    looked: () => looked,
    setDown(value: boolean) {
      down = value;
    },
    setManifest(read: SnapshotManifests['current']) {
      current = read;
    },
  };
}

describe('the source of snapshots', () => {
  it('loads the newest one, tells of it once, and does not fetch it again', async () => {
    const { source, filter, events } = await sourceWorld();
    await source.load(BEFORE_FIRST, true);
    await source.load(BEFORE_FIRST, true);
    expect(filter.snapshot).toMatchObject({ sequence: 1, keyCount: 5 });
    expect(events).toEqual([{ kind: 'snapshot-loaded', sequence: 1, keys: 5, tookMs: 0 }]);
    expect(source.loading()).toBeUndefined();
  });

  it('has no problem any more once the snapshot in use turns out to be the newest', async () => {
    const { source, setDown, clock } = await sourceWorld();
    await source.load(BEFORE_FIRST, true);
    setDown(true);
    await source.load(BEFORE_FIRST, true);
    expect(source.problem()).toEqual({
      reason: 'unreachable',
      detail: 'the newest snapshot could not be read',
      atMs: clock.wallMs(),
    });
    setDown(false);
    await source.load(BEFORE_FIRST, true);
    expect(source.problem()).toBeUndefined();
  });

  it('waits after a failure, twice as long after each further one, and at most half a minute', async () => {
    const { source, setDown, clock, looked } = await sourceWorld();
    setDown(true);
    await source.load(BEFORE_FIRST, false);
    for (const waitMs of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      const before = looked();
      clock.advance(waitMs - 1);
      await source.load(BEFORE_FIRST, false);
      expect(looked()).toBe(before);
      clock.advance(1);
      await source.load(BEFORE_FIRST, false);
      expect(looked()).toBe(before + 1);
    }
  });

  it('does not wait when somebody asks, nor after a success', async () => {
    const { source, setDown, looked } = await sourceWorld();
    setDown(true);
    await source.load(BEFORE_FIRST, false);
    await source.load(BEFORE_FIRST, true);
    expect(looked()).toBe(2);
    setDown(false);
    await source.load(BEFORE_FIRST, true);
    await source.load(BEFORE_FIRST, false);
    expect(looked()).toBe(4);
  });

  it('says that none has been published yet, and says it again when it is worse than that', async () => {
    const { source, events, setManifest } = await sourceWorld();
    setManifest(async () => undefined);
    await source.load(BEFORE_FIRST, true);
    await source.load(BEFORE_FIRST, true);
    await source.load(3 as Sequence, true);
    expect(events).toMatchObject([
      { reason: 'missing', detail: 'no snapshot has been published yet' },
      { reason: 'rolled-back', detail: 'the manifest has no snapshot after 3' },
    ]);
  });

  it('gives a load up after its time by the clock, and not in the millisecond in which it ends', async () => {
    const { source, clock, freshness, setManifest } = await sourceWorld();
    setManifest(() => new Promise(() => {}));
    const loading = source.load(BEFORE_FIRST, true);
    clock.advance(1_000);
    source.expireOverdue(freshness.now());
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(source.problem()).toBeUndefined();
    expect(source.loading()).toBeInstanceOf(Promise);
    clock.advance(1);
    const startedAt = performance.now();
    source.expireOverdue(freshness.now());
    await loading;
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(source.problem()?.reason).toBe('unreachable');
  });

  it('loads once for all who ask meanwhile', async () => {
    const { source, looked, events } = await sourceWorld();
    const both = [source.load(BEFORE_FIRST, true), source.load(BEFORE_FIRST, false)];
    expect(source.loading()).toBeInstanceOf(Promise);
    await Promise.all(both);
    expect(looked()).toBe(1);
    expect(events).toHaveLength(1);
  });
});

describe('the newest snapshot', () => {
  async function load(held: { name: string; sequence: Sequence } | undefined, atLeast: number) {
    const { manifests, files } = await sourceWorld();
    const request = { manifests, files, secretVersion: SECRET_VERSION, held, atLeast: atLeast as Sequence };
    return await loadNewestSnapshot(request, new AbortController().signal);
  }
  const nameOf = async () => {
    const loaded = await load(undefined, 0);
    return loaded.kind === 'loaded' ? loaded.name : '';
  };

  it('is loaded under its name', async () => {
    expect(await load(undefined, 1)).toMatchObject({ kind: 'loaded', snapshot: { sequence: 1 } });
    expect(await nameOf()).toMatch(/^filter-0{15}1-/);
  });

  it('is unchanged if it is the one in use', async () => {
    expect(await load({ name: await nameOf(), sequence: 1 as Sequence }, 0)).toEqual({ kind: 'unchanged' });
  });

  it('was rolled back if it covers less than the one in use or than the log has told of', async () => {
    const detail = 'the manifest has sequence 1 after 2';
    const refused = { kind: 'refused', reason: 'rolled-back', detail };
    expect(await load({ name: 'other', sequence: 2 as Sequence }, 0)).toEqual(refused);
    expect(await load(undefined, 2)).toEqual(refused);
    expect(await load({ name: 'other', sequence: 1 as Sequence }, 2)).toEqual(refused);
  });

  it('was rolled back if there is none any more', async () => {
    const { files } = await sourceWorld();
    const manifests = { current: async () => undefined };
    const request = { manifests, files, secretVersion: SECRET_VERSION, held: undefined };
    const { signal } = new AbortController();
    expect(await loadNewestSnapshot({ ...request, atLeast: 2 as Sequence }, signal)).toEqual({
      kind: 'refused',
      reason: 'rolled-back',
      detail: 'the manifest has no snapshot after 2',
    });
    expect(await loadNewestSnapshot({ ...request, atLeast: BEFORE_FIRST }, signal)).toEqual({
      kind: 'missing',
    });
  });

  it('is not fetched if its manifest already tells that it cannot be used', async () => {
    const { manifests } = await sourceWorld();
    const read = vi.fn(async () => new Uint8Array());
    const request = { manifests, files: { read }, secretVersion: 'test-2', held: undefined };
    const outcome = await loadNewestSnapshot(
      { ...request, atLeast: BEFORE_FIRST },
      new AbortController().signal,
    );
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'secret-version' });
    expect(read).not.toHaveBeenCalled();
  });

  it('is not fetched for a reader who gave up while its manifest was on its way', async () => {
    const { manifests } = await sourceWorld();
    const controller = new AbortController();
    const late = {
      async current() {
        controller.abort(new Error('no longer wanted'));
        return await manifests.current();
      },
    };
    const read = vi.fn(async () => new Uint8Array());
    const request = { manifests: late, files: { read }, secretVersion: SECRET_VERSION, held: undefined };
    const loading = loadNewestSnapshot({ ...request, atLeast: BEFORE_FIRST }, controller.signal);
    await expect(loading).rejects.toThrow('no longer wanted');
    expect(read).not.toHaveBeenCalled();
  });

  it('is not judged for a reader who gave up while the file was on its way', async () => {
    const { manifests } = await sourceWorld();
    const controller = new AbortController();
    const files = {
      async read() {
        controller.abort(new Error('no longer wanted'));
        return new Uint8Array(10);
      },
    };
    const request = { manifests, files, secretVersion: SECRET_VERSION, held: undefined };
    const loading = loadNewestSnapshot({ ...request, atLeast: BEFORE_FIRST }, controller.signal);
    await expect(loading).rejects.toThrow('no longer wanted');
  });
});
