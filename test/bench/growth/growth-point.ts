/** What was measured at one number of keys. */
export interface GrowthPoint {
  readonly keys: number;
  /** Hashing the keys and setting their bits, on one core; the making of the keys is not in it. */
  readonly buildMs: number;
  /** From a file in memory to a filter that may be used: every field and the digest checked. */
  readonly loadMs: number;
  /** What a process holds for it. */
  readonly memoryBytes: number;
  /** One lookup of a key that is not there: median and 99th percentile of means over 1,000. */
  readonly lookupNs: number;
  readonly lookupP99Ns: number;
  /** The engine, by subjects in one request, none of them listed. */
  readonly engine: readonly {
    readonly subjects: number;
    readonly p50Us: number;
    readonly p99Us: number;
  }[];
}
