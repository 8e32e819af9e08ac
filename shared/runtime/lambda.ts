import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { InvocationLogger } from './json-log.ts';

export interface WrapOptions {
  readonly logger: Pick<InvocationLogger, 'error' | 'setInvocation'>;
}

/**
 * Gives a handler the life cycle that all our functions share: log lines name the invocation, and a fault that
 * escapes the handler is logged once before it goes on to the platform, which then reports or redelivers.
 *
 * Nothing is logged for an invocation that succeeds. No early-timeout timer is set: every step has a limit of its own,
 * and a timer for each request would be the larger part of what the wrapper costs.
 */
export function wrapHandler<Event, Result>(
  handler: (event: Event, context: Context) => Promise<Result>,
  { logger }: WrapOptions,
): (event: Event, context: Context) => Promise<Result> {
  // On one machine invocations overlap and share the logger; a line is then better without an id than with a wrong one.
  let running = 0;
  const ended = (): void => {
    running -= 1;
    logger.setInvocation(undefined);
  };
  const wrapped = middy<Event, Result>(handler, { timeoutEarlyInMillis: 0 })
    .before(({ context }) => {
      running += 1;
      logger.setInvocation(running === 1 ? context : undefined);
    })
    .after(ended)
    .onError(({ error }) => {
      logger.error('runtime.failed', { error });
      ended();
    });
  return (event, context) => wrapped(event, context) as Promise<Result>;
}
