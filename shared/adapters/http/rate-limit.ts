import type { MiddlewareHandler } from 'hono';
import type { ClientLimiter } from '../../rate-limits/client-limiter.ts';
import type { HttpEnv } from './http-env.ts';
import { HttpProblem } from './http-problem.ts';
import type { Client } from './token-claims.ts';

/** Lets each client ask no more than it may; behind `authenticate`. */
export function limitRate(limiter: ClientLimiter): MiddlewareHandler<HttpEnv> {
  return (c, next) => {
    admitOrThrow(limiter, c.get('client'), 1);
    return next();
  };
}

/**
 * @param cost in units of the client's limit
 * @throws HttpProblem 429 with `Retry-After` (RFC 6585, section 4) when the client asks more than it may.
 */
export function admitOrThrow(limiter: ClientLimiter, client: Client, cost: number, slowdown?: number): void {
  const waitSeconds = limiter.admit(client, cost, slowdown);
  if (waitSeconds === 0) return;
  throw new HttpProblem(
    'too-many-requests',
    'Wait as long as Retry-After says, and spread your requests: you may ask for a higher limit.',
    { retryAfterSeconds: waitSeconds },
  );
}
