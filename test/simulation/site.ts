import { createFaults, type Faults } from './faults.ts';
import { createHistory, type History } from './history.ts';
import { createMachine, type Machine } from './machine.ts';
import { createMessageQueue, type MessageQueue } from './message-queue.ts';
import { connect, type FateOf, type Service } from './network.ts';
import type { ContainerName, MachineName } from './plan.ts';
import type { Planted } from './planted.ts';
import { createRandom } from './random.ts';
import { createRegister, type Register } from './register.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

/** Clocks of machines that are kept in time differ by less than this; the margin of a time of effect is more. */
const MAX_SKEW_MS = 300;

export interface SiteOptions {
  readonly seed: number;
  readonly planted?: Planted;
  /** Decides instead of the planned faults what becomes of each call. */
  readonly fateOf?: FateOf;
  /** Left out: all three. */
  readonly containers?: readonly ContainerName[];
}

/** What all machines of a run stand on: time, stores, network, faults and the history that is written. */
export interface Site {
  readonly scheduler: Scheduler;
  readonly history: History;
  readonly register: Register;
  readonly queue: MessageQueue;
  readonly faults: Faults;
  readonly planted: Planted | undefined;
  /** A new machine in this role; the former one, if any, must be dead. */
  boot(role: MachineName, onCrash: () => void): Machine;
  /** The store as the machine reaches it. */
  reach<T extends object>(machine: Machine, port: string, store: T, service?: Service): T;
}

export function createSite({ seed, planted, fateOf }: SiteOptions): Site {
  const scheduler = createScheduler();
  const history = createHistory();
  const faults = createFaults();
  const stores = createRegister(scheduler, history);
  stores.snapshotCondition.state = () => faults.fileState(scheduler.nowMs());
  const incarnations = new Map<MachineName, number>();
  const decide: FateOf = (call) => {
    history.calls += 1;
    return (fateOf ?? faults.fateOf)(call);
  };

  return {
    scheduler,
    history,
    faults,
    planted,
    register: planted?.store?.(stores, scheduler) ?? stores,
    queue: createMessageQueue(scheduler),
    boot(role, onCrash) {
      const incarnation = (incarnations.get(role) ?? 0) + 1;
      incarnations.set(role, incarnation);
      const name = `${role}#${incarnation}`;
      const random = createRandom(seed, name);
      const skewMs = random.between(-MAX_SKEW_MS, MAX_SKEW_MS);
      return createMachine({ name, scheduler, random, skewMs, onCrash });
    },
    reach: (machine, port, store, service = 'dynamodb') =>
      connect(port, store, { scheduler, machine, service, fateOf: decide }),
  };
}
