import { type FileHandle, open, rm } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import { writeCsvLine } from '../input/csv-fields.ts';
import type { Rejection } from '../input/line.ts';

/** Where the lines that were not accepted are written, with their reasons; only made once there is one. */
export interface RejectionFile {
  readonly path: string;
  /** @returns the length of the file after it, in bytes */
  append(rejections: readonly Rejection[]): Promise<number>;
  close(): Promise<void>;
}

const ANEW = 'Put it back, or begin anew with --restart.';
const HEADER = ['line', 'field', 'column', 'reason'];

/**
 * CSV, or JSON Lines if the name ends with `.jsonl`. Goes on after `keepBytes` of an earlier run; what stands behind them
 * is cut off, since its lines are judged again.
 *
 * @throws UsageError if the file cannot be written
 */
export async function openRejectionFile(
  path: string,
  keepBytes: number,
  columnOf: (field: string) => string,
): Promise<RejectionFile> {
  const isJson = path.endsWith('.jsonl');
  let handle: FileHandle | undefined;
  let bytes = keepBytes;
  if (keepBytes === 0) await orExplain(() => rm(path, { force: true }));
  else {
    handle = await orExplain(() => open(path, 'r+', 0o600));
    if ((await handle.stat()).size < keepBytes) {
      await handle.close();
      throw new UsageError(`The rejection file ${path} is not the one of the interrupted import. ${ANEW}`);
    }
    await handle.truncate(keepBytes);
  }

  return {
    path,
    async append(rejections) {
      if (rejections.length === 0) return bytes;
      handle ??= await orExplain(() => open(path, 'w', 0o600));
      const head = bytes === 0 && !isJson ? writeCsvLine(HEADER) : '';
      const text = head + rejections.map(lineOf).join('');
      const { bytesWritten } = await handle.write(text, bytes, 'utf8');
      bytes += bytesWritten;
      return bytes;
    },
    close: async () => await handle?.close(),
  };

  function lineOf({ line, field, reason }: Rejection): string {
    const column = columnOf(field);
    if (!isJson) return writeCsvLine([String(line), field, column, reason]);
    return `${JSON.stringify({ line, field, ...(column === '' ? {} : { column }), reason })}\n`;
  }

  async function orExplain<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new UsageError(
        `The rejection file ${path} cannot be written (${code}).${keepBytes > 0 ? ` ${ANEW}` : ''}`,
        { cause: error },
      );
    }
  }
}
