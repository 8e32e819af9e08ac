import { createRequire, syncBuiltinESMExports } from 'node:module';
import type * as TimersPromises from 'node:timers/promises';
import type { Cancellable, Scheduler } from './scheduler.ts';

const timersPromises = createRequire(import.meta.url)('node:timers/promises') as {
  setImmediate: typeof TimersPromises.setImmediate;
};

/**
 * Puts timers of the simulated machines in the place of `setTimeout`, `clearTimeout` and the `setImmediate` of
 * `node:timers/promises` while `work` runs: modules under simulation use them. Whoever does so outside of a machine
 * gets the real ones.
 */
export async function withVirtualTimers<T>(scheduler: Scheduler, work: () => Promise<T>): Promise<T> {
  const { setTimeout: realSet, clearTimeout: realClear } = globalThis;
  const realImmediate = timersPromises.setImmediate;
  const timers = new WeakSet<object>();

  const set = (code: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]) => {
    const machine = scheduler.running;
    if (!machine) return realSet(code, delayMs, ...args);
    const timer = machine.setTimer(delayMs, () => code(...args));
    timers.add(timer);
    return timer;
  };
  const clear = (timer: unknown) => {
    if (typeof timer === 'object' && timer !== null && timers.has(timer)) (timer as Cancellable).cancel();
    else realClear(timer as NodeJS.Timeout);
  };
  const immediate = <V>(value?: V): Promise<V> => {
    const machine = scheduler.running;
    if (!machine) return realImmediate(value as V);
    return new Promise((resolve) => {
      machine.later(0, () => resolve(value as V));
    });
  };

  globalThis.setTimeout = set as unknown as typeof setTimeout;
  globalThis.clearTimeout = clear as typeof clearTimeout;
  timersPromises.setImmediate = immediate as typeof timersPromises.setImmediate;
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    globalThis.setTimeout = realSet;
    globalThis.clearTimeout = realClear;
    timersPromises.setImmediate = realImmediate;
    syncBuiltinESMExports();
  }
}
