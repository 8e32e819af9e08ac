import { isUtf8 } from 'node:buffer';
import { InputError } from '../errors.ts';
import { CSV_COLUMNS, type CsvColumn, changeFromCells } from './csv-columns.ts';
import { readCsvFields } from './csv-fields.ts';
import { NOT_UTF8, TOO_LONG } from './json-lines.ts';
import { type InputRecord, type Line, type RecordReader, unreadable } from './line.ts';

/**
 * CSV with a header: the columns of {@link CSV_COLUMNS} in any sequence, one order a line. A line without a change id
 * gets the one of its place in the input.
 */
export function createCsvReader(changeIdOf: (line: number) => string): RecordReader {
  let columns: readonly CsvColumn[] | undefined;
  return { read, columnOf };

  function read(line: Line): InputRecord | undefined {
    if (columns === undefined) {
      columns = readHeader(line);
      return undefined;
    }
    const { number, bytes } = line;
    if (bytes === 'too-long') return unreadable(number, TOO_LONG);
    if (!isUtf8(bytes)) return unreadable(number, NOT_UTF8);
    const text = bytes.toString('utf8');
    if (/^[\s,]*$/.test(text)) return undefined;
    const row = readCsvFields(text);
    if (row.kind === 'malformed') return unreadable(number, row.reason);
    if (row.fields.length !== columns.length) {
      return unreadable(number, `has ${row.fields.length} fields, but the header has ${columns.length}`);
    }
    const change = { changeId: changeIdOf(number), ...changeFromCells(columns, row.fields) };
    return { kind: 'change', line: number, change, json: JSON.stringify(change) };
  }
}

/** The column whose field the pointer leads to or into. */
function columnOf(field: string): string {
  const found = CSV_COLUMNS.filter(({ path }) => `${field}/`.startsWith(`/${path.join('/')}/`));
  return found.at(-1)?.name ?? '';
}

/**
 * @throws InputError that names the columns which are missing. An unknown column is named by its place alone: where
 *   somebody forgot the header, the first line holds a name and a number.
 */
function readHeader({ bytes }: Line): readonly CsvColumn[] {
  if (bytes === 'too-long' || !isUtf8(bytes))
    throw new InputError(`The header of the CSV file is unreadable. ${HELP}`);
  const header = readCsvFields(bytes.toString('utf8'));
  if (header.kind === 'malformed')
    throw new InputError(`The header of the CSV file ${header.reason}. ${HELP}`);
  const columns = header.fields.map((name, index) => {
    const column = CSV_COLUMNS.find((known) => known.name === name.trim());
    if (column) return column;
    throw new InputError(`Column ${index + 1} of the CSV file has a name that is not known. ${HELP}`);
  });
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice) throw new InputError(`The column ${twice.name} stands in the CSV file twice.`);
  const missing = CSV_COLUMNS.filter((column) => !column.optional && !columns.includes(column));
  if (missing.length > 0) {
    throw new InputError(
      `The CSV file lacks the columns ${missing.map(({ name }) => name).join(', ')}. ${HELP}`,
    );
  }
  return columns;
}

const HELP = 'The first line must name the columns; `export-template` prints them.';
