/**
 * The longest line that is read. A change that is longer does not fit into a request (256 KiB) even alone, and nothing
 * may make the reader hold more than this.
 */
export const MAX_LINE_BYTES = 262_144;

/** One line of the input without its line break, or the mark that it was too long to keep. */
export interface Line {
  /** Counted from 1, with empty lines. */
  readonly number: number;
  readonly bytes: Buffer | 'too-long';
}

/** Why a line of the input was not accepted. Never holds anything that stood in the line. */
export interface Rejection {
  readonly line: number;
  /** JSON Pointer (RFC 6901) into the change, such as `/order/signedBy`; empty for the line as a whole. */
  readonly field: string;
  readonly reason: string;
}

/** What stands in one line. */
export type InputRecord =
  | {
      readonly kind: 'change';
      readonly line: number;
      /** With its change id, perhaps wrong in every other respect: the gates decide. */
      readonly change: unknown;
      /** The same as JSON. */
      readonly json: string;
    }
  | { readonly kind: 'unreadable'; readonly line: number; readonly rejections: readonly Rejection[] };

/** Reads the lines of one format, in their sequence. */
export interface RecordReader {
  /**
   * @returns undefined for a line that holds no record (empty, or the header).
   * @throws InputError if the input as a whole cannot be read, such as a header that is wrong
   */
  read(line: Line): InputRecord | undefined;
  /** The name of the place in the input's own terms (a column) that a pointer leads to; empty if there is none. */
  columnOf(field: string): string;
}

/** A line that cannot even be read, with one reason for it as a whole. */
export function unreadable(line: number, reason: string): InputRecord {
  return { kind: 'unreadable', line, rejections: [{ line, field: '', reason }] };
}
