import type { Clock } from '../../shared/contracts/clock.ts';
import type { Random } from './random.ts';
import type { Cancellable, Scheduler } from './scheduler.ts';

/** A freeze this long breaks the connections of what was under way. */
const CONNECTION_SURVIVES_MS = 30_000;

/** A process with clocks of its own, that can be frozen, and killed between any two of its steps. */
export interface Machine {
  readonly name: string;
  readonly random: Random;
  readonly clock: Clock;
  /** How far the wall clock is ahead of true time. */
  readonly wallErrorMs: number;
  readonly isAlive: boolean;
  readonly isFrozen: boolean;
  /** Rises with every fault that this machine met, so that others can tell whether one fell between two moments. */
  readonly disturbances: number;
  disturb(): void;
  /** Runs code of this machine later, in true time; after the thaw if it is frozen then, never once it is dead. */
  later(delayMs: number, code: (brokenByFreeze: boolean) => void): Cancellable;
  /** A timer of the process: counts the time in which it runs. */
  setTimer(delayMs: number, code: () => void): Cancellable;
  freeze(forMs: number): void;
  /** The wall clock jumps; nothing happens if nobody could ever notice it (see README, what is assumed). */
  jumpWall(byMs: number): void;
  thaw(): void;
  crash(): void;
}

export interface MachineOptions {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** How far the wall clock is off at first. */
  readonly skewMs: number;
  readonly onCrash: () => void;
}

export function createMachine({ name, scheduler, random, skewMs, onCrash }: MachineOptions): Machine {
  const bootedAtMs = scheduler.nowMs();
  let isAlive = true;
  let frozenAtMs: number | undefined;
  let frozenMs = 0;
  let offMs = skewMs;
  let disturbances = 0;
  let frozenSinceRead = false;
  let jumpedBackSinceRead = false;
  let backlog: ((brokenByFreeze: boolean) => void)[] = [];
  let wakeUp: Cancellable | undefined;

  const monotonicMs = () => (frozenAtMs ?? scheduler.nowMs()) - bootedAtMs - frozenMs;

  function run(code: (broken: boolean) => void, broken: boolean): void {
    if (!isAlive) return;
    if (frozenAtMs !== undefined) {
      backlog.push(code);
      return;
    }
    scheduler.running = machine;
    code(broken);
  }

  function thaw(): void {
    if (frozenAtMs === undefined || !isAlive) return;
    const sleptMs = scheduler.nowMs() - frozenAtMs;
    frozenMs += sleptMs;
    frozenAtMs = undefined;
    wakeUp?.cancel();
    const waiting = backlog;
    backlog = [];
    const broken = sleptMs > CONNECTION_SURVIVES_MS && random.chance(0.5);
    for (const code of waiting) scheduler.at(scheduler.nowMs(), () => run(code, broken));
  }

  const machine: Machine = {
    name,
    random,
    clock: {
      wallMs() {
        frozenSinceRead = false;
        jumpedBackSinceRead = false;
        return scheduler.nowMs() + offMs;
      },
      monotonicMs,
    },
    get wallErrorMs() {
      return offMs;
    },
    get isAlive() {
      return isAlive;
    },
    get isFrozen() {
      return frozenAtMs !== undefined;
    },
    get disturbances() {
      return disturbances;
    },
    disturb() {
      disturbances += 1;
    },
    later: (delayMs, code) => scheduler.at(scheduler.nowMs() + delayMs, () => run(code, false)),
    setTimer(delayMs, code) {
      const dueMs = monotonicMs() + Math.max(0, delayMs);
      let isCancelled = false;
      const fire = () => {
        if (isCancelled) return;
        const leftMs = dueMs - monotonicMs();
        if (leftMs > 1e-6) waiting = machine.later(leftMs, fire);
        else code();
      };
      let waiting = machine.later(Math.max(0, delayMs), fire);
      return {
        cancel() {
          isCancelled = true;
          waiting.cancel();
        },
      };
    },
    freeze(forMs) {
      if (!isAlive || frozenAtMs !== undefined || jumpedBackSinceRead) return;
      disturbances += 1;
      frozenSinceRead = true;
      frozenAtMs = scheduler.nowMs();
      wakeUp = scheduler.at(frozenAtMs + forMs, thaw);
    },
    jumpWall(byMs) {
      if (byMs < 0 && (frozenSinceRead || frozenAtMs !== undefined)) return;
      if (byMs < 0) jumpedBackSinceRead = true;
      disturbances += 1;
      offMs += byMs;
    },
    thaw,
    crash() {
      if (!isAlive) return;
      isAlive = false;
      backlog = [];
      wakeUp?.cancel();
      onCrash();
    },
  };
  return machine;
}
