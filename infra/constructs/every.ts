import type { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export interface EveryProps {
  readonly fn: ServiceFunction;
  readonly interval: Duration;
  readonly description: string;
  /** Absent or true: it runs. In regions that only stand by, the rule is there and can be switched on. */
  readonly enabled?: boolean;
}

/** Invokes a function every so often. An event that is as old as the interval is dropped: its successor is there. */
export class Every extends Rule {
  constructor(scope: Construct, id: string, { fn, interval, description, enabled = true }: EveryProps) {
    super(scope, id, {
      description,
      enabled,
      schedule: Schedule.rate(interval),
      targets: [new LambdaFunction(fn.live, { retryAttempts: 0, maxEventAge: interval })],
    });
  }
}
