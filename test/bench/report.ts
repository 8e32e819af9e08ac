import { cpus } from 'node:os';
import { judgeGoals } from './goals.ts';
import type { HotBundle } from './hot-bundle.ts';
import type { Measured } from './run-rounds.ts';

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
    `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, filter of ${number(filterKeys)} keys.`,
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

function cells({ name, p50Us, p99Us, opsPerSecond, calls }: Measured): readonly string[] {
  return [name, micros(p50Us), micros(p99Us), number(opsPerSecond), number(calls)];
}

/** The first column to the left, the others to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

function micros(timeUs: number): string {
  return timeUs < 100 ? timeUs.toFixed(2) : number(timeUs);
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function rounded(timeUs: number): number {
  return Math.round(timeUs * 100) / 100;
}
