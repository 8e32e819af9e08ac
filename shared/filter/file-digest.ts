import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

/** Hashed at once between two turns of the event loop: 1 MiB takes about a millisecond. */
const SLICE_BYTES = 1024 * 1024;

/**
 * SHA-256 of some bytes without holding up the requests of this process.
 *
 * @throws the signal's reason once it is aborted.
 */
export async function digestInSlices(bytes: Uint8Array, signal?: AbortSignal): Promise<Buffer> {
  const hash = createHash('sha256');
  for (let from = 0; from < bytes.length; from += SLICE_BYTES) {
    signal?.throwIfAborted();
    hash.update(bytes.subarray(from, from + SLICE_BYTES));
    if (from + SLICE_BYTES < bytes.length) await setImmediate();
  }
  return hash.digest();
}
