import type { Clock } from '../contracts/clock.ts';
import { DependencyUnavailable } from '../contracts/problem.ts';
import { createFreshness, type Moment } from '../filter/freshness.ts';

/** So long a container may use what it knows of the state of the secret. The steps of a rotation rest on it. */
export const MAX_KNOWLEDGE_MS = 10 * 60_000;

/** Older knowledge is confirmed beside the request that meets it. */
const CONFIRM_AFTER_MS = 5 * 60_000;

/** After a failure, and instead of waiting for a confirmation that was frozen on its way. */
const TRY_AGAIN_MS = 5_000;

export interface KeptOptions<T> {
  readonly clock: Clock;
  /**
   * Finds out anew, with strongly consistent reads.
   *
   * @param held what is known so far and may still be used; `undefined` when a request waits for the result
   */
  readonly confirm: (held: T | undefined) => Promise<T>;
  /** Told when it could not be confirmed beside a request. */
  readonly onUnconfirmed?: (error: unknown) => void;
}

/**
 * Keeps what was confirmed, for at most ten minutes from when the confirmation BEGAN: a strongly consistent read sees
 * what was written before it began. Whoever changes the state of the secret counts on it: fifteen minutes later nobody
 * acts on the state before.
 *
 * Age is judged for each use by the larger of wall and monotonic clock, as containers freeze between requests, and a
 * clock that went back makes all of it old. What is fresh is given without a promise.
 *
 * @returns a function that gives it; its promise is rejected with DependencyUnavailable if it cannot be confirmed in time
 */
export function createKept<T extends object>(options: KeptOptions<T>): () => T | Promise<T> {
  const { clock, confirm, onUnconfirmed } = options;
  const freshness = createFreshness(clock);
  let held: T | undefined;
  let running: { readonly startedAt: Moment; readonly done: Promise<T> } | undefined;
  let lastAttempt: Moment | undefined;

  function isUsable(now: Moment): boolean {
    const ageMs = freshness.ageMs(now);
    return held !== undefined && ageMs !== null && ageMs <= MAX_KNOWLEDGE_MS && !freshness.wentBack(now);
  }

  function start(startedAt: Moment, before: T | undefined): Promise<T> {
    lastAttempt = startedAt;
    const done = confirm(before).then((value) => {
      if (!freshness.succeeded(startedAt)) throw unconfirmed();
      held = value;
      return value;
    });
    const run = { startedAt, done };
    running = run;
    const ended = () => {
      if (running === run) running = undefined;
    };
    done.then(ended, ended);
    return done;
  }

  function isUnderWay(now: Moment): boolean {
    return running !== undefined && freshness.elapsedMs(running.startedAt, now) < TRY_AGAIN_MS;
  }

  function confirmBeside(now: Moment): void {
    if (lastAttempt && freshness.elapsedMs(lastAttempt, now) < TRY_AGAIN_MS) return;
    start(now, held).catch((error) => onUnconfirmed?.(error));
  }

  async function confirmed(now: Moment): Promise<T> {
    const value = await (running && isUnderWay(now) ? running.done : start(now, undefined));
    // It may have taken longer than it may be used, in a container that was frozen meanwhile.
    if (isUsable(freshness.now())) return value;
    throw unconfirmed();
  }

  return () => {
    const now = freshness.now();
    if (held === undefined || !isUsable(now)) return confirmed(now);
    if ((freshness.ageMs(now) ?? 0) > CONFIRM_AFTER_MS) confirmBeside(now);
    return held;
  };
}

function unconfirmed(): DependencyUnavailable {
  return new DependencyUnavailable(
    'secrets',
    'which versions of the secret count could not be confirmed in time',
  );
}
