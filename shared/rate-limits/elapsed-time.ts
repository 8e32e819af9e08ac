import type { Clock } from '../contracts/clock.ts';

/**
 * Milliseconds that have passed since the first call, by whichever clock says more: the monotonic one stands still while
 * a container is frozen, the wall clock may be set back. Never goes back.
 */
export function createElapsedTime(clock: Clock): () => number {
  let wallMs = clock.wallMs();
  let monotonicMs = clock.monotonicMs();
  let elapsedMs = 0;
  return () => {
    const wall = clock.wallMs();
    const monotonic = clock.monotonicMs();
    elapsedMs += Math.max(0, wall - wallMs, monotonic - monotonicMs);
    wallMs = wall;
    monotonicMs = monotonic;
    return elapsedMs;
  };
}
