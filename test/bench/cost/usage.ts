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
  denialWriteUnits: 2,
  /** Check containers that are in use at any time; each polls the log once a second. */
  containers: 20,
  pollsPerContainerPerSecond: 1,
  listChangesPerDay: 15_000,
  changeReadUnits: 3,
  /** Receipt twice, pointers, part of a log entry, the order of some 2 KiB, notices. */
  changeWriteUnits: 10,
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
} as const;

export type UsageName = keyof typeof USAGE;
export type Usage = Readonly<Record<UsageName, number>>;
