import { setImmediate } from 'node:timers/promises';
import type { Slice } from '../row.ts';

const WARM_UP_FACTOR = 6;
/** Sockets get their turn after so many calls that answered at once. */
const CALLS_PER_TURN = 64;

/**
 * Keeps a number of calls under way until the time is over. Each call is timed from its start to its answer, what it
 * waited for the others included; the first of each place is not counted.
 *
 * @param call is given a number that rises with each call, to take the next question by
 */
export function timedInFlight(call: (turn: number) => unknown, inFlight: number, sliceMs: number) {
  let turn = 0;
  return async (warmUp: boolean): Promise<Slice> => {
    const timesUs: number[] = [];
    const startedAt = performance.now();
    const until = startedAt + sliceMs * (warmUp ? WARM_UP_FACTOR : 1);
    async function place(): Promise<void> {
      await call(turn++);
      for (let before = performance.now(); before < until; before = performance.now()) {
        const answer = call(turn++);
        if (answer instanceof Promise) await answer;
        timesUs.push((performance.now() - before) * 1_000);
        if (timesUs.length % CALLS_PER_TURN === 0) await setImmediate();
      }
    }
    await Promise.all(Array.from({ length: inFlight }, place));
    return { timesUs, calls: timesUs.length, elapsedUs: (performance.now() - startedAt) * 1_000 };
  };
}
