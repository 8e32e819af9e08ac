import type { Context, MiddlewareHandler, Next } from 'hono';
import { inHop, newHop } from '../../runtime/hop.ts';
import type { HttpEnv } from './http-env.ts';

/** The header of W3C Trace Context; `tracestate` is not read, as nothing here is told to its vendors. */
const TRACEPARENT = 'traceparent';

/** Makes each request a hop of its caller's trace, or of a new one. */
export function traced(): MiddlewareHandler<HttpEnv> {
  return (c, next) => inHop(newHop(c.req.raw.headers.get(TRACEPARENT), c.get('requestId')), next);
}

/** The same where a new trace would lead nowhere, and microseconds count: only for requests that bring one. */
export function tracedIfAsked(c: Context<HttpEnv>, next: Next): Promise<void> {
  const traceparent = c.req.raw.headers.get(TRACEPARENT);
  return traceparent === null ? next() : inHop(newHop(traceparent, c.get('requestId')), next);
}
