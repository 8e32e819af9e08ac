import { MAX_CHANGES } from '../../../shared/contracts/list-change.ts';
import { type InputRecord, type Line, MAX_LINE_BYTES, type Rejection } from '../input/line.ts';

export interface ChangeToSend {
  readonly line: number;
  readonly change: unknown;
  readonly json: string;
}

/** Lines that are judged in one request, and lines between them that cannot even be sent. */
export interface Batch {
  readonly changes: readonly ChangeToSend[];
  /** Lines that could not be read. */
  readonly rejections: readonly Rejection[];
  readonly rejectedLines: number;
  /** All lines up to this one are in this batch or an earlier one. */
  readonly lastLine: number;
  /** How far into the input the batch goes, for the progress alone. */
  readonly inputBytes: number;
}

export interface BatchLimits {
  readonly changes: number;
  readonly bytes: number;
}

/** What `POST /v1/list-changes` takes: 1,000 changes and 256 KiB, of which a few bytes are not the changes themselves. */
export const REQUEST_LIMITS: BatchLimits = { changes: MAX_CHANGES, bytes: 262_144 - '{"changes":[]}'.length };

/** Fits a line into no request, since its change id is added to it. */
const TOO_LARGE = `is larger than ${MAX_LINE_BYTES} bytes with its change id: name fewer documents or grants`;

/**
 * Puts lines together into batches within the limits.
 *
 * @param afterLine lines up to this one were dealt with before and are passed over unread, all but what `read` needs
 *   to see (a header)
 */
export async function* toBatches(
  lines: AsyncIterable<readonly Line[]>,
  read: (line: Line) => InputRecord | undefined,
  { afterLine, limits, inputBytes }: { afterLine: number; limits: BatchLimits; inputBytes: () => number },
): AsyncGenerator<Batch> {
  let changes: ChangeToSend[] = [];
  let rejections: Rejection[] = [];
  let rejectedLines = 0;
  let bytes = 0;
  let lastLine = afterLine;

  const take = (): Batch => {
    const batch = { changes, rejections, rejectedLines, lastLine, inputBytes: inputBytes() };
    changes = [];
    rejections = [];
    rejectedLines = 0;
    bytes = 0;
    return batch;
  };
  const reject = (found: readonly Rejection[]): void => {
    rejections.push(...found);
    rejectedLines += 1;
  };

  for await (const some of lines) {
    for (const line of some) {
      if (line.number > 1 && line.number <= afterLine) continue;
      const record = read(line);
      if (line.number <= afterLine) continue;
      if (record?.kind === 'change') {
        // One more for the comma that separates it.
        const size = Buffer.byteLength(record.json) + 1;
        if (size > limits.bytes) reject([{ line: record.line, field: '', reason: TOO_LARGE }]);
        else {
          if (bytes + size > limits.bytes || changes.length >= limits.changes) yield take();
          changes.push(record);
          bytes += size;
        }
      } else if (record?.kind === 'unreadable') {
        reject(record.rejections);
        if (rejectedLines >= limits.changes) {
          lastLine = line.number;
          yield take();
        }
      }
      lastLine = line.number;
    }
  }
  if (lastLine > afterLine) yield take();
}
