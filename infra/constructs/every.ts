import type { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export interface EveryProps {
  readonly fn: ServiceFunction;
  readonly interval: Duration;
  readonly description: string;
}

/** Invokes a function every so often. An event that is as old as the interval is dropped: its successor is there. */
export class Every extends Rule {
  constructor(scope: Construct, id: string, { fn, interval, description }: EveryProps) {
    super(scope, id, {
      description,
      schedule: Schedule.rate(interval),
      targets: [new LambdaFunction(fn, { retryAttempts: 0, maxEventAge: interval })],
    });
  }
}
