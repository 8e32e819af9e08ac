import type { Clock } from '../contracts/clock.ts';
import type { SubjectKey } from '../identity/subject-key.ts';
import type {
  FilterView,
  FollowerEvent,
  FollowerStatus,
  PollFailure,
  PollOutcome,
  UnusableReason,
} from './filter-view.ts';
import { createFollowedFilter } from './followed-filter.ts';
import { createFreshness, type Moment } from './freshness.ts';
import { BEFORE_FIRST, type ChangeLog, type SnapshotManifests, type SnapshotReader } from './ports.ts';
import { type LogReading, readLog } from './read-log.ts';
import { createSnapshotSource } from './snapshot-source.ts';
import { startWithTimeLimit } from './time-limit.ts';

/** The court is told an `effectiveAt` that lies at least this far after the append (I1). */
export const MAX_STALENESS_MS = 5_000;

export interface FollowerOptions {
  readonly log: Pick<ChangeLog, 'readAfter' | 'head'>;
  readonly manifests: Pick<SnapshotManifests, 'current'>;
  readonly files: SnapshotReader;
  readonly clock: Clock;
  /** Version of the secret under which this process makes its keys: a snapshot has to cover it. */
  readonly secretVersion: string;
  /** An older filter may not say no. */
  readonly maxStalenessMs?: number;
  /** A view older than this starts another poll; failed polls are not repeated sooner. */
  readonly pollIntervalMs?: number;
  readonly pollTimeoutMs?: number;
  readonly snapshotTimeoutMs?: number;
  /** While nothing is new: how often to make sure that the log has not become shorter. */
  readonly headCheckIntervalMs?: number;
  readonly onEvent?: (event: FollowerEvent) => void;
}

export interface Follower {
  /** Judges the filter for one request, and starts a poll beside it if it is time. Never waits, never throws. */
  view(): FilterView;
  /** Reads the log now (and first a snapshot, if there is none yet) and waits for it. Never rejects. */
  poll(): Promise<PollOutcome>;
  /** Waits until nothing is under way: no poll and no loading of a snapshot. */
  idle(): Promise<void>;
  status(): FollowerStatus;
}

/**
 * Follows the list: one verified snapshot, the keys that the log has added since, and how old that knowledge is.
 *
 * There are no timers that keep it fresh, since containers freeze between requests: each request's view decides by
 * the clocks whether the filter may still say no, and whether to start a poll. Age counts from the START of the last
 * successful poll, because a strongly consistent read sees what was appended before it began, not before it ended.
 */
export function createFollower(options: FollowerOptions): Follower {
  const { log, manifests, files, clock, secretVersion } = options;
  const { maxStalenessMs = MAX_STALENESS_MS, pollIntervalMs = 1_000, pollTimeoutMs = 2_000 } = options;
  const { snapshotTimeoutMs = 30_000, headCheckIntervalMs = 60_000 } = options;
  const filter = createFollowedFilter();
  const freshness = createFreshness(clock);
  const snapshots = createSnapshotSource({
    manifests,
    files,
    secretVersion,
    freshness,
    filter,
    timeoutMs: snapshotTimeoutMs,
    retryMs: pollIntervalMs,
    onEvent: report,
  });
  let polling: Promise<PollOutcome> | undefined;
  let nextPoll: Promise<PollOutcome> | undefined;
  let lastAttempt: Moment | undefined;
  let headCheckedAt: Moment | undefined;
  let reading: { readonly startedAt: Moment; expire(): void } | undefined;

  function report(event: FollowerEvent): void {
    try {
      options.onEvent?.(event);
    } catch {
      // A log line that cannot be written must not stop the filter.
    }
  }

  function failed(reason: PollFailure, cause?: unknown): PollOutcome {
    report({ kind: 'poll-failed', reason, cause });
    return { kind: 'failed', reason };
  }

  async function readLogInTime(startedAt: Moment): Promise<LogReading> {
    const checkHead = !headCheckedAt || freshness.elapsedMs(headCheckedAt, startedAt) >= headCheckIntervalMs;
    if (checkHead) headCheckedAt = startedAt;
    const step = startWithTimeLimit(pollTimeoutMs, (signal) => readLog(log, filter, checkHead, signal));
    reading = { startedAt, expire: step.expire };
    try {
      return await step.done;
    } finally {
      reading = undefined;
    }
  }

  async function runPoll(asked: boolean): Promise<PollOutcome> {
    lastAttempt = freshness.now();
    try {
      if (!filter.snapshot) await snapshots.load(BEFORE_FIRST, asked);
      if (!filter.snapshot) return { kind: 'failed', reason: 'cold' };
      let startedAt = freshness.now();
      let result = await readLogInTime(startedAt);
      if (result.kind === 'gap') {
        await snapshots.load(result.missingTo, asked);
        startedAt = freshness.now();
        result = await readLogInTime(startedAt);
      }
      if (result.kind === 'gap') return failed('gap');
      if (result.kind === 'rolled-back') return await startOver();
      if (filter.newestCovers > filter.snapshot.sequence) void snapshots.load(filter.newestCovers, asked);
      return freshness.succeeded(startedAt)
        ? { kind: 'current', sequence: filter.sequence }
        : failed('clock-went-back');
    } catch (cause) {
      return failed('log-unreachable', cause);
    }
  }

  async function startOver(): Promise<PollOutcome> {
    freshness.reset();
    headCheckedAt = undefined;
    // A snapshot of the time before may still be on its way in.
    await snapshots.loading();
    filter.reset();
    return failed('log-rolled-back');
  }

  function startPoll(asked: boolean): Promise<PollOutcome> {
    polling = runPoll(asked).finally(() => {
      polling = undefined;
    });
    return polling;
  }

  /** Polls once more after the poll under way, which may have read the log already. */
  function pollAgain(asked: boolean): Promise<PollOutcome> {
    if (!polling) return startPoll(asked);
    nextPoll ??= polling.then(() => {
      nextPoll = undefined;
      return polling ?? startPoll(asked);
    });
    return nextPoll;
  }

  /** A poll that was frozen on its way has a dead connection; its timer only counts the time that the container ran. */
  function expireOverdue(now: Moment): void {
    snapshots.expireOverdue(now);
    if (!reading || freshness.elapsedMs(reading.startedAt, now) <= pollTimeoutMs) return;
    reading.expire();
    void pollAgain(false);
  }

  function isPollDue(now: Moment, ageMs: number | null): boolean {
    if (polling) return false;
    if (lastAttempt && freshness.elapsedMs(lastAttempt, now) < pollIntervalMs) return false;
    return ageMs === null || ageMs > pollIntervalMs || freshness.wentBack(now);
  }

  function unusableReason(now: Moment, ageMs: number | null): UnusableReason | undefined {
    if (!filter.snapshot) return 'cold';
    if (filter.behindRequired()) return 'behind-required-snapshot';
    if (freshness.wentBack(now)) return 'clock-went-back';
    if (ageMs === null || ageMs > maxStalenessMs) return 'stale';
    return undefined;
  }

  const mayContain = (key: SubjectKey) => filter.mayContain(key);

  return {
    view() {
      const now = freshness.now();
      const ageMs = freshness.ageMs(now);
      expireOverdue(now);
      if (isPollDue(now, ageMs)) void startPoll(false);
      const reason = unusableReason(now, ageMs);
      const { sequence } = filter;
      return reason === undefined && ageMs !== null
        ? { kind: 'usable', sequence, ageMs, mayContain }
        : { kind: 'unusable', reason: reason ?? 'stale', sequence, ageMs };
    },
    poll: () => pollAgain(true),
    async idle() {
      while (polling || nextPoll || snapshots.loading()) {
        await (nextPoll ?? polling);
        await snapshots.loading();
      }
    },
    status() {
      const now = freshness.now();
      const ageMs = freshness.ageMs(now);
      const reason = unusableReason(now, ageMs);
      const problem = snapshots.problem();
      return {
        usable: reason === undefined,
        ...(reason && { unusableReason: reason }),
        sequence: filter.sequence,
        ageMs,
        keys: filter.keys,
        snapshotSequence: filter.snapshot?.sequence ?? BEFORE_FIRST,
        ...(problem && { problem }),
      };
    },
  };
}
