import { logScale, tickLabel } from './log-scale.ts';
import { COLOURS, element, FAINT, GRID, group, line, picture, text } from './svg.ts';

export interface PeersData {
  readonly machine: string;
  readonly keys: number;
  readonly rows: readonly {
    /** With the number in flight after the last point. */
    readonly name: string;
    readonly p50Us: number;
    readonly p99Us: number;
    readonly opsPerSecond: number;
    readonly bytesPerKey?: number;
  }[];
}

type PeerRow = PeersData['rows'][number];

const WIDTH = 940;
const LEFT = 220;
const RIGHT = 230;
const ROW = 26;
const HEAD = 74;
const SECTION = 64;

/** Median as a bar, 99th percentile as a line to its right, for one and for 64 in flight. */
export function peersChart({ machine, keys, rows }: PeersData): string {
  const sections = [
    { title: 'One in flight', rows: rows.filter(({ name }) => name.endsWith('.1')) },
    { title: '64 in flight', rows: rows.filter(({ name }) => name.endsWith('.64')) },
  ];
  const times = rows.flatMap(({ p50Us, p99Us }) => [p50Us, p99Us]);
  const title = 'A check, and what people would use instead';
  const drawn: string[] = [];
  let y = HEAD;
  for (const section of sections) {
    drawn.push(group(0, y, sectionParts(section.title, section.rows, times)));
    y += SECTION + section.rows.length * ROW;
  }
  return picture(WIDTH, y + 8, title, [
    text(24, 28, title, { 'font-size': 18, 'font-weight': 600 }),
    text(
      24,
      48,
      `${machine}; ${keys.toLocaleString('en')} keys, 99.9% of the questions about people not listed; one run`,
      {
        fill: FAINT,
      },
    ),
    ...drawn,
  ]);
}

function sectionParts(title: string, rows: readonly PeerRow[], times: readonly number[]): readonly string[] {
  const right = WIDTH - RIGHT;
  const scale = logScale(times, LEFT, right);
  const bottom = 24 + rows.length * ROW;
  return [
    text(24, 14, title, { 'font-weight': 600, 'font-size': 13 }),
    heading(WIDTH - 104, 'p50 / p99 µs'),
    heading(WIDTH - 24, 'bytes a key'),
    ...scale.ticks.flatMap((tick) => [
      line(scale.at(tick), 20, scale.at(tick), bottom, GRID),
      text(scale.at(tick), bottom + 14, tickLabel(tick), {
        'text-anchor': 'middle',
        fill: FAINT,
        'font-size': 11,
      }),
    ]),
    text((LEFT + right) / 2, bottom + 30, 'microseconds; bar: median, line: 99th percentile', {
      'text-anchor': 'middle',
      fill: FAINT,
      'font-size': 11,
    }),
    ...rows.flatMap((row, index) => rowParts(row, 24 + index * ROW, scale.at)),
  ];
}

function heading(x: number, content: string): string {
  return text(x, 14, content, { 'text-anchor': 'end', fill: FAINT, 'font-size': 11 });
}

function rowParts(row: PeerRow, top: number, at: (us: number) => number): readonly string[] {
  const name = row.name.slice(0, row.name.lastIndexOf('.'));
  const isOurs = name === 'handler' || name === 'engine';
  const colour = COLOURS[isOurs ? 0 : 1];
  const middle = top + ROW / 2;
  const perKey = row.bytesPerKey === undefined ? '' : row.bytesPerKey.toFixed(1);
  return [
    text(LEFT - 10, middle + 4, name, { 'text-anchor': 'end', ...(isOurs ? { 'font-weight': 600 } : {}) }),
    element('rect', {
      x: LEFT,
      y: top + 6,
      width: at(row.p50Us) - LEFT,
      height: ROW - 12,
      fill: colour,
      'fill-opacity': name.startsWith('handler-over') ? 0.55 : 1,
    }),
    line(at(row.p50Us), middle, at(row.p99Us), middle, colour, 1.5),
    line(at(row.p99Us), middle - 4, at(row.p99Us), middle + 4, colour, 1.5),
    text(WIDTH - 104, middle + 4, `${micros(row.p50Us)} / ${micros(row.p99Us)}`, {
      'text-anchor': 'end',
      'font-size': 11,
    }),
    text(WIDTH - 24, middle + 4, perKey, { 'text-anchor': 'end', 'font-size': 11 }),
  ];
}

function micros(us: number): string {
  return us < 100 ? us.toFixed(1) : Math.round(us).toLocaleString('en');
}
