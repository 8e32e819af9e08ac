import { setImmediate } from 'node:timers/promises';
import type { Slice } from './row.ts';

/** Warm-up turns are longer, so that everything is compiled before a time counts. */
const WARM_UP_FACTOR = 8;

/** What the other rows left in the caches is not this row's time: the first calls of each turn are not counted. */
const LEAD_IN_CALLS = 8;

/** Reads and writes of sockets get their turn after so many calls, between calls and never within one. */
const CALLS_PER_TURN = 64;

/** What reading the clock twice costs, which is taken off every time. Microseconds. */
const CLOCK_US = clockCostUs();

/**
 * Calls a function that answers at once.
 *
 * @param call is given a number that rises with each call, to take the next input by
 */
export function timedCalls(call: (turn: number) => void, sliceMs: number) {
  let turn = 0;
  return async (warmUp: boolean): Promise<Slice> => {
    const timesUs: number[] = [];
    const until = performance.now() + sliceMs * (warmUp ? WARM_UP_FACTOR : 1);
    for (let lead = 0; lead < LEAD_IN_CALLS; lead++) call(turn++);
    for (let before = performance.now(); before < until; ) {
      call(turn++);
      const after = performance.now();
      timesUs.push((after - before) * 1_000 - CLOCK_US);
      before = performance.now();
    }
    return sliceOf(timesUs);
  };
}

/** Calls one after the other a function that answers with a promise, until the time is over or the calls are done. */
export function timedWaits<T>(
  call: (turn: number) => Promise<T>,
  limits: { readonly sliceMs: number; readonly calls?: number; readonly warmUpCalls?: number },
  check: (answer: T) => void = () => {},
) {
  let turn = 0;
  return async (warmUp: boolean): Promise<Slice> => {
    const timesUs: number[] = [];
    const { sliceMs, calls = Number.POSITIVE_INFINITY, warmUpCalls = calls } = limits;
    const until = performance.now() + sliceMs * (warmUp ? WARM_UP_FACTOR : 1);
    const most = warmUp ? warmUpCalls : calls;
    if (most === Number.POSITIVE_INFINITY) {
      for (let lead = 0; lead < LEAD_IN_CALLS; lead++) check(await call(turn++));
    }
    while (timesUs.length < most && performance.now() < until) {
      const before = performance.now();
      const answer = await call(turn++);
      timesUs.push((performance.now() - before) * 1_000 - CLOCK_US);
      check(answer);
      if (turn % CALLS_PER_TURN === 0) await setImmediate();
    }
    return sliceOf(timesUs);
  };
}

function sliceOf(timesUs: readonly number[]): Slice {
  return { timesUs, calls: timesUs.length, elapsedUs: timesUs.reduce((sum, timeUs) => sum + timeUs, 0) };
}

function clockCostUs(): number {
  const costs = Array.from({ length: 50_000 }, () => {
    const before = performance.now();
    return (performance.now() - before) * 1_000;
  });
  return costs.sort((a, b) => a - b)[costs.length / 2] as number;
}
