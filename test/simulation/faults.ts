import type { Call, Fate, FateOf } from './network.ts';
import type { FileState, MachineName, PlannedEvent } from './plan.ts';
import type { Random } from './random.ts';

type Window = { readonly untilMs: number } & Extract<
  PlannedEvent,
  { kind: 'partition' | 'throttling' | 'lost-answers' | 'slowness' | 'files' }
>;
type Trap = { callsLeft: number } & Extract<PlannedEvent, { kind: 'crash' | 'freeze' }>;

export type FaultEvent = Extract<
  PlannedEvent,
  { kind: 'partition' | 'throttling' | 'lost-answers' | 'slowness' | 'files' | 'crash' | 'freeze' }
>;

/** The faults that are at work, and what they make of each call. */
export interface Faults {
  readonly fateOf: FateOf;
  fileState(atMs: number): FileState | undefined;
  begin(event: FaultEvent, nowMs: number): void;
  /** From now on everything works. */
  heal(): void;
}

export function createFaults(): Faults {
  let windows: Window[] = [];
  let traps: Trap[] = [];

  function trapOf(call: Call): Trap | undefined {
    if (traps.length === 0) return undefined;
    const mine = traps.find((trap) => trap.machine === roleOf(call.machine.name));
    if (!mine || mine.callsLeft-- > 0) return undefined;
    traps = traps.filter((trap) => trap !== mine);
    return mine;
  }

  function troubles(call: Call): readonly Window[] {
    if (windows.length === 0) return windows;
    windows = windows.filter((window) => window.untilMs > call.atMs);
    return windows.filter(
      (window) => !('machines' in window) || window.machines.includes(roleOf(call.machine.name)),
    );
  }

  function kindOf(windowsNow: readonly Window[], call: Call, random: Random): Fate['kind'] {
    for (const window of windowsNow) {
      switch (window.kind) {
        case 'partition':
          return random.chance(0.3) ? 'answer-lost' : 'refused';
        case 'throttling':
          if (random.chance(window.share)) return 'refused';
          break;
        case 'lost-answers':
          if (random.chance(window.share)) return 'answer-lost';
          break;
        case 'files':
          if (call.service === 's3' && window.state === 'down') return 'refused';
          break;
        case 'slowness':
          break;
      }
    }
    return 'well';
  }

  return {
    fateOf(call) {
      const { random } = call.machine;
      const trap = trapOf(call);
      const around = troubles(call);
      const isSlow = around.some(({ kind }) => kind === 'slowness') && random.chance(0.4);
      if (isSlow) call.machine.disturb();
      const kind = around.length === 0 ? 'well' : kindOf(around, call, random);
      return {
        kind,
        outwardMs: latencyMs(random, isSlow),
        backMs: kind === 'well' ? latencyMs(random, isSlow) : random.between(1, 1_500),
        ...(trap?.kind === 'crash' && { crash: trap.when }),
        ...(trap?.kind === 'freeze' && { freezeMs: trap.forMs }),
      };
    },
    fileState(atMs) {
      for (const window of windows) {
        if (window.kind === 'files' && window.untilMs > atMs) return window.state;
      }
      return undefined;
    },
    begin(event, nowMs) {
      if (event.kind === 'crash' || event.kind === 'freeze')
        traps.push({ ...event, callsLeft: event.afterCalls });
      else windows.push({ ...event, untilMs: nowMs + event.forMs });
    },
    heal() {
      windows = [];
      traps = [];
    },
  };
}

/** Machines that follow each other in one place share its name, up to the number of the incarnation. */
export function roleOf(machineName: string): MachineName {
  return machineName.split('#')[0] as MachineName;
}

function latencyMs(random: Random, isSlow: boolean): number {
  return isSlow ? random.between(500, 9_000) : 1 + 12 * random.next() ** 4;
}
