import { untilDeadline } from '../concurrency/until-deadline.ts';
import type { Clock } from '../contracts/clock.ts';

/**
 * Answers go out at whole steps. A step is many times what the reads take, so that an inquiry which finds an order and
 * one which finds nothing end in the same one.
 */
export const STEP_MS = 500;

/** Less than five steps: an inquiry that ends by the time limit is answered at a whole step, like every other. */
export const TIME_LIMIT_MS = 2_400;

export interface EvenPaceDependencies {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly wait: (ms: number) => Promise<void>;
  /** A signal that ends the work after so many milliseconds. */
  readonly startDeadline: (limitMs: number) => AbortSignal;
}

/**
 * Does the work and holds its result, or its fault, until a whole number of steps has passed since the work began.
 * Whatever depends on what was found, down to the bytes of the answer, belongs into the work.
 *
 * @throws DependencyUnavailable after {@link TIME_LIMIT_MS}, and whatever the work throws.
 */
export async function atEvenPace<T>(
  work: (deadline: AbortSignal) => Promise<T>,
  { clock, wait, startDeadline }: EvenPaceDependencies,
): Promise<T> {
  const beganAtMs = clock.monotonicMs();
  const deadline = startDeadline(TIME_LIMIT_MS);
  try {
    return await untilDeadline(work(deadline), deadline);
  } finally {
    const dueAtMs = beganAtMs + wholeSteps(clock.monotonicMs() - beganAtMs);
    // A timer can fire early by as much as the turn took in which it was set, which is what must not be seen.
    for (let leftMs = dueAtMs - clock.monotonicMs(); leftMs > 0; leftMs = dueAtMs - clock.monotonicMs()) {
      await wait(leftMs);
    }
  }
}

/** At least one step in all: an answer that came at once would tell that nothing was read. */
function wholeSteps(spentMs: number): number {
  return Math.max(1, Math.ceil(spentMs / STEP_MS)) * STEP_MS;
}
