import { isUtf8 } from 'node:buffer';
import { type InputRecord, type Line, MAX_LINE_BYTES, type RecordReader, unreadable } from './line.ts';

/**
 * JSON Lines: on each line a change (`{"changeId": …, "order": {…}}`, the id may be left out) or an order document by
 * itself. A line without a change id gets the one of its place in the input.
 */
export function createJsonLinesReader(changeIdOf: (line: number) => string): RecordReader {
  return { read, columnOf: () => '' };

  function read({ number, bytes }: Line): InputRecord | undefined {
    if (bytes === 'too-long') return unreadable(number, TOO_LONG);
    // JSON.parse would take replacement characters for what stood there; a name must not change on its way in.
    if (!isUtf8(bytes)) return unreadable(number, NOT_UTF8);
    const text = bytes.toString('utf8').trim();
    if (text === '') return undefined;
    const value = parse(text);
    if (value === undefined) return unreadable(number, 'is not a JSON object on one line');
    return recordOf(number, value, text);
  }

  /** The text is spliced instead of written anew: what was sent stays as it was, whatever its depth or numbers. */
  function recordOf(line: number, value: object, text: string): InputRecord {
    if (Object.hasOwn(value, 'changeId')) return { kind: 'change', line, change: value, json: text };
    const changeId = changeIdOf(line);
    if (Object.hasOwn(value, 'order')) {
      const json = `{"changeId":"${changeId}",${text.slice(1)}`;
      return { kind: 'change', line, change: { changeId, ...value }, json };
    }
    const json = `{"changeId":"${changeId}","order":${text}}`;
    return { kind: 'change', line, change: { changeId, order: value }, json };
  }
}

export const TOO_LONG = `is longer than ${MAX_LINE_BYTES} bytes, which no order is`;
export const NOT_UTF8 = 'is not UTF-8: save the file in UTF-8';

/** The parser's own message is left out, since it quotes the line. */
function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
