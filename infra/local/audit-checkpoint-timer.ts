import { setTimeout as pause } from 'node:timers/promises';
import { startTimer, type Timer, type TimerOptions } from './timer.ts';

export interface AuditCheckpointTimerOptions extends Omit<TimerOptions, 'run'> {
  /** Writes a checkpoint and tells how many entries it has seen. */
  readonly write: () => Promise<{ readonly entries: number }>;
  /** How many entries all chains have now. */
  readonly size: () => Promise<number>;
}

/** How long stopping waits for the last checkpoint: an engine that is gone must not hold up the end. */
const LAST_CHECKPOINT_MS = 800;

/**
 * Does what the schedule does that has audit checkpoints written, but only if there is something new to see: one machine
 * runs for hours with nothing to account for. Stopping writes a last one.
 */
export function startAuditCheckpointTimer({ write, size, ...options }: AuditCheckpointTimerOptions): Timer {
  let seen: number | undefined;
  const timer = startTimer({ ...options, run });
  return {
    runNow: timer.runNow,
    async stop() {
      const last = timer.stop().then(timer.runNow);
      await Promise.race([last, pause(LAST_CHECKPOINT_MS, undefined, { ref: false })]);
    },
  };

  async function run(): Promise<void> {
    if ((await size()) !== seen) seen = (await write()).entries;
  }
}
