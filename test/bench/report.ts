import { cpus } from 'node:os';
import { judgeGoals } from './goals.ts';
import type { HotBundle } from './hot-bundle.ts';
import type { Measured } from './run-rounds.ts';
import { micros, number, table } from './table.ts';

/** The one object that `--json` writes. */
export function jsonReport(rows: readonly Measured[]): string {
  return JSON.stringify({
    rows: rows
      .filter(({ note }) => note === undefined)
      .map(({ name, p50Us, p99Us, opsPerSecond }) => ({
        name,
        p50Us: rounded(p50Us),
        p99Us: rounded(p99Us),
        opsPerSecond: Math.round(opsPerSecond),
      })),
  });
}

/** The same for people, with what was aimed at and what it stands on. */
export function textReport(
  rows: readonly Measured[],
  bundle: HotBundle | undefined,
  filterKeys: number,
): string {
  const notes = rows.filter(({ note }) => note !== undefined);
  const lines = [
    `${machine()}, filter of ${number(filterKeys)} keys.`,
    '',
    ...table(
      ['row', 'p50 µs', 'p99 µs', 'per second', 'measured'],
      rows.filter(({ note }) => note === undefined).map(cells),
    ),
  ];
  if (notes.length > 0) {
    lines.push('', 'Beside them:');
    lines.push(
      ...notes.map(({ note, p50Us, p99Us }) => `  ${micros(p50Us)} µs (p99 ${micros(p99Us)} µs): ${note}`),
    );
  }
  const goals = judgeGoals(rows, bundle);
  if (goals.length > 0) {
    lines.push(
      '',
      ...table(
        ['goal', 'wanted', 'measured', ''],
        goals.map(({ what, wanted, measured, reached }) => [
          what,
          wanted,
          measured,
          reached ? 'reached' : 'NOT REACHED',
        ]),
      ),
    );
  }
  if (bundle) {
    lines.push(
      '',
      `Most of the hot bundle: ${bundle.parts.map(({ name, bytes }) => `${name} ${Math.round(bytes / 1_000)} kB`).join(', ')}.`,
    );
  }
  return lines.join('\n');
}

/** What the times depend on. */
export function machine(): string {
  return `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;
}

function cells({ name, p50Us, p99Us, opsPerSecond, calls }: Measured): readonly string[] {
  return [name, micros(p50Us), micros(p99Us), number(opsPerSecond), number(calls)];
}

export function rounded(timeUs: number): number {
  return Math.round(timeUs * 100) / 100;
}
