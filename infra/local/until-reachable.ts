import { setTimeout as pause } from 'node:timers/promises';
import type { LocalLogger } from './log-codes.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

export interface Patience {
  /** Whether to try again after a failure at all. */
  readonly patient: boolean;
  readonly signal: AbortSignal;
  readonly logger: LocalLogger;
}

/**
 * Tries until it works, at most 5 s apart, with a log line for each failure.
 *
 * @throws the failure if impatient, or the signal's reason once it is aborted.
 */
export async function untilReachable<T>(attempt: () => Promise<T>, options: Patience): Promise<T> {
  const { patient, signal, logger } = options;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!patient) throw error;
      logger.warn('local.engine-unreachable', { error, nextAttemptMs: pauseMs });
      await pause(pauseMs, undefined, { signal });
    }
  }
}
