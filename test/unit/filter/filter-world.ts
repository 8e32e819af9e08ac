import { hash } from 'node:crypto';
import { createMemoryChangeLog } from '../../../shared/adapters/memory/change-log.ts';
import { createMemoryListedKeys } from '../../../shared/adapters/memory/listed-keys.ts';
import { createMemorySnapshotFiles } from '../../../shared/adapters/memory/snapshot-files.ts';
import { createMemorySnapshotManifests } from '../../../shared/adapters/memory/snapshot-manifests.ts';
import { appendKeys } from '../../../shared/filter/append.ts';
import { type BuildOptions, buildSnapshot } from '../../../shared/filter/builder.ts';
import type { FilterView, FollowerEvent } from '../../../shared/filter/filter-view.ts';
import { createFollower, type FollowerOptions } from '../../../shared/filter/follower.ts';
import type { SubjectKey } from '../../../shared/identity/subject-key.ts';
import { createManualClock } from '../../support/manual-clock.ts';

export const SECRET_VERSION = 'test-1';

/** A key as uniform as a real one, of nobody. */
export function keyOf(number: number): SubjectKey {
  return hash('sha256', `synthetic ${number}`, 'buffer').subarray(0, 16) as Uint8Array as SubjectKey;
}

export function keysOf(from: number, to: number): SubjectKey[] {
  return Array.from({ length: to - from + 1 }, (_, index) => keyOf(from + index));
}

/** Register, log, snapshots and clock of one test, all in memory. */
export function createFilterWorld() {
  const clock = createManualClock();
  const log = createMemoryChangeLog();
  const manifests = createMemorySnapshotManifests();
  const files = createMemorySnapshotFiles();
  const listed: SubjectKey[] = [];
  const listedKeys = createMemoryListedKeys(() => listed);
  let builds = 0;

  return {
    clock,
    log,
    manifests,
    files,
    listed,
    listedKeys,
    /** Writes pointers, then the log, as a change is applied. */
    async list(...keys: SubjectKey[]) {
      listed.push(...keys);
      return await appendKeys(log, keys);
    },
    build(overrides: Partial<BuildOptions> = {}) {
      builds += 1;
      const newFileId = () => `build-${builds}`;
      const secretVersion = SECRET_VERSION;
      return buildSnapshot({
        log,
        listedKeys,
        manifests,
        files,
        clock,
        secretVersion,
        newFileId,
        absentProbes: 100,
        ...overrides,
      });
    },
    follow(overrides: Partial<FollowerOptions> = {}) {
      const events: FollowerEvent[] = [];
      const follower = createFollower({
        log,
        manifests,
        files,
        clock,
        secretVersion: SECRET_VERSION,
        onEvent: (event) => events.push(event),
        ...overrides,
      });
      return { ...follower, events };
    },
  };
}

export type FilterWorld = ReturnType<typeof createFilterWorld>;

/** What a view says about a key; an unusable one never says no. */
export function saysNo(view: FilterView, key: SubjectKey): boolean {
  return view.kind === 'usable' && !view.mayContain(key);
}
