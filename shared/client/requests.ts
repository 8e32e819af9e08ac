import type { System } from './system.ts';
import { type Call, type CallOptions, deadlineOf, idempotencyKeyOf, requestIdOf } from './transport/call.ts';
import type { Send } from './transport/sender.ts';
import { startTimeLimit } from './transport/time-limit.ts';

/** A call to anything but checks: nobody waits at a counter, so there is more time. */
const DEADLINE_MS = 10_000;
const ATTEMPT_MS = 5_000;

export interface CreateOptions extends CallOptions {
  /**
   * Stays the same when the same thing is sent again, also by another process; one is made up for each call if left
   * out. Up to 64 letters, digits, dots, dashes, underscores.
   */
  readonly idempotencyKey?: string;
}

type Request<T> = Pick<Call<T>, 'method' | 'path' | 'route' | 'body' | 'expects' | 'read'> & {
  /** It creates something, so its repetitions carry a key. */
  readonly creates?: boolean;
};

export type Ask = <T>(request: Request<T>, options: CreateOptions | undefined) => Promise<T>;

/** Sends what is no check. */
export function createAsk(send: Send, { clock, newId }: System): Ask {
  return async (request, options = {}) => {
    const { creates, ...call } = request;
    options.signal?.throwIfAborted();
    const limit = startTimeLimit(clock, deadlineOf(options, DEADLINE_MS), options.signal);
    try {
      return await send(
        {
          ...call,
          attemptMs: ATTEMPT_MS,
          requestId: requestIdOf(options, newId),
          traceparent: options.traceparent,
          ...(creates ? { idempotencyKey: idempotencyKeyOf(options.idempotencyKey, newId) } : {}),
        },
        limit,
      );
    } finally {
      limit.end();
    }
  };
}

/** Reads the answer of what is answered with nothing. */
export const nothing = (): null => null;
