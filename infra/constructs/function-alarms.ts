import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ServiceAlarm, type Tell } from './alarm.ts';

const MINUTE = Duration.minutes(1);

export interface RollbackAlarmOptions {
  /** The alias that a new version takes over; its metrics are those of both versions while that lasts. */
  readonly alias: Pick<IFunction, 'metricErrors' | 'metricDuration'>;
  /** A good version answers 99 invocations in 100 within this time. Left out where nobody waits for the function. */
  readonly slowAfter?: Duration;
}

/**
 * Alarms that stop a canary deployment and bring the old version back: give them to the `LambdaDeploymentGroup` as
 * `alarms`. They wake nobody: the deployment says that it was rolled back.
 *
 * One failed invocation is enough. The share of a new version is small at first, so a rate over both versions would
 * hide a version that always fails.
 */
export function rollbackAlarms(
  scope: Construct,
  id: string,
  { alias, slowAfter }: RollbackAlarmOptions,
): readonly ServiceAlarm[] {
  const errors = new ServiceAlarm(scope, `${id}DeploymentErrors`, {
    alarm: 'deployment-errors',
    metric: alias.metricErrors({ period: MINUTE, statistic: 'Sum' }),
    threshold: 0,
  });
  if (slowAfter === undefined) return [errors];
  const slow = new ServiceAlarm(scope, `${id}DeploymentSlow`, {
    alarm: 'deployment-slow',
    metric: alias.metricDuration({ period: MINUTE, statistic: 'p99' }),
    threshold: slowAfter.toMilliseconds(),
    periods: 2,
  });
  return [errors, slow];
}

export interface FunctionAlarmOptions {
  readonly fn: Pick<IFunction, 'metricErrors' | 'metricThrottles'>;
  readonly tell: Tell;
  /** So many failed invocations in five minutes are no news. */
  readonly errors?: number;
  /** It has one container on purpose: what comes meanwhile is turned away, and that is right. */
  readonly takesTurns?: boolean;
}

/** Alarms that every deployed function has. */
export function addFunctionAlarms(
  scope: Construct,
  id: string,
  { fn, tell, errors = 2, takesTurns = false }: FunctionAlarmOptions,
): void {
  new ServiceAlarm(scope, `${id}Errors`, {
    alarm: 'function-errors',
    metric: fn.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
    threshold: errors,
    tell,
  });
  if (takesTurns) return;
  new ServiceAlarm(scope, `${id}Throttled`, {
    alarm: 'function-throttled',
    metric: fn.metricThrottles({ period: MINUTE, statistic: 'Sum' }),
    threshold: 0,
    periods: 5,
    badPeriods: 3,
    tell,
  });
}
