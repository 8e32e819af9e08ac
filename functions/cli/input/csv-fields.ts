/** The fields of one line, or why it is no line of CSV. */
export type CsvFields =
  | { readonly kind: 'fields'; readonly fields: readonly string[] }
  | { readonly kind: 'malformed'; readonly reason: string };

/**
 * Reads one line of CSV by RFC 4180: fields between commas, perhaps in double quotes, a quote within them doubled.
 *
 * A record is one line here. RFC 4180 lets a quoted field go on in the next line, but no field of an order may contain a
 * line break, and a quote that somebody forgot to close would otherwise swallow the lines of other people's orders.
 */
export function readCsvFields(text: string): CsvFields {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const field = text.charAt(at) === '"' ? quotedField(text, at) : plainField(text, at);
    if (typeof field === 'string') return { kind: 'malformed', reason: field };
    fields.push(field.value);
    if (field.end >= text.length) return { kind: 'fields', fields };
    if (text.charAt(field.end) !== ',') return { kind: 'malformed', reason: AFTER_QUOTE };
    at = field.end + 1;
  }
}

const AFTER_QUOTE = 'has something other than a comma after a closing double quote';
const NOT_CLOSED = 'has a double quote that is not closed on its line';
const STRAY_QUOTE = 'has a double quote inside a field that does not begin with one';

interface Field {
  readonly value: string;
  readonly end: number;
}

function plainField(text: string, start: number): Field | string {
  const comma = text.indexOf(',', start);
  const end = comma === -1 ? text.length : comma;
  const value = text.slice(start, end);
  return value.includes('"') ? STRAY_QUOTE : { value, end };
}

function quotedField(text: string, start: number): Field | string {
  let value = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return NOT_CLOSED;
    value += text.slice(from, quote);
    if (text.charAt(quote + 1) !== '"') return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}

/** One line of CSV with its line break (RFC 4180); quotes only where they are needed. */
export function writeCsvLine(fields: readonly string[]): string {
  return `${fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')}\r\n`;
}
