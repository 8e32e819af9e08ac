import type { ClientClock } from '../../../../shared/client/index.ts';

export interface SkippingClock extends ClientClock {
  /** So much time has passed at once; what was due in it happens now. */
  skip(ms: number): void;
}

/** The clock of this machine, which can be moved on: two minutes need not take two minutes. */
export function createSkippingClock(): SkippingClock {
  let skippedMs = 0;
  const timers = new Set<{ dueMs: number; fire: () => void }>();
  const monotonicMs = (): number => performance.now() + skippedMs;
  return {
    wallMs: () => Date.now() + skippedMs,
    monotonicMs,
    after(ms, then) {
      const timer = {
        dueMs: monotonicMs() + ms,
        fire() {
          clearTimeout(running);
          timers.delete(timer);
          then();
        },
      };
      const running = setTimeout(timer.fire, ms);
      timers.add(timer);
      return () => {
        clearTimeout(running);
        timers.delete(timer);
      };
    },
    skip(ms) {
      skippedMs += ms;
      for (const timer of [...timers]) if (timer.dueMs <= monotonicMs()) timer.fire();
    },
  };
}
