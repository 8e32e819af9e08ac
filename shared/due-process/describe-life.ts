import { LIFE, ORDER_STATES, type OrderState, type Transition } from './life.ts';

/** The life of an order as a Mermaid state diagram. Events that leave an order where it stands are in the table. */
export function lifeDiagram(): string {
  const arrows = LIFE.flatMap(({ event, from, to }) =>
    to === 'same' ? [] : from.map((state) => `  ${nodeOf(state)} --> ${nodeOf(to)}: ${event}`),
  );
  const names = ORDER_STATES.filter((state) => nodeOf(state) !== state).map(
    (state) => `  state "${state}" as ${nodeOf(state)}`,
  );
  const ends = ORDER_STATES.filter((state) => LIFE.every(({ from }) => !from.includes(state)));
  return [
    'stateDiagram-v2',
    ...names,
    `  [*] --> ${nodeOf('risk-warning')}`,
    ...arrows,
    ...ends.map((state) => `  ${nodeOf(state)} --> [*]`),
  ].join('\n');
}

/** Mermaid reads a hyphen in the name of a state as a part of an arrow. */
function nodeOf(state: OrderState): string {
  return state.replaceAll('-', '_');
}

const HEADINGS = ['event', 'who may', 'from', 'to', 'starts', 'stops', 'law'] as const;

/** The life of an order as a Markdown table, with columns of one width. */
export function lifeTable(): string {
  const rows = [HEADINGS, ...LIFE.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  const lines = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] as number)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function cellsOf({ event, who, from, to, starts, stops, law }: Transition): readonly string[] {
  return [
    `\`${event}\``,
    who.join(', '),
    from.map((state) => `\`${state}\``).join(', '),
    to === 'same' ? 'stays' : `\`${to}\``,
    starts === undefined ? '' : `\`${starts}\``,
    stops === undefined ? '' : `\`${stops}\``,
    law,
  ];
}
