import type { GrowthPoint } from '../growth/growth-point.ts';
import { linePanel, PANEL, type Series } from './line-panel.ts';
import { FAINT, picture, text } from './svg.ts';

export interface GrowthData {
  readonly machine: string;
  readonly points: readonly GrowthPoint[];
}

const COLUMNS = 3;
const GAP = 16;
const HEAD = 62;
const KEYS = 'keys in the filter';

/** How the costs grow from 10,000 to 20,000,000 keys, six panels. */
export function growthChart({ machine, points }: GrowthData): string {
  const byKeys = (name: string, pick: (point: GrowthPoint) => number): Series => ({
    name,
    points: points.map((point) => ({ x: point.keys, y: pick(point) })),
  });
  const subjects = points[0]?.engine.map((one) => one.subjects) ?? [];
  const engine = (count: number, pick: (one: GrowthPoint['engine'][number]) => number) =>
    byKeys(`${count}`, (point) => {
      const one = point.engine.find((candidate) => candidate.subjects === count);
      if (!one) throw new Error(`no measurement of ${count} subjects`);
      return pick(one);
    });
  const panels = [
    {
      title: 'Lookup of a key that is not listed',
      unit: 'nanoseconds',
      series: [byKeys('p50', (point) => point.lookupNs), byKeys('p99', (point) => point.lookupP99Ns)],
    },
    {
      title: 'Engine, 1, 10, 100 subjects',
      unit: 'microseconds, p50',
      series: subjects.map((count) => engine(count, (one) => one.p50Us)),
    },
    {
      title: 'Engine, for each subject',
      unit: 'microseconds, p50',
      series: subjects.map((count) => engine(count, (one) => one.p50Us / one.subjects)),
    },
    {
      title: 'Load: verify a snapshot',
      unit: 'milliseconds',
      series: [byKeys('', (point) => point.loadMs)],
    },
    {
      title: 'Build: hash and set bits',
      unit: 'seconds of one core',
      series: [byKeys('', (point) => point.buildMs / 1_000)],
    },
    {
      title: 'Memory of the filter',
      unit: 'megabytes',
      series: [byKeys('', (point) => point.memoryBytes / 1e6)],
    },
  ];
  const width = COLUMNS * (PANEL.width + GAP) + GAP;
  const height = HEAD + Math.ceil(panels.length / COLUMNS) * (PANEL.height + GAP);
  const title = 'What a longer list costs';
  return picture(width, height, title, [
    text(GAP + 8, 28, title, { 'font-size': 18, 'font-weight': 600 }),
    text(GAP + 8, 48, `${machine}; both axes logarithmic; one run`, { fill: FAINT }),
    ...panels.map((panel, index) =>
      linePanel(
        GAP + (index % COLUMNS) * (PANEL.width + GAP),
        HEAD + Math.floor(index / COLUMNS) * (PANEL.height + GAP),
        { ...panel, xLabel: KEYS },
      ),
    ),
  ]);
}
