import { CSV_COLUMNS, cellsOfOrder, type OrderAsSent } from './csv-columns.ts';
import { writeCsvLine } from './csv-fields.ts';
import type { Format } from './format.ts';

/** What stands before the first order in a file of this format. */
export function headerOf(format: Format): string {
  return format === 'csv' ? writeCsvLine(CSV_COLUMNS.map(({ name }) => name)) : '';
}

/** One order as a line of this format, as `import` reads it again. */
export function lineOf(order: OrderAsSent, format: Format): string {
  return format === 'csv' ? writeCsvLine(cellsOfOrder(order)) : `${JSON.stringify(order)}\n`;
}
