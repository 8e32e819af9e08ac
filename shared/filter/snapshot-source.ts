import type { FollowerEvent, FollowerStatus } from './filter-view.ts';
import type { FollowedFilter } from './followed-filter.ts';
import type { Freshness, Moment } from './freshness.ts';
import type { Sequence, SnapshotManifests, SnapshotReader } from './ports.ts';
import { type LoadOutcome, type LoadProblem, loadNewestSnapshot } from './snapshot-loader.ts';
import { startWithTimeLimit } from './time-limit.ts';

/** A damaged file of 48 MB is not fetched again every second. */
const LONGEST_WAIT_MS = 30_000;

export interface SnapshotSourceOptions {
  readonly manifests: Pick<SnapshotManifests, 'current'>;
  readonly files: SnapshotReader;
  readonly secretVersion: string;
  readonly freshness: Freshness;
  readonly filter: FollowedFilter;
  readonly timeoutMs: number;
  /** Wait after the first failure; it doubles with each further one, up to half a minute. */
  readonly retryMs: number;
  readonly onEvent: (event: FollowerEvent) => void;
}

/** Loads snapshots into the filter, one at a time, and remembers what was wrong with the last one. */
export interface SnapshotSource {
  /**
   * Loads the newest snapshot, unless it is too soon after a failure. Never rejects.
   *
   * @param atLeast the sequence that it has to cover.
   * @param atOnce do not wait after a failure: somebody asked.
   */
  load(atLeast: Sequence, atOnce: boolean): Promise<void>;
  loading(): Promise<void> | undefined;
  /** Gives up a load that began too long ago by the clock: its connection did not survive a freeze. */
  expireOverdue(now: Moment): void;
  problem(): FollowerStatus['problem'];
}

export function createSnapshotSource(options: SnapshotSourceOptions): SnapshotSource {
  const { manifests, files, secretVersion, freshness, filter, timeoutMs, retryMs, onEvent } = options;
  let loading: Promise<void> | undefined;
  let problem: FollowerStatus['problem'];
  let failures = 0;
  let lastAttempt: Moment | undefined;
  let expire: (() => void) | undefined;

  function isTooSoon(): boolean {
    if (!lastAttempt || failures === 0) return false;
    const waitMs = Math.min(retryMs * 2 ** (failures - 1), LONGEST_WAIT_MS);
    return freshness.elapsedMs(lastAttempt, freshness.now()) < waitMs;
  }

  function refuse(reason: LoadProblem, detail: string, cause?: unknown): void {
    // Looking for a first snapshot costs one small read, so it neither waits longer each time nor fills the log.
    const stillMissing = reason === 'missing' && problem?.reason === 'missing';
    failures = reason === 'missing' ? 1 : failures + 1;
    problem = { reason, detail, atMs: freshness.now().wallMs };
    if (!stillMissing) onEvent({ kind: 'snapshot-refused', reason, detail, cause });
  }

  function accept(outcome: LoadOutcome, startedAt: Moment): void {
    switch (outcome.kind) {
      case 'refused':
        refuse(outcome.reason, outcome.detail);
        break;
      case 'missing':
        refuse('missing', 'no snapshot has been published yet');
        break;
      case 'unchanged':
        failures = 0;
        problem = undefined;
        break;
      case 'loaded': {
        failures = 0;
        problem = undefined;
        filter.swap({ ...outcome.snapshot, name: outcome.name });
        const { sequence, keyCount } = outcome.snapshot;
        const tookMs = freshness.elapsedMs(startedAt, freshness.now());
        onEvent({ kind: 'snapshot-loaded', sequence, keys: keyCount, tookMs });
      }
    }
  }

  async function run(atLeast: Sequence): Promise<void> {
    const startedAt = freshness.now();
    lastAttempt = startedAt;
    const request = { manifests, files, secretVersion, held: filter.snapshot, atLeast };
    const step = startWithTimeLimit(timeoutMs, (signal) => loadNewestSnapshot(request, signal));
    expire = step.expire;
    try {
      accept(await step.done, startedAt);
    } catch (cause) {
      refuse('unreachable', 'the newest snapshot could not be read', cause);
    }
  }

  return {
    async load(atLeast, atOnce) {
      if (!loading && !atOnce && isTooSoon()) return;
      loading ??= run(atLeast).finally(() => {
        loading = undefined;
      });
      await loading;
    },
    loading: () => loading,
    expireOverdue(now) {
      if (loading && lastAttempt && freshness.elapsedMs(lastAttempt, now) > timeoutMs) expire?.();
    },
    problem: () => problem,
  };
}
