/** A value of a metric as CloudWatch reads it: the values that came, and how often each of them. */
export interface SpreadValue {
  readonly Values: readonly number[];
  readonly Counts: readonly number[];
  readonly Min: number;
  readonly Max: number;
  readonly Sum: number;
  readonly Count: number;
}

/** Collects one value for each event. */
export interface Spread {
  add(value: number): void;
  /** What came since the last call; `undefined` if nothing did. */
  take(): SpreadValue | undefined;
}

/** A value may have so many different ones at most. */
const BUCKETS = 100;
/** Each bucket is 15% above the one before, so a percentile is at most 7% off. */
const BUCKETS_PER_DOUBLING = 5;
/** The first bucket is 1/64, the last nearly 2^14: 16 microseconds to 14 seconds where values are milliseconds. */
const FIRST = -6 * BUCKETS_PER_DOUBLING;

/**
 * A histogram whose buckets grow by a constant factor. Adding costs a logarithm and an increment, and nothing is
 * allocated until it is taken. What lies beyond the last bucket counts in it; least, highest and sum are exact.
 */
export function createSpread(): Spread {
  const counts = new Uint32Array(BUCKETS);
  let count = 0;
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  return {
    add(value) {
      if (!Number.isFinite(value)) return;
      const bucket = Math.round(Math.log2(Math.max(value, 0)) * BUCKETS_PER_DOUBLING) - FIRST;
      const at = Math.min(Math.max(bucket, 0), BUCKETS - 1);
      counts[at] = (counts[at] as number) + 1;
      count += 1;
      sum += value;
      if (value < least) least = value;
      if (value > highest) highest = value;
    },
    take() {
      if (count === 0) return undefined;
      const Values: number[] = [];
      const Counts: number[] = [];
      for (const [at, times] of counts.entries()) {
        if (times === 0) continue;
        const value = 2 ** ((at + FIRST) / BUCKETS_PER_DOUBLING);
        Values.push(rounded(Math.min(Math.max(value, least), highest)));
        Counts.push(times);
      }
      const taken = {
        Values,
        Counts,
        Min: rounded(least),
        Max: rounded(highest),
        Sum: rounded(sum),
        Count: count,
      };
      counts.fill(0);
      count = 0;
      sum = 0;
      least = Number.POSITIVE_INFINITY;
      highest = Number.NEGATIVE_INFINITY;
      return taken;
    },
  };
}

/** Four digits behind the point: tenths of microseconds where values are milliseconds. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
