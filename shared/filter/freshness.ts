import type { Clock } from '../contracts/clock.ts';

/** A point in time by both clocks. Moments with another number of `jumps` between them cannot be compared. */
export interface Moment {
  readonly wallMs: number;
  readonly monotonicMs: number;
  readonly jumps: number;
}

/**
 * How old the last success is. Containers are frozen between requests: the monotonic clock may stand still then and
 * the wall clock may be set in either direction, so age is the larger of the two differences, and after a backward
 * jump of the wall clock nothing counts as fresh until something that started after the jump has succeeded.
 */
export interface Freshness {
  /** Reads the clocks and notices a backward jump. */
  now(): Moment;
  /** Milliseconds between two moments, never negative; infinite across a backward jump. */
  elapsedMs(since: Moment, now: Moment): number;
  /** Records that what started at this moment has succeeded; `false` if the clock went back meanwhile. */
  succeeded(startedAt: Moment): boolean;
  /** Milliseconds since the START of the last success; `null` before the first one. */
  ageMs(now: Moment): number | null;
  /** Whether the clock went back since the start of the last success. */
  wentBack(now: Moment): boolean;
  /** Forgets the last success. */
  reset(): void;
}

export function createFreshness(clock: Clock): Freshness {
  let lastWallMs = Number.NEGATIVE_INFINITY;
  let jumps = 0;
  let freshFrom: Moment | undefined;

  function now(): Moment {
    const wallMs = clock.wallMs();
    if (wallMs < lastWallMs) jumps += 1;
    lastWallMs = wallMs;
    return { wallMs, monotonicMs: clock.monotonicMs(), jumps };
  }

  function largerDifference(since: Moment, until: Moment): number {
    return Math.max(until.wallMs - since.wallMs, until.monotonicMs - since.monotonicMs, 0);
  }

  return {
    now,
    elapsedMs: (since, until) =>
      since.jumps === until.jumps ? largerDifference(since, until) : Number.POSITIVE_INFINITY,
    succeeded(startedAt) {
      if (startedAt.jumps !== now().jumps) return false;
      freshFrom = startedAt;
      return true;
    },
    ageMs: (until) => (freshFrom ? largerDifference(freshFrom, until) : null),
    wentBack: (until) => freshFrom !== undefined && freshFrom.jumps !== until.jumps,
    reset() {
      freshFrom = undefined;
    },
  };
}
