import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ServiceAlarm, type Tell } from './alarm.ts';
import type { AlarmId } from './alarm-table.ts';
import type { ServiceMetrics } from './service-metrics.ts';

const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);
const HOUR = Duration.hours(1);

/** Decisions or checks in a minute below which a rate says nothing. */
const ENOUGH = 50;
const MOST_UNDETERMINED_PERCENT = 1;
const MOST_UNFILTERED_PERCENT = 10;
/** A check limits itself to a second; nearly all take a few milliseconds. */
const SLOW_CHECK_MS = 500;
/** The service promises 6 s; queues, cold containers and the canary's own steps come on top. */
const SLOW_INTERCEPT_MS = 20_000;
const SLOW_RELEASE_MS = 10_000;

/** Alarms on what operators get. */
export function addCheckAlarms(scope: Construct, metrics: ServiceMetrics, tell: Tell): void {
  new ServiceAlarm(scope, 'ChecksUndetermined', {
    alarm: 'checks-undetermined',
    tell,
    metric: metrics.percentOf(
      ['DecisionsUndetermined'],
      ['DecisionsAllowed', 'DecisionsDenied', 'DecisionsVerifyIdentity', 'DecisionsUndetermined'],
      ENOUGH,
      MINUTE,
      'undetermined, %',
    ),
    threshold: MOST_UNDETERMINED_PERCENT,
    periods: 5,
    badPeriods: 3,
  });
  new ServiceAlarm(scope, 'CheckLatency', {
    alarm: 'check-latency',
    tell,
    metric: metrics.of('CheckLatency', 'p99', MINUTE),
    threshold: SLOW_CHECK_MS,
    periods: 5,
    badPeriods: 4,
  });
  new ServiceAlarm(scope, 'FilterStale', {
    alarm: 'filter-stale',
    tell,
    metric: metrics.percentOf(['UnfilteredChecks'], ['Checks'], ENOUGH, MINUTE, 'without the filter, %'),
    threshold: MOST_UNFILTERED_PERCENT,
    periods: 10,
    badPeriods: 8,
  });
}

/** Alarms on what runs on a schedule, and so in one region only. Where silence is the failure, silence is the alarm. */
export function addScheduledAlarms(scope: Construct, metrics: ServiceMetrics, tell: Tell): void {
  const never = (id: string, alarm: AlarmId, name: 'SnapshotsBuilt' | 'AuditCheckpoints') =>
    new ServiceAlarm(scope, id, {
      alarm,
      tell,
      metric: metrics.of(name, 'Sum', HOUR),
      threshold: 1,
      when: 'under',
      periods: 3,
      silence: 'alarm',
    });
  never('SnapshotMissing', 'snapshot-missing', 'SnapshotsBuilt');
  never('AuditCheckpointMissing', 'audit-checkpoint-missing', 'AuditCheckpoints');

  const any = (id: string, alarm: AlarmId, metric: ReturnType<ServiceMetrics['of']>, threshold = 0) =>
    new ServiceAlarm(scope, id, { alarm, tell, metric, threshold });
  any('ChainBroken', 'audit-chain-broken', metrics.of('AuditChainsBroken', 'Sum', FIVE_MINUTES));
  any('DeadlinesOverdue', 'deadlines-overdue', metrics.of('DeadlinesOverdue', 'Maximum', HOUR));
  any('DeadlinesFailing', 'deadlines-failing', metrics.of('DeadlinesFailed', 'Sum', HOUR), 5);
  any('CalendarUnknown', 'deadlines-calendar-unknown', metrics.of('CalendarsUnknown', 'Maximum', HOUR));
  any(
    'NoticesOverdue',
    'notices-overdue',
    metrics.of('OldestOverdueNotice', 'Maximum', FIVE_MINUTES),
    15 * 60,
  );
}

/** Alarms on what the canary sees: both promises, from outside. */
export function addCanaryAlarms(scope: Construct, metrics: ServiceMetrics, tell: Tell): void {
  const any = (id: string, alarm: AlarmId, metric: ReturnType<ServiceMetrics['of']>, threshold = 0) =>
    new ServiceAlarm(scope, id, { alarm, tell, metric, threshold });
  any('ImposedButAllowed', 'imposed-but-allowed', metrics.of('CanaryInterceptViolations', 'Sum', MINUTE));
  any('ReleasedButDenied', 'released-but-denied', metrics.of('CanaryReleaseViolations', 'Sum', MINUTE));
  new ServiceAlarm(scope, 'CanarySlowIntercept', {
    alarm: 'canary-slow-intercept',
    tell,
    metric: metrics.of('CanaryInterceptTime', 'Maximum', MINUTE),
    threshold: SLOW_INTERCEPT_MS,
    periods: 5,
    badPeriods: 3,
  });
  new ServiceAlarm(scope, 'CanarySlowRelease', {
    alarm: 'canary-slow-release',
    tell,
    metric: metrics.of('CanaryReleaseTime', 'Maximum', MINUTE),
    threshold: SLOW_RELEASE_MS,
    periods: 3,
    badPeriods: 2,
  });
  new ServiceAlarm(scope, 'CanarySilent', {
    alarm: 'canary-silent',
    tell,
    metric: metrics.of('CanaryRuns', 'Sum', FIVE_MINUTES),
    threshold: 1,
    when: 'under',
    silence: 'alarm',
  });
}
