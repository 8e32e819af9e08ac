import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Writes and waits while the other side is slower, so that output of any length takes constant memory. Takes a turn of the
 * event loop in any case: writing to a file is synchronous, and Ctrl-C would never be heard.
 */
export async function writeOut(stream: Writable, text: string | Buffer): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
  await nextTurn();
}

/** Whether the reader of a pipe has gone, as `head` does once it has its lines: no fault of ours. */
export function isReaderGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException)?.code === 'EPIPE';
}
