import { documentsCell, grantsCell, itemsCell, readDocuments, readGrants, readItems } from './csv-lists.ts';

/** An order document as JSON, of whatever form: the gates judge it. */
export type OrderAsSent = Readonly<Record<string, unknown>>;

export interface CsvColumn {
  readonly name: string;
  /** Where its value goes in a change. */
  readonly path: readonly string[];
  /** Whether the header may leave it out. */
  readonly optional: boolean;
  /** A cell as a JSON value; undefined leaves the field out. */
  readonly read: (cell: string) => unknown;
  readonly write: (value: unknown) => string;
}

const writeText = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
const readText = (cell: string): unknown => (cell === '' ? undefined : cell);
/** What is no number goes on as it is: the gates say what is wrong with it. */
const readWhole = (cell: string): unknown => (/^\d{1,15}$/.test(cell) ? Number(cell) : readText(cell));
const readNullable = (cell: string): unknown => (cell === '' ? null : cell);

function column(name: string, path: string, parts: Partial<CsvColumn> = {}): CsvColumn {
  return { name, path: path.split('/'), optional: false, read: readText, write: writeText, ...parts };
}

const optional = { optional: true } as const;

/** Every column that a CSV file can have, in the sequence of the template. */
export const CSV_COLUMNS: readonly CsvColumn[] = [
  column('changeId', 'changeId', optional),
  column('orderId', 'order/orderId'),
  column('version', 'order/version', { read: readWhole }),
  column('status', 'order/status'),
  column('endReason', 'order/endReason', optional),
  column('courtCode', 'order/court/code'),
  column('courtName', 'order/court/name'),
  column('courtPhone', 'order/court/phone'),
  column('caseNumber', 'order/caseNumber'),
  column('basis', 'order/basis'),
  column('subjectKind', 'order/subject/kind'),
  column('subjectName', 'order/subject/name'),
  column('role', 'order/subject/role'),
  column('of', 'order/subject/of', optional),
  column('documents', 'order/subject/documents', { read: readDocuments, write: documentsCell }),
  column('items', 'order/items', { read: readItems, write: itemsCell }),
  column('periodFrom', 'order/period/from'),
  column('periodTo', 'order/period/to', { read: readNullable }),
  column('warnedAt', 'order/warnedAt', optional),
  column('signedBy', 'order/signedBy', optional),
  column('servedAt', 'order/servedAt', optional),
  column('disclosure', 'order/disclosure'),
  column('grants', 'order/grants', { optional: true, read: readGrants, write: grantsCell }),
];

/** A change as the cells of these columns state it; empty cells leave their fields out. */
export function changeFromCells(columns: readonly CsvColumn[], cells: readonly string[]): object {
  const change: Record<string, unknown> = {};
  for (const [index, { path, read }] of columns.entries()) {
    const value = read((cells[index] ?? '').trim());
    if (value !== undefined) place(change, path, value);
  }
  return change;
}

function place(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at = target;
  for (const step of path.slice(0, -1)) {
    at[step] ??= {};
    at = at[step] as Record<string, unknown>;
  }
  at[path.at(-1) as string] = value;
}

/** The cells of an order document in the sequence of {@link CSV_COLUMNS}, without a change id. */
export function cellsOfOrder(order: OrderAsSent): readonly string[] {
  return CSV_COLUMNS.map(({ path, write }) => write(valueAt({ order }, path)));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((at, step) => (at as Record<string, unknown> | undefined)?.[step], value);
}
