import type { Clock } from '../../shared/contracts/clock.ts';

/** Clocks that stand still until a test moves them. */
export interface ManualClock extends Clock {
  /** Time passes on both clocks. */
  advance(ms: number): void;
  /** The wall clock jumps (forward or back) while the monotonic clock goes on as it was. */
  jumpWall(ms: number): void;
}

export function createManualClock(wallMs = Date.parse('2026-11-23T10:00:00+08:00')): ManualClock {
  let wall = wallMs;
  let monotonic = 1_000_000;
  return {
    wallMs: () => wall,
    monotonicMs: () => monotonic,
    advance(ms) {
      wall += ms;
      monotonic += ms;
    },
    jumpWall(ms) {
      wall += ms;
    },
  };
}
