/** A step took longer than it may. */
export class TimeLimitExceeded extends Error {
  override readonly name = 'TimeLimitExceeded';
}

export interface LimitedStep<T> {
  /** @throws TimeLimitExceeded when the time is up; otherwise whatever the step throws. */
  readonly done: Promise<T>;
  /** Ends the step now. Timers stand still in a frozen container; who sees by the clock that time is up says so. */
  expire(): void;
}

/**
 * Runs a step with a time limit. When the time is up its signal is aborted and `done` rejects, even if the step
 * ignores the signal and never settles.
 */
export function startWithTimeLimit<T>(
  limitMs: number,
  step: (signal: AbortSignal) => Promise<T>,
): LimitedStep<T> {
  const controller = new AbortController();
  const { promise: timeIsUp, reject } = Promise.withResolvers<never>();
  const expire = () => {
    const error = new TimeLimitExceeded(`not done within ${limitMs} ms`);
    controller.abort(error);
    reject(error);
  };
  const timer = setTimeout(expire, limitMs);
  const done = Promise.race([step(controller.signal), timeIsUp]).finally(() => clearTimeout(timer));
  return { done, expire };
}
