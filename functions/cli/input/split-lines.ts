import type { Line } from './line.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Splits bytes into lines, those of one chunk at a time (one promise a line would cost more than the line). Lines end
 * with LF or CRLF, the last one also with the input. A byte order mark at the beginning is left out. Holds at most one
 * chunk and `maxBytes` of a line that goes on.
 */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<readonly Line[]> {
  const pieces: Buffer[] = [];
  let pieceBytes = 0;
  let tooLong = false;
  let number = 0;

  const keep = (piece: Buffer): void => {
    pieceBytes += piece.length;
    // One more for the carriage return that may end the line.
    if (pieceBytes > maxBytes + 1) {
      tooLong = true;
      pieces.length = 0;
    } else if (piece.length > 0) pieces.push(piece);
  };
  const finish = (): Line => {
    const [first] = pieces;
    const joined = pieces.length === 1 && first ? first : Buffer.concat(pieces);
    const bytes = joined.at(-1) === CARRIAGE_RETURN ? joined.subarray(0, -1) : joined;
    const isTooLong = tooLong || bytes.length > maxBytes;
    pieces.length = 0;
    pieceBytes = 0;
    tooLong = false;
    number += 1;
    return { number, bytes: isTooLong ? 'too-long' : bytes };
  };

  for await (const chunk of withoutByteOrderMark(chunks)) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      keep(chunk.subarray(start, end));
      lines.push(finish());
      start = end + 1;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (pieceBytes > 0) yield [finish()];
}

async function* withoutByteOrderMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < BYTE_ORDER_MARK.length) continue;
    yield head.subarray(startsWithMark(head) ? BYTE_ORDER_MARK.length : 0);
    head = undefined;
  }
  if (head !== undefined && head.length > 0) yield head;
}

function startsWithMark(head: Buffer): boolean {
  return head.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
}
