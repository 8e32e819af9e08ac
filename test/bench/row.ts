/** What one short turn of a row measured. */
export interface Slice {
  /** Each call's time in microseconds. */
  readonly timesUs: readonly number[];
  readonly calls: number;
  readonly elapsedUs: number;
}

/** One line of the benchmark. */
export interface Row {
  readonly name: string;
  /** Beside the table, to judge the others by; not in the JSON. */
  readonly note?: string;
  /** Calls or waits for about a given time and measures each call. A warm-up slice is thrown away. */
  slice(warmUp: boolean): Promise<Slice>;
}
