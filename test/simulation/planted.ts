import type { JudgingPorts } from '../../shared/check/judge-subject.ts';
import type { CheckEffectStore } from '../../shared/check/ports.ts';
import type { OutcomeDependencies } from '../../shared/check/report-outcome.ts';
import type { CheckRequest } from '../../shared/contracts/check.ts';
import type { BuildOptions } from '../../shared/filter/builder.ts';
import type { FollowerOptions } from '../../shared/filter/follower.ts';
import type { ChangeNoticeDependencies } from '../../shared/notices/notify-of-change.ts';
import type { NoticeOutbox } from '../../shared/notices/ports.ts';
import type { ApplyDependencies } from '../../shared/orders/apply.ts';
import type { Machine } from './machine.ts';
import type { Register } from './register.ts';
import type { Scheduler } from './scheduler.ts';

export interface CheckPorts extends JudgingPorts {
  readonly effects: Pick<CheckEffectStore, 'put'>;
}

/** What the consumer of changes reaches. Of the consequences of a change the notices are simulated. */
export interface ConsumerPorts
  extends Omit<ApplyDependencies, 'consequences' | 'orders'>,
    ChangeNoticeDependencies {
  readonly orders: ApplyDependencies['orders'];
  readonly notices: NoticeOutbox;
}

/** A fault of design, planted through what the modules are given. The modules themselves stay as they are. */
export interface Planted {
  readonly name: string;
  readonly invariant: string;
  readonly store?: (register: Register, scheduler: Scheduler) => Register;
  readonly check?: (ports: CheckPorts, machine: Machine) => CheckPorts;
  /** What the engine is asked instead. */
  readonly request?: (request: CheckRequest) => CheckRequest;
  readonly outcome?: (deps: OutcomeDependencies, machine: Machine) => OutcomeDependencies;
  readonly follower?: (options: FollowerOptions, machine: Machine) => FollowerOptions;
  readonly consumer?: (deps: ConsumerPorts, machine: Machine) => ConsumerPorts;
  readonly builder?: (options: BuildOptions, machine: Machine) => BuildOptions;
}
