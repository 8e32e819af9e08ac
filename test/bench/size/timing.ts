import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Bytes of the buffers that are in use: what was let go is collected first. */
export function bufferBytesInUse(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

export interface Watched {
  /** How long a request would have waited for its turn at most, milliseconds by the wall clock. */
  readonly longestWaitMs: number;
  /** The most that this thread did in one turn, milliseconds of its processor time: other processes have no part in it. */
  readonly longestTurnMs: number;
  readonly tookMs: number;
  readonly threadMs: number;
}

/** Watches the event loop while the work is under way. */
export async function watchEventLoop(work: () => Promise<unknown>): Promise<Watched> {
  await pause(20);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let longestTurnMs = 0;
  let watching = true;
  const startedAt = performance.now();
  const startedMs = threadMs();
  let turnBeganMs = startedMs;
  const nextTurn = () => {
    const nowMs = threadMs();
    longestTurnMs = Math.max(longestTurnMs, nowMs - turnBeganMs);
    turnBeganMs = nowMs;
    if (watching) setImmediate(nextTurn);
  };
  setImmediate(nextTurn);
  await work();
  const tookMs = performance.now() - startedAt;
  const usedMs = threadMs() - startedMs;
  await pause(20);
  watching = false;
  delay.disable();
  return { longestWaitMs: delay.max / 1e6, longestTurnMs, tookMs, threadMs: usedMs };
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
