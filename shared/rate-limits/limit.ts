import { SHANGHAI_OFFSET_MS } from '../contracts/time.ts';
import type { CounterNames } from './counter-names.ts';
import type { RateCounters } from './ports.ts';

/** So many times in a window. Windows are fixed: days begin at midnight in Asia/Shanghai, hours on the hour. */
export interface Limit {
  /** Letters and hyphens; part of each counter's name. */
  readonly name: string;
  readonly max: number;
  /** A divisor of a day, or a day. */
  readonly windowMs: number;
}

export type Passage =
  /** `count` is how often in this window so far, this time included. */
  | { readonly kind: 'within'; readonly count: number }
  | { readonly kind: 'over'; readonly count: number; readonly retryAfterSeconds: number };

export interface RateLimitDependencies {
  readonly counters: RateCounters;
  readonly names: CounterNames;
}

/**
 * Counts one passage under a limit. Those over the limit are counted too, so that a flood can be told from somebody
 * who came once too often; the window ends all the same when it ends.
 *
 * @param counted whom or what the limit is for, such as an address; only its keyed digest is kept.
 * @throws DependencyUnavailable if it could not be counted.
 */
export async function pass(
  limit: Limit,
  counted: string,
  nowMs: number,
  { counters, names }: RateLimitDependencies,
): Promise<Passage> {
  const windowFromMs = startOfWindow(nowMs, limit.windowMs);
  const windowToMs = windowFromMs + limit.windowMs;
  const count = await counters.increment({
    name: names.nameOf(limit.name, counted, windowFromMs),
    windowFromMs,
    windowToMs,
  });
  if (count <= limit.max) return { kind: 'within', count };
  return { kind: 'over', count, retryAfterSeconds: Math.ceil((windowToMs - nowMs) / 1_000) };
}

function startOfWindow(nowMs: number, windowMs: number): number {
  return Math.floor((nowMs + SHANGHAI_OFFSET_MS) / windowMs) * windowMs - SHANGHAI_OFFSET_MS;
}
