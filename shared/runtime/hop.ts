import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { continueTrace, type TraceContext } from '../tracing/trace-context.ts';

/** One step of what a request sets going: the request itself, then each message that comes of it. */
export interface Hop {
  readonly trace: TraceContext;
  /** Of the request that it all began with. */
  readonly requestId?: string | undefined;
}

/**
 * The hop that the running code belongs to. Kept beside the code, not handed through it: an order, a notice or a check
 * is the same whoever asks, and messages of one batch each have a hop of their own.
 */
const hops = new AsyncLocalStorage<Hop>();

/** A hop of the trace that `traceparent` names, or of a new one. */
export function newHop(traceparent: string | null | undefined, requestId: string | undefined): Hop {
  return { trace: continueTrace(traceparent, randomBytes), requestId };
}

/** Does work as part of a hop: whatever it logs, sends and waits for belongs to it. */
export function inHop<T>(hop: Hop, work: () => T): T {
  return hops.run(hop, work);
}

export function currentHop(): Hop | undefined {
  return hops.getStore();
}

/** What log lines of the current hop name. */
export function hopFields(): { readonly traceId?: string; readonly requestId?: string } {
  const hop = hops.getStore();
  if (!hop) return {};
  const { trace, requestId } = hop;
  return { traceId: trace.traceId, ...(requestId === undefined ? {} : { requestId }) };
}
