import { quantileOf } from './quantile.ts';
import type { Row, Slice } from './row.ts';

export interface Measured {
  readonly name: string;
  readonly note?: string;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly opsPerSecond: number;
  /** Calls that were timed. */
  readonly calls: number;
}

/**
 * Gives each row a short turn in every round, each round beginning with another row: a machine that is busy for a
 * while, or gets slower, is so for all of them. Before that each has a longer turn that does not count.
 *
 * @param beforeTurn waited for before each turn, for what must not fall into one
 */
export async function runRounds(
  rows: readonly Row[],
  rounds: number,
  beforeTurn: () => Promise<unknown>,
): Promise<readonly Measured[]> {
  const slices = new Map<Row, Slice[]>(rows.map((row) => [row, []]));
  for (const row of rows) {
    await beforeTurn();
    await row.slice(true);
  }
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < rows.length; place++) {
      const row = rows[(round + place) % rows.length] as Row;
      await beforeTurn();
      slices.get(row)?.push(await row.slice(false));
    }
  }
  return rows.map((row) => measuredOf(row, slices.get(row) ?? []));
}

function measuredOf({ name, note }: Row, slices: readonly Slice[]): Measured {
  const timesUs = Float64Array.from(slices.flatMap((slice) => slice.timesUs)).sort();
  const calls = slices.reduce((sum, slice) => sum + slice.calls, 0);
  const elapsedUs = slices.reduce((sum, slice) => sum + slice.elapsedUs, 0);
  return {
    name,
    ...(note === undefined ? {} : { note }),
    p50Us: quantileOf(timesUs, 0.5),
    p99Us: quantileOf(timesUs, 0.99),
    opsPerSecond: (calls / elapsedUs) * 1e6,
    calls,
  };
}
