import { setTimeout as pause } from 'node:timers/promises';

export interface TimerOptions {
  readonly run: () => Promise<unknown>;
  readonly everySeconds: number;
  /** A run failed; the next turn runs again. */
  readonly onFailure: (error: unknown) => void;
}

export interface Timer {
  /** Runs now, besides the turns. Failures go to `onFailure`. */
  runNow(): Promise<void>;
  /** Begins no more runs and resolves when the one at work is done. */
  stop(): Promise<void>;
}

/** Does what a schedule of EventBridge does: runs a function every so often, the first time after one interval. */
export function startTimer({ run, everySeconds, onFailure }: TimerOptions): Timer {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const finished = turns();
  return {
    runNow: () => once(),
    async stop() {
      stopping.abort();
      await finished;
      await running;
    },
  };

  async function turns(): Promise<void> {
    for (;;) {
      await pause(everySeconds * 1_000, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await once();
    }
  }

  /** One run at a time: one that comes during another waits for it. */
  function once(): Promise<void> {
    running = running.then(async () => void (await run())).catch(onFailure);
    return running;
  }
}
