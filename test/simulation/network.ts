import { DependencyUnavailable } from '../../shared/contracts/problem.ts';
import type { Machine } from './machine.ts';
import type { Scheduler } from './scheduler.ts';

export type Service = 'dynamodb' | 's3';

/** One call of a port, as the network sees it. */
export interface Call {
  readonly machine: Machine;
  readonly service: Service;
  readonly port: string;
  readonly method: string;
  readonly atMs: number;
}

/** What becomes of one call. */
export interface Fate {
  /** From the call until the service acts on it. */
  readonly outwardMs: number;
  /** From there until the answer is back. */
  readonly backMs: number;
  /** `refused`: the service never acts. `answer-lost`: it acts, and the caller is told of a fault. */
  readonly kind: 'well' | 'refused' | 'answer-lost';
  /** The caller dies on this call, before it is sent or while the answer is on its way. */
  readonly crash?: 'before' | 'after';
  /** The caller is frozen while the call is under way. */
  readonly freezeMs?: number;
}

export type FateOf = (call: Call) => Fate;

/**
 * Puts the network between a machine and a store that works at once: every method of the port takes time, may fail
 * without or after its effect, and its answer reaches nobody once the machine is dead. An abort signal, the last
 * argument of a call, ends the waiting but not what was sent.
 */
export function connect<T extends object>(
  port: string,
  store: T,
  to: {
    readonly scheduler: Scheduler;
    readonly machine: Machine;
    readonly service: Service;
    readonly fateOf: FateOf;
  },
): T {
  const methods = new Map<PropertyKey, unknown>();
  return new Proxy(store, {
    get(target, method) {
      const original = Reflect.get(target, method);
      if (typeof original !== 'function') return original;
      if (!methods.has(method)) {
        methods.set(method, (...args: unknown[]) =>
          call(port, String(method), (sent) => Reflect.apply(original, target, sent), args, to),
        );
      }
      return methods.get(method);
    },
  });
}

function call(
  port: string,
  method: string,
  act: (args: unknown[]) => Promise<unknown>,
  given: unknown[],
  { scheduler, machine, service, fateOf }: Parameters<typeof connect>[2],
): Promise<unknown> {
  const signal = given.find((arg) => arg instanceof AbortSignal);
  const args = given.filter((arg) => arg !== signal);
  const fault = (cause?: unknown) => new DependencyUnavailable(service, `${port}.${method} failed`, cause);
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(fault(signal.reason));
      return;
    }
    const stop = () => reject(fault(signal?.reason));
    signal?.addEventListener('abort', stop, { once: true });

    const fate = fateOf({ machine, service, port, method, atMs: scheduler.nowMs() });
    if (fate.kind !== 'well' || fate.crash || fate.freezeMs) machine.disturb();
    const answer = (settle: () => void) =>
      machine.later(fate.backMs, (brokenByFreeze) => {
        signal?.removeEventListener('abort', stop);
        if (brokenByFreeze || fate.kind === 'answer-lost') reject(fault());
        else settle();
      });

    if (fate.crash === 'before') {
      machine.crash();
      return;
    }
    if (fate.kind === 'refused') machine.later(fate.outwardMs + fate.backMs, () => reject(fault()));
    else {
      scheduler.at(scheduler.nowMs() + fate.outwardMs, () => {
        act(args).then(
          (value) => answer(() => resolve(value)),
          (error) => answer(() => reject(error)),
        );
      });
    }
    if (fate.crash === 'after') machine.crash();
    if (fate.freezeMs) machine.freeze(fate.freezeMs);
  });
}
