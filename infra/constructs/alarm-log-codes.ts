import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LogCode } from '../../shared/runtime/log-codes.ts';
import { ServiceAlarm, type Tell } from './alarm.ts';
import type { AlarmId } from './alarm-table.ts';
import type { ServiceMetrics } from './service-metrics.ts';

/** How somebody learns of a warning or an error. */
export type Noticed =
  /** By an alarm on the lines themselves: more than so many in five minutes. */
  | { readonly alarm: AlarmId; readonly moreThan: number }
  /** By an alarm on a metric that says the same or more. */
  | { readonly seenBy: AlarmId }
  /** Not at all, for this reason. */
  | { readonly unseen: string };

/** Every code that is logged as a warning or an error by a deployed function; a test compares both ways. */
export const LOG_CODE_ALARMS: Readonly<Partial<Record<LogCode, Noticed>>> = {
  'runtime.failed': { seenBy: 'function-errors' },
  'http.fault': { alarm: 'request-faults', moreThan: 2 },
  'http.dependency-unavailable': { alarm: 'dependencies-unavailable', moreThan: 10 },
  'idempotency.answer-not-kept': {
    unseen: 'the request was done; it shows the same fault of DynamoDB that throttled tables and 503s show',
  },

  'limits.not-shared': {
    unseen:
      'limits go on to hold, for each container alone; it shows the same fault of DynamoDB that throttled tables show',
  },

  'check.undetermined': { seenBy: 'checks-undetermined' },
  'check.scanning-suspected': { alarm: 'scanning-suspected', moreThan: 0 },
  'attestation.unavailable': { alarm: 'attestations-unavailable', moreThan: 10 },
  'grant.over-used': { alarm: 'grants-over-used', moreThan: 0 },
  'inquiry.flood': { alarm: 'inquiry-flood', moreThan: 0 },

  'filter.poll-failed': { seenBy: 'filter-stale' },
  'filter.snapshot-refused': { alarm: 'snapshots-refused', moreThan: 5 },
  'snapshot.build-failed': { seenBy: 'snapshot-missing' },

  'change.failed': { seenBy: 'releases-waiting' },
  'change.poison': { seenBy: 'dead-releases' },
  'change.rejected': {
    unseen: 'daily business of courts, who have the reasons in their answer; the dashboard shows how many',
  },

  'keys.not-confirmed': {
    unseen:
      'what is known holds for ten minutes; after that checks are undetermined and requests end in 503s, which alarms show',
  },
  'keys.order-left': {
    unseen: 'whoever rotates the secret is told how many orders were left out, and nothing goes on',
  },

  'notice.parked': { seenBy: 'dead-notices' },
  'notice.endpoint-disabled': { alarm: 'webhook-disabled', moreThan: 0 },
  'notice.failed': { seenBy: 'notices-waiting' },
  'notice.poison': { seenBy: 'dead-notices' },
  'notice.unknown': { unseen: 'only after a restore, whose steps say what to do about it' },
  'notice.alarm-lost': { seenBy: 'notices-overdue' },
  'notice.sweep-failed': { seenBy: 'function-errors' },

  'deadlines.calendar-unknown': { seenBy: 'deadlines-calendar-unknown' },
  'deadlines.overdue': { seenBy: 'deadlines-overdue' },
  'deadlines.failed': { seenBy: 'deadlines-failing' },

  'audit.checkpoint-failed': { seenBy: 'audit-checkpoint-missing' },
  'audit.chain-broken': { alarm: 'audit-chain-broken', moreThan: 0 },

  'canary.failed': { seenBy: 'canary-silent' },
  'canary.violation': { seenBy: 'released-but-denied' },

  'sandbox.failed': { unseen: 'nobody depends on synthetic subjects; whoever tries them sees it' },
  'sandbox.exhausted': { unseen: 'nobody depends on synthetic subjects; whoever tries them sees it' },
};

const PERIOD = Duration.minutes(5);

/** The alarms on lines of the log. */
export function addLogCodeAlarms(scope: Construct, metrics: ServiceMetrics, tell: Tell): void {
  for (const [code, noticed] of Object.entries(LOG_CODE_ALARMS) as [LogCode, Noticed][]) {
    if (!('alarm' in noticed)) continue;
    new ServiceAlarm(scope, `Line-${code}`, {
      alarm: noticed.alarm,
      metric: metrics.linesOf(code, PERIOD),
      threshold: noticed.moreThan,
      tell,
    });
  }
}
