import { startChild } from '../child.ts';
import { machine } from '../report.ts';
import { number, table } from '../table.ts';
import type { GrowthPoint } from './growth-point.ts';

const SIZES = [10_000, 100_000, 1_000_000, 10_000_000, 20_000_000] as const;

/** How the costs grow with the list, one process for each size, one after the other. */
export async function runGrowth(): Promise<readonly GrowthPoint[]> {
  const points: GrowthPoint[] = [];
  for (const keys of SIZES) {
    const child = await startChild<GrowthPoint>(new URL('measure-point.ts', import.meta.url), [String(keys)]);
    points.push(child.ready);
  }
  return points;
}

export function growthJson(points: readonly GrowthPoint[]): string {
  return JSON.stringify({ machine: machine(), points: points.map(roundedPoint) }, undefined, 2);
}

export function growthText(points: readonly GrowthPoint[]): string {
  const subjects = points[0]?.engine.map((engine) => engine.subjects) ?? [];
  return [
    `${machine()}; keys that are not listed, one core.`,
    '',
    ...table(
      [
        'keys',
        'build s',
        'load ms',
        'memory MB',
        'lookup ns',
        'p99 ns',
        ...subjects.map((count) => `engine, ${count}: µs`),
      ],
      points.map((point) => [
        number(point.keys),
        (point.buildMs / 1_000).toFixed(2),
        point.loadMs.toFixed(1),
        (point.memoryBytes / 1e6).toFixed(2),
        point.lookupNs.toFixed(0),
        point.lookupP99Ns.toFixed(0),
        ...point.engine.map(({ p50Us }) => p50Us.toFixed(1)),
      ]),
    ),
  ].join('\n');
}

/** No more digits than mean something. */
function roundedPoint(point: GrowthPoint): GrowthPoint {
  const digits = (value: number) => Number(value.toPrecision(4));
  return {
    ...point,
    buildMs: digits(point.buildMs),
    loadMs: digits(point.loadMs),
    lookupNs: digits(point.lookupNs),
    lookupP99Ns: digits(point.lookupP99Ns),
    engine: point.engine.map(({ subjects, p50Us, p99Us }) => ({
      subjects,
      p50Us: digits(p50Us),
      p99Us: digits(p99Us),
    })),
  };
}
