import { randomUUID } from 'node:crypto';
import type { ClientClock } from './clock.ts';

/** What a client takes from the machine that it runs on, unless it is given something else. */
export interface System {
  readonly clock: ClientClock;
  /** A number from 0 up to 1: spreads retries in time, decides nothing. */
  readonly random: () => number;
  /** Makes request ids and idempotency keys. */
  readonly newId: () => string;
  readonly fetch: Fetch;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** 24 days. */
const LONGEST_TIMER_MS = 2_147_483_647;

const systemClock: ClientClock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(ms, then) {
    // One that is set to more goes off at once, and every call with it.
    const timer = setTimeout(then, Math.min(ms, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

export const thisSystem: System = {
  clock: systemClock,
  random: () => Math.random(),
  newId: () => randomUUID(),
  // Looked up at each call, so that instrumentation which replaces the global one is honoured.
  fetch: (url, init) => fetch(url, init),
};
