/** Who is woken: `page` somebody now, at night too; `ticket` somebody on the next working day. */
export type Severity = 'page' | 'ticket';

interface AlarmRow {
  readonly severity: Severity;
  /** Page of `infra/runbook` and section in it that says what happened, where to look and what to do. */
  readonly runbook: `${string}.md#${string}`;
  /** When it goes off, in a sentence; leads the description of the alarm. */
  readonly when: string;
}

/**
 * Every alarm that there may be. A new one is a new row and a section of the runbook, without which a test fails; what
 * has no row here cannot be made an alarm.
 */
export const ALARMS = {
  'imposed-but-allowed': {
    severity: 'page',
    runbook: 'alarms-canary.md#imposed-but-allowed',
    when: 'The canary was allowed what its order restricted at that time (I1).',
  },
  'released-but-denied': {
    severity: 'page',
    runbook: 'alarms-canary.md#released-but-denied',
    when: 'The canary was denied after its order had been released (I2).',
  },
  'canary-slow-release': {
    severity: 'page',
    runbook: 'alarms-canary.md#canary-slow-release',
    when: 'From a release to the first allowed check took the canary more than 10 s.',
  },
  'canary-slow-intercept': {
    severity: 'ticket',
    runbook: 'alarms-canary.md#canary-slow-intercept',
    when: 'From an order to the first denied check took the canary more than 20 s.',
  },
  'canary-silent': {
    severity: 'page',
    runbook: 'alarms-canary.md#canary-silent',
    when: 'No run of the canary has come to its end for five minutes.',
  },

  'checks-undetermined': {
    severity: 'page',
    runbook: 'alarms-checks.md#checks-undetermined',
    when: 'More than one decision in a hundred is `undetermined`.',
  },
  'check-latency': {
    severity: 'page',
    runbook: 'alarms-checks.md#check-latency',
    when: 'One check in a hundred takes longer than half a second in the function.',
  },
  'filter-stale': {
    severity: 'ticket',
    runbook: 'alarms-checks.md#filter-stale',
    when: 'More than one check in ten was answered without a filter that may say no.',
  },
  'snapshot-missing': {
    severity: 'ticket',
    runbook: 'alarms-checks.md#snapshot-missing',
    when: 'No snapshot of the filter has been published for three hours.',
  },
  'snapshots-refused': {
    severity: 'ticket',
    runbook: 'filter.md#filtersnapshot-refused',
    when: 'Containers did not take the newest snapshot.',
  },
  'scanning-suspected': {
    severity: 'ticket',
    runbook: 'limits.md#checkscanning-suspected',
    when: 'A client asks about many different people and sells to hardly any.',
  },
  'grants-over-used': {
    severity: 'ticket',
    runbook: 'checks.md#grantover-used',
    when: 'More sales were reported under a grant than it permits.',
  },
  'attestations-unavailable': {
    severity: 'ticket',
    runbook: 'audit.md#attestationunavailable',
    when: 'Checks are answered without the signed statement that they asked for.',
  },
  'inquiry-flood': {
    severity: 'ticket',
    runbook: 'inquiries.md#inquiryflood',
    when: 'Far more inquiries came than people make.',
  },

  'releases-waiting': {
    severity: 'page',
    runbook: 'alarms-queues.md#releases-waiting',
    when: 'A release has been waiting for more than 5 s.',
  },
  'impositions-waiting': {
    severity: 'ticket',
    runbook: 'alarms-queues.md#impositions-waiting',
    when: 'An imposition has been waiting for more than ten minutes.',
  },
  'notices-waiting': {
    severity: 'ticket',
    runbook: 'alarms-queues.md#notices-waiting',
    when: 'A message of the queue of notices has been waiting for more than half an hour.',
  },
  'dead-releases': {
    severity: 'page',
    runbook: 'alarms-queues.md#dead-releases',
    when: 'A release could not be applied five times.',
  },
  'dead-impositions': {
    severity: 'page',
    runbook: 'alarms-queues.md#dead-impositions',
    when: 'An imposition could not be applied five times.',
  },
  'dead-notices': {
    severity: 'ticket',
    runbook: 'alarms-queues.md#dead-notices',
    when: 'A notice was not taken in all its attempts.',
  },
  'notices-overdue': {
    severity: 'ticket',
    runbook: 'alarms-queues.md#notices-overdue',
    when: 'A notice should have gone out more than a quarter of an hour ago.',
  },
  'webhook-disabled': {
    severity: 'ticket',
    runbook: 'notices.md#noticeendpoint-disabled',
    when: 'The webhook of an operator wants nothing more.',
  },

  'deadlines-overdue': {
    severity: 'ticket',
    runbook: 'deadlines.md#deadlinesoverdue',
    when: 'A court owes a decision or a correction whose time is over.',
  },
  'deadlines-calendar-unknown': {
    severity: 'ticket',
    runbook: 'deadlines.md#deadlinescalendar-unknown',
    when: 'The working days of a year are not known.',
  },
  'deadlines-failing': {
    severity: 'ticket',
    runbook: 'deadlines.md#deadlinesfailed',
    when: 'Clocks of orders could not be looked after.',
  },
  'audit-checkpoint-missing': {
    severity: 'ticket',
    runbook: 'audit.md#auditcheckpoint-failed',
    when: 'No checkpoint of the audit was written for three hours.',
  },
  'audit-chain-broken': {
    severity: 'page',
    runbook: 'audit.md#auditchain-broken',
    when: 'An audit chain no longer holds what an earlier checkpoint saw.',
  },

  'gateway-faults': {
    severity: 'page',
    runbook: 'alarms-platform.md#gateway-faults',
    when: 'More than one request in a hundred ends in a 5xx.',
  },
  'gateway-refusals': {
    severity: 'ticket',
    runbook: 'alarms-platform.md#gateway-refusals',
    when: 'More than half of all requests end in a 4xx.',
  },
  'function-errors': {
    severity: 'ticket',
    runbook: 'alarms-platform.md#function-errors',
    when: 'Invocations of a function fail as a whole.',
  },
  'function-throttled': {
    severity: 'page',
    runbook: 'alarms-platform.md#function-throttled',
    when: 'The platform turns away invocations of a function for want of containers.',
  },
  'deployment-errors': {
    severity: 'ticket',
    runbook: 'alarms-platform.md#deployment-errors',
    when: 'A function fails while a new version of it takes over; the old one comes back.',
  },
  'deployment-slow': {
    severity: 'ticket',
    runbook: 'alarms-platform.md#deployment-slow',
    when: 'A function is slow while a new version of it takes over; the old one comes back.',
  },
  'authorizer-errors': {
    severity: 'page',
    runbook: 'alarms-platform.md#authorizer-errors',
    when: 'The authorizer of the gateway fails, so requests with good tokens are refused.',
  },
  'waf-blocks': {
    severity: 'ticket',
    runbook: 'alarms-platform.md#waf-blocks',
    when: 'The firewall turns away far more requests than it does on other days.',
  },
  'table-throttled': {
    severity: 'page',
    runbook: 'alarms-platform.md#table-throttled',
    when: 'DynamoDB turns away requests of the register.',
  },
  'dependencies-unavailable': {
    severity: 'ticket',
    runbook: 'requests.md#httpdependency-unavailable',
    when: 'Requests end in a 503: DynamoDB, SQS, S3, a key or a secret did not answer.',
  },
  'request-faults': {
    severity: 'page',
    runbook: 'requests.md#httpfault',
    when: 'Requests end in a 500: a defect of ours.',
  },
} as const satisfies Readonly<Record<string, AlarmRow>>;

export type AlarmId = keyof typeof ALARMS;

/** What stands in the description of an alarm, so that whoever is woken need not search. */
export function alarmDescription(id: AlarmId): string {
  const { when, severity, runbook } = ALARMS[id];
  return `${when} [${severity}] Runbook: infra/runbook/${runbook}`;
}
