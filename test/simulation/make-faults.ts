import { KEPT_FOR_MS } from './log-retention.ts';
import { CONSUMERS, CONTAINERS, type MachineName, type PlannedEvent } from './plan.ts';
import type { Random } from './random.ts';

/** Longer than a follower's filter may go without a poll: shorter ones hide the faults that matter. */
const BURST_MS = [6_000, 40_000] as const;

const EVERYONE: readonly MachineName[] = [...CONTAINERS, ...CONSUMERS, 'builder'];

/** Up to four faults around the moment at which an order is imposed. */
export function faultsAround(random: Random, imposedMs: number, lengthMs: number): PlannedEvent[] {
  const faults = Array.from({ length: random.int(5) }, () => {
    const atMs = Math.max(0, imposedMs + random.between(-4_000, 0.6 * lengthMs));
    return { atMs, ...faultOf(random) } as PlannedEvent;
  });
  if (!random.chance(0.5)) return faults;
  return [...faults, ...random.pick([leftBehind, asleep, slowScan])(random, imposedMs)];
}

/** A container sleeps while somebody is listed, and wakes up when the order is in force. */
function asleep(random: Random, imposedMs: number): PlannedEvent[] {
  const atMs = imposedMs - random.between(0, 2_000);
  const forMs = random.between(8_500, 30_000);
  return [{ kind: 'freeze', atMs, machine: random.pick(CONTAINERS), afterCalls: 0, forMs }];
}

/** A scan takes so long that keys are listed before and behind it. */
function slowScan(random: Random, imposedMs: number): PlannedEvent[] {
  const atMs = imposedMs - random.between(0, 3_000);
  return [
    { kind: 'slowness', atMs, machines: ['builder'], forMs: 5_000 },
    { kind: 'build', atMs: atMs + 1, required: random.chance(0.3) },
  ];
}

/** A container sleeps until the log has forgotten what it missed, and then finds the snapshot unreadable. */
function leftBehind(random: Random, imposedMs: number): PlannedEvent[] {
  const machine = random.pick(CONTAINERS);
  const forgottenMs = imposedMs + KEPT_FOR_MS + random.between(1_000, 20_000);
  const state = random.pick(['down', 'old', 'truncated', 'flipped'] as const);
  const asleepMs = imposedMs - 1_000;
  return [
    { kind: 'freeze', atMs: asleepMs, machine, afterCalls: 0, forMs: forgottenMs + 2_000 - asleepMs },
    { kind: 'build', atMs: imposedMs + 30_000, required: false },
    { kind: 'trim', atMs: forgottenMs },
    { kind: 'files', atMs: forgottenMs + 1_000, state, forMs: 30_000 },
  ];
}

type Fault<Kind extends PlannedEvent['kind']> = Omit<Extract<PlannedEvent, { kind: Kind }>, 'atMs'>;

function faultOf(random: Random): Fault<PlannedEvent['kind']> {
  const forMs = random.between(...BURST_MS);
  const machine = random.pick(EVERYONE);
  const container = random.pick(CONTAINERS);
  const afterCalls = random.int(14);
  switch (random.int(11)) {
    case 0:
    case 1:
      return { kind: 'partition', machines: someMachines(random), forMs } as Fault<'partition'>;
    case 2:
      return { kind: 'throttling', share: random.between(0.1, 0.7), forMs } as Fault<'throttling'>;
    case 3:
      return { kind: 'lost-answers', share: random.between(0.1, 0.5), forMs } as Fault<'lost-answers'>;
    case 4:
      return { kind: 'slowness', machines: someMachines(random), forMs } as Fault<'slowness'>;
    case 5: {
      const state = random.pick(['down', 'old', 'truncated', 'flipped', 'manifest-rolled-back'] as const);
      return { kind: 'files', state, forMs } as Fault<'files'>;
    }
    case 6:
    case 7:
      return {
        kind: 'crash',
        machine,
        afterCalls,
        when: random.pick(['before', 'after'] as const),
      } as Fault<'crash'>;
    case 8:
      return { kind: 'freeze', machine, afterCalls, forMs: random.between(2_000, 60_000) } as Fault<'freeze'>;
    case 9:
      return {
        kind: 'freeze',
        machine: container,
        afterCalls: 0,
        forMs: random.between(3_000, 20_000),
      } as Fault<'freeze'>;
    default:
      return { kind: 'jump', container, byMs: random.between(-20_000, 20_000) } as Fault<'jump'>;
  }
}

function someMachines(random: Random): readonly MachineName[] {
  return random.pick([
    [random.pick(CONTAINERS)],
    [random.pick(CONTAINERS)],
    CONTAINERS,
    CONSUMERS,
    [random.pick(CONSUMERS), 'builder'],
    EVERYONE,
  ] as const);
}
