import type { JudgingPorts } from '../../shared/check/judge-subject.ts';
import type { CheckEffectStore } from '../../shared/check/ports.ts';
import type { BuildOptions } from '../../shared/filter/builder.ts';
import type { FollowerOptions } from '../../shared/filter/follower.ts';
import type { ApplyDependencies } from '../../shared/orders/apply.ts';
import type { Machine } from './machine.ts';
import type { Register } from './register.ts';
import type { Scheduler } from './scheduler.ts';

export interface CheckPorts extends JudgingPorts {
  readonly effects: Pick<CheckEffectStore, 'put'>;
}

/** A fault of design, planted through what the modules are given. The modules themselves stay as they are. */
export interface Planted {
  readonly name: string;
  readonly invariant: string;
  readonly store?: (register: Register, scheduler: Scheduler) => Register;
  readonly check?: (ports: CheckPorts, machine: Machine) => CheckPorts;
  readonly follower?: (options: FollowerOptions, machine: Machine) => FollowerOptions;
  readonly consumer?: (deps: ApplyDependencies, machine: Machine) => ApplyDependencies;
  readonly builder?: (options: BuildOptions, machine: Machine) => BuildOptions;
}
