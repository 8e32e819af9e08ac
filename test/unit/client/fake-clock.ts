import type { ClientClock } from '../../../shared/client/clock.ts';

interface Timer {
  readonly dueMs: number;
  readonly then: () => void;
}

/** Time that passes only when all that can happen without it has happened. */
export interface FakeClock extends ClientClock {
  /** Lets time pass until the work is done, timer by timer. */
  run<T>(work: Promise<T>): Promise<T>;
  /** Lets so much time pass, timer by timer. */
  pass(ms: number): Promise<void>;
  /** The wall clock alone jumps, as after a freeze or a correction. */
  jumpWall(ms: number): void;
  timers(): number;
}

const flush = () => new Promise<void>((resolve) => setImmediate(resolve));

export function createFakeClock(startMs = Date.parse('2026-11-24T08:00:00+08:00')): FakeClock {
  let monotonic = 5_000;
  let ahead = startMs - monotonic;
  const timers = new Set<Timer>();
  const next = () => [...timers].sort((a, b) => a.dueMs - b.dueMs)[0];
  const fire = (timer: Timer) => {
    timers.delete(timer);
    monotonic = Math.max(monotonic, timer.dueMs);
    timer.then();
  };
  return {
    wallMs: () => monotonic + ahead,
    monotonicMs: () => monotonic,
    after(ms, then) {
      const timer = { dueMs: monotonic + ms, then };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async run(work) {
      let done = false;
      const settled = work.then(
        () => {
          done = true;
        },
        () => {
          done = true;
        },
      );
      for (;;) {
        await flush();
        if (done) break;
        const timer = next();
        if (!timer) throw new Error('nothing is left that could end this');
        fire(timer);
      }
      await settled;
      return await work;
    },
    async pass(ms) {
      const untilMs = monotonic + ms;
      for (;;) {
        await flush();
        const timer = next();
        if (!timer || timer.dueMs > untilMs) break;
        fire(timer);
      }
      monotonic = untilMs;
      await flush();
    },
    jumpWall(ms) {
      ahead += ms;
    },
    timers: () => timers.size,
  };
}
