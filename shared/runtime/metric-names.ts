/** CloudWatch puts a stage's metrics under this, see `METRICS_NAMESPACE` in `settings.ts`. */
export const METRICS_NAMESPACE = 'ConsumptionCheck';

/**
 * - `count`: how often, or how many; what comes between two writes is added up.
 * - `level`: how things stand; of what comes between two writes the highest is kept.
 * - `spread`: a value for each event, kept as a histogram, so that percentiles hold over all containers.
 */
export type MetricKind = 'count' | 'level' | 'spread';

export type MetricUnit = 'Count' | 'Milliseconds' | 'Seconds' | 'Bytes' | 'None';

interface MetricRow {
  readonly kind: MetricKind;
  readonly unit: MetricUnit;
  readonly meaning: string;
}

/**
 * Every metric that the service writes. A new one is a new row here and a place in a dashboard or an alarm; a test
 * compares both.
 *
 * None has dimensions. To CloudWatch each combination of them is a metric of its own anyway, so `DecisionsDenied`
 * costs what a dimension `decision` would; without any, one line holds all that a container has to say, and nothing in
 * it can name a person, a court or an operator, or tell one operator about another (I6).
 */
export const METRICS = {
  Checks: { kind: 'count', unit: 'Count', meaning: 'Checks that were answered.' },
  CheckLatency: {
    kind: 'spread',
    unit: 'Milliseconds',
    meaning: 'From the arrival of a check in the function to its decisions.',
  },
  DecisionsAllowed: { kind: 'count', unit: 'Count', meaning: 'Subjects who were allowed.' },
  DecisionsDenied: { kind: 'count', unit: 'Count', meaning: 'Subjects who were denied.' },
  DecisionsVerifyIdentity: {
    kind: 'count',
    unit: 'Count',
    meaning: 'Subjects whose name did not match the document: to be looked at again.',
  },
  DecisionsUndetermined: {
    kind: 'count',
    unit: 'Count',
    meaning: 'Subjects of whom the truth could not be had in time.',
  },
  UnfilteredChecks: {
    kind: 'count',
    unit: 'Count',
    meaning: 'Checks that read the register because the filter may not say no (I5).',
  },
  PrefilterPasses: {
    kind: 'count',
    unit: 'Count',
    meaning: 'Subjects who were looked up in the register, as the filter may know them or may not say no.',
  },
  RegisterReads: {
    kind: 'count',
    unit: 'Count',
    meaning: 'Pointers and orders that checks asked the register for.',
  },
  FilterAge: {
    kind: 'level',
    unit: 'Milliseconds',
    meaning: 'Age of what the filter knows when a check asks it.',
  },
  FilterKeys: { kind: 'level', unit: 'Count', meaning: 'Keys in the filter of a container.' },
  FilterSequence: {
    kind: 'level',
    unit: 'None',
    meaning: 'How far a container has read the change log.',
  },
  SnapshotSequence: {
    kind: 'level',
    unit: 'None',
    meaning: 'The sequence that the snapshot in a container covers.',
  },
  OverlayEntries: {
    kind: 'level',
    unit: 'Count',
    meaning: 'Entries of the change log that a container holds beside its snapshot.',
  },

  ChangesAccepted: {
    kind: 'count',
    unit: 'Count',
    meaning: 'Changes that passed the gates and were queued.',
  },
  ChangesRefused: { kind: 'count', unit: 'Count', meaning: 'Changes that did not pass the gates.' },
  ChangesApplied: { kind: 'count', unit: 'Count', meaning: 'Changes that took effect.' },
  ChangesSuperseded: { kind: 'count', unit: 'Count', meaning: 'Changes that came after a newer version.' },
  ChangesRejected: {
    kind: 'count',
    unit: 'Count',
    meaning: 'Changes that were accepted and then refused, as their order had ended.',
  },
  ChangesFailed: {
    kind: 'count',
    unit: 'Count',
    meaning: 'Deliveries of changes that failed; each comes again.',
  },
  ReleaseDelay: {
    kind: 'spread',
    unit: 'Milliseconds',
    meaning: 'From accepting the end of an order to its effect.',
  },
  ImpositionDelay: {
    kind: 'spread',
    unit: 'Milliseconds',
    meaning: 'From accepting any other change to its effect, the wait for all filters included.',
  },

  SnapshotsBuilt: { kind: 'count', unit: 'Count', meaning: 'Snapshots that were published.' },
  SnapshotBuildTime: { kind: 'level', unit: 'Seconds', meaning: 'How long building a snapshot took.' },
  SnapshotKeys: { kind: 'level', unit: 'Count', meaning: 'Keys in the snapshot that was built.' },
  SnapshotBytes: { kind: 'level', unit: 'Bytes', meaning: 'Size of its file.' },
  SnapshotFalsePositiveRate: {
    kind: 'level',
    unit: 'None',
    meaning: 'Part of absent keys that it takes for listed, as measured; 0.0001 is aimed at.',
  },

  NoticesDelivered: { kind: 'count', unit: 'Count', meaning: 'Notices that a webhook took.' },
  NoticeAttemptsFailed: { kind: 'count', unit: 'Count', meaning: 'Attempts that a webhook did not take.' },
  NoticesParked: { kind: 'count', unit: 'Count', meaning: 'Notices that wait for a person.' },
  NoticesOverdue: { kind: 'level', unit: 'Count', meaning: 'Notices that a sweep found overdue.' },
  OldestOverdueNotice: {
    kind: 'level',
    unit: 'Seconds',
    meaning: 'For how long the oldest of them has been due; 0 if there was none.',
  },
  NoticesAcknowledged: { kind: 'count', unit: 'Count', meaning: 'Notices that operators acknowledged.' },

  DeadlinesOverdue: {
    kind: 'level',
    unit: 'Count',
    meaning: 'What courts owed whose time was over, by one run through the clocks.',
  },
  DeadlinesForOperations: {
    kind: 'level',
    unit: 'Count',
    meaning: 'How much of it for so long that a person should call the court.',
  },
  DeadlinesFailed: { kind: 'count', unit: 'Count', meaning: 'Clocks that could not be looked after.' },
  CalendarsUnknown: {
    kind: 'level',
    unit: 'Count',
    meaning: '1 while a year is near whose working days are not known, else 0.',
  },

  InquiriesAnswered: { kind: 'count', unit: 'Count', meaning: 'Inquiries of people that were answered.' },
  InquiriesLimited: { kind: 'count', unit: 'Count', meaning: 'Inquiries that were over a limit.' },

  AuditCheckpoints: { kind: 'count', unit: 'Count', meaning: 'Checkpoints of the audit that were stored.' },
  AuditEntries: { kind: 'level', unit: 'Count', meaning: 'Entries in all chains of the audit.' },
  AuditChainsBroken: {
    kind: 'count',
    unit: 'Count',
    meaning: 'Chains or checkpoints that are not what they were.',
  },

  CanaryRuns: { kind: 'count', unit: 'Count', meaning: 'Runs of the canary that came to their end.' },
  CanaryFailures: { kind: 'count', unit: 'Count', meaning: 'Runs of the canary that did not.' },
  CanaryInterceptTime: {
    kind: 'spread',
    unit: 'Milliseconds',
    meaning: 'From sending an order to the first check that was denied.',
  },
  CanaryReleaseTime: {
    kind: 'spread',
    unit: 'Milliseconds',
    meaning: 'From sending a release to the first check that was allowed.',
  },
  CanaryInterceptViolations: {
    kind: 'count',
    unit: 'Count',
    meaning: 'Checks of the canary that were allowed after the time of effect (I1).',
  },
  CanaryReleaseViolations: {
    kind: 'count',
    unit: 'Count',
    meaning: 'Checks of the canary that were denied after the release was applied (I2).',
  },
} as const satisfies Readonly<Record<string, MetricRow>>;

export type MetricName = keyof typeof METRICS;

type NameOf<Kind extends MetricKind> = {
  [Name in MetricName]: (typeof METRICS)[Name]['kind'] extends Kind ? Name : never;
}[MetricName];

export type CountName = NameOf<'count'>;
export type LevelName = NameOf<'level'>;
export type SpreadName = NameOf<'spread'>;
