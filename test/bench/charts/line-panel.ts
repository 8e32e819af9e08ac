import { type LogScale, logScale, tickLabel } from './log-scale.ts';
import { COLOURS, element, FAINT, GRID, group, INK, line, text } from './svg.ts';

export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface LinePanel {
  readonly title: string;
  /** What the vertical axis counts, with its unit. */
  readonly unit: string;
  readonly xLabel: string;
  readonly series: readonly Series[];
}

export const PANEL = { width: 320, height: 250 } as const;
const LEFT = 52;
const RIGHT = 14;
const TOP = 46;
const BOTTOM = 44;

/** Lines over two logarithmic axes; the last value of each is written beside it. */
export function linePanel(x: number, y: number, { title, unit, xLabel, series }: LinePanel): string {
  const points = series.flatMap((one) => one.points);
  const right = PANEL.width - RIGHT;
  const bottom = PANEL.height - BOTTOM;
  const xs = logScale(
    points.map((point) => point.x),
    LEFT,
    right,
  );
  const ys = logScale(
    points.map((point) => point.y),
    bottom,
    TOP,
  );
  return group(x, y, [
    text(LEFT, 16, title, { 'font-weight': 600, 'font-size': 13 }),
    text(LEFT, 33, unit, { fill: FAINT, 'font-size': 11 }),
    ...legend(series, right),
    ...ys.ticks.flatMap((tick) => [
      line(LEFT, ys.at(tick), right, ys.at(tick), GRID),
      text(LEFT - 6, ys.at(tick) + 4, tickLabel(tick), {
        'text-anchor': 'end',
        fill: FAINT,
        'font-size': 11,
      }),
    ]),
    ...xs.ticks.flatMap((tick) => [
      line(xs.at(tick), bottom, xs.at(tick), bottom + 4, FAINT),
      text(xs.at(tick), bottom + 17, tickLabel(tick), {
        'text-anchor': 'middle',
        fill: FAINT,
        'font-size': 11,
      }),
    ]),
    line(LEFT, bottom, right, bottom, FAINT),
    text((LEFT + right) / 2, PANEL.height - 8, xLabel, {
      'text-anchor': 'middle',
      fill: FAINT,
      'font-size': 11,
    }),
    ...series.flatMap((one, index) => {
      const colour = COLOURS[index % COLOURS.length] as string;
      const places = one.points.map((point) => [xs.at(point.x), ys.at(point.y)] as const);
      return [
        element('polyline', {
          points: places.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' '),
          fill: 'none',
          stroke: colour,
          'stroke-width': 2,
        }),
        ...places.map(([cx, cy]) => element('circle', { cx, cy, r: 3, fill: colour })),
      ];
    }),
    ...lastValues(series, xs, ys),
  ]);
}

/** What each line ends at, beside its last point; moved apart where they would cover each other. */
function lastValues(series: readonly Series[], xs: LogScale, ys: LogScale): readonly string[] {
  const ends = series.flatMap(({ points }) => points.slice(-1)).sort((a, b) => b.y - a.y);
  let lowestFree = 0;
  return ends.map((end) => {
    const y = Math.max(ys.at(end.y) + 4, lowestFree);
    lowestFree = y + 12;
    return text(xs.at(end.x) + 8, y, tickLabel(end.y), { fill: INK, 'font-size': 11 });
  });
}

/** Names in the colours of their lines, to the right above the panel; a single line needs none. */
function legend(series: readonly Series[], right: number): readonly string[] {
  if (series.length < 2) return [];
  const advance = 58;
  return series.map(({ name }, index) =>
    text(right - (series.length - 1 - index) * advance, 33, name, {
      'text-anchor': 'end',
      fill: COLOURS[index % COLOURS.length] as string,
      'font-weight': 600,
      'font-size': 11,
    }),
  );
}
