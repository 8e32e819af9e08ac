/** How much is asked, of how large a register, and what one step takes. Every number is a parameter. */
export const USAGE = {
  /** Subjects judged: 60 million a day is every rail, air and hotel sale of a large country. */
  checksPerDay: 60_000_000,
  daysPerMonth: 30,
  subjectsPerRequest: 1,
  documentsPerSubject: 1,
  /** Part of the checks whose purchase falls under an item; 1 is the dearest case. */
  restrictedShare: 1,
  /** Part of those that are about listed people. */
  listedShare: 0.001,
  /** Part of the others that the filter takes for listed. */
  falsePositiveRate: 0.0001,
  /** Memory of the check function. */
  checkMemoryMb: 1_769,
  /** Time in the handler for each request and each subject, from the benchmark; Lambda bills whole milliseconds. */
  requestMs: 0.05,
  subjectMs: 0.003,
  /** One strongly consistent read from within the region, and how many are under way at once. */
  readMs: 4,
  readsAtOnce: 16,
  /** A denial: pointers, order, interception, order again, effects. */
  denialMs: 25,
  denialReadUnits: 3,
  /** The interception, the index of courts' months, what a report of the outcome settles. */
  denialWriteUnits: 4,
  /** What a denial and a change leave in the table, and for how many days: `shared/retention`. */
  denialBytes: 700,
  changeKeptBytes: 1_500,
  keptDays: 1_096,
  /** Check containers that are in use at any time; each polls the log once a second. */
  containers: 20,
  pollsPerContainerPerSecond: 1,
  listChangesPerDay: 15_000,
  changeReadUnits: 6,
  /** Receipt twice, pointers, part of a log entry, the order of some 2 KiB, notices, clocks; accounts of both lanes. */
  changeWriteUnits: 16,
  /** Claim and answer, where a request names itself by a key; one request carries so many changes. */
  idempotencyWriteUnits: 3,
  changesPerRequest: 1,
  /** Part of the changes that end an order, and what retention writes for each: the order again, pointers, denials. */
  endedShare: 0.5,
  retentionWriteUnits: 8,
  changeSqsRequests: 4,
  changeGbSeconds: 0.05,
  /** Of an order, with what the table adds to an item. */
  orders: 14_500_000,
  orderBytes: 2_000,
  pointers: 20_000_000,
  pointerBytes: 200,
  /** Each reads the whole table. One an hour, as deployed. */
  snapshotsPerDay: 24,
  builderMemoryMb: 1_769,
  builderSeconds: 240,
  /** Machine clients that are taken on, how many of them ask in the same seconds, and their tokens. */
  clients: 50,
  tokensPerClientPerDay: 48,
  /** The gateway asks the authorizer once a minute for each token that is in use. */
  tokensInUse: 100,
  authorizerMs: 3,
  /** Inquiries, and what else is public: pages, keys, documentation, `/health`. */
  inquiriesPerDay: 3_000,
  publicRequestsPerDay: 10_000,
  inquiryMs: 550,
  inquiryReadUnits: 6,
  inquiryWriteUnits: 5,
  /** GB of memory that waits: `concurrency` in `infra/stages.ts` times the memory of the functions. */
  waitingGb: 0,
  /** The canary: two changes, some checks and one token each minute. */
  canaryRunsPerDay: 1_440,
  canarySeconds: 8,
  canaryChecks: 12,
  /** GB-seconds of all that runs on a schedule beside the builder and the canary: clocks, sweeps, checkpoints. */
  scheduledGbSecondsPerDay: 1_200,
  /** Each of three queues is asked by at least five pollers every 20 seconds. */
  emptyReceivesPerDay: 64_800,
  /** Metrics of our own and codes of log lines; alarms; all as in the templates. */
  metrics: 80,
  alarms: 83,
  dashboards: 3,
  firewallRules: 4,
  keys: 4,
  secrets: 5,
  /** Services ask for a data key about every five minutes for each container and store. */
  keyRequestsPerContainerPerDay: 864,
  /** A line of the gateway, three lines of Lambda's own, and one of metrics a second in a busy container. */
  accessLogBytes: 300,
  lambdaLogBytes: 450,
  metricLogBytes: 700,
  /** Lambda traces one request a second, and of the others this part. */
  tracedShare: 0.05,
  /** An answer with its headers. */
  answerBytes: 700,
  /** Snapshot files are kept for 14 days. */
  snapshotBytesPerKey: 2.4,
  snapshotDaysKept: 14,
} as const;

export type UsageName = keyof typeof USAGE;
export type Usage = Readonly<Record<UsageName, number>>;
