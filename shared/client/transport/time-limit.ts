import type { ClientClock } from '../clock.ts';

/** The time of a call, or of one attempt within it, is up. Never leaves this client. */
export class TimeUp extends Error {
  override readonly name = 'TimeUp';
}

/** So long something may take; it also ends when what it is part of ends. */
export interface TimeLimit {
  /** Aborted with a `TimeUp`, or with the reason of what this is part of. */
  readonly signal: AbortSignal;
  remainingMs(): number;
  /** Waits for the work, and no longer than the limit: work that does not heed the signal is left behind. */
  within<T>(work: Promise<T>): Promise<T>;
  sleep(ms: number): Promise<void>;
  /** Lets go of timers and listeners. */
  end(): void;
}

export function startTimeLimit(clock: ClientClock, limitMs: number, partOf?: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const { signal } = controller;
  const endsAtMs = clock.monotonicMs() + limitMs;
  const stopTimer = clock.after(Math.max(0, limitMs), () => controller.abort(new TimeUp()));
  const onOuterEnd = () => controller.abort(partOf?.reason);
  if (partOf?.aborted) onOuterEnd();
  else partOf?.addEventListener('abort', onOuterEnd, { once: true });

  const within = async <T>(work: Promise<T>): Promise<T> => {
    let onAbort: (() => void) | undefined;
    const ended = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([work, ended]);
    } finally {
      if (onAbort) signal.removeEventListener('abort', onAbort);
    }
  };

  return {
    signal,
    remainingMs: () => (signal.aborted ? 0 : Math.max(0, endsAtMs - clock.monotonicMs())),
    within,
    async sleep(ms) {
      let cancel: (() => void) | undefined;
      const slept = new Promise<void>((resolve) => {
        cancel = clock.after(ms, resolve);
      });
      try {
        await within(slept);
      } finally {
        cancel?.();
      }
    },
    end() {
      stopTimer();
      partOf?.removeEventListener('abort', onOuterEnd);
    },
  };
}
