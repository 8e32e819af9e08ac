import { setImmediate } from 'node:timers/promises';
import type { SnapshotReader } from '../../filter/ports.ts';
import { attempt, openFile, type SnapshotBucket } from './snapshot-bucket.ts';

/** Reads snapshot files from S3 as they arrive into one buffer, so that a file is never held twice. */
export function createS3SnapshotReader(bucket: SnapshotBucket): SnapshotReader {
  return {
    async read(name, expectedBytes, signal) {
      return await attempt('reading a snapshot file', async () =>
        readAtMost(await openFile(bucket, name, signal), expectedBytes + 1),
      );
    },
  };
}

/** The first `limitBytes` of a stream; what comes after them is not fetched. */
async function readAtMost(stream: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(limitBytes);
  let length = 0;
  for await (const chunk of stream) {
    const fitting = chunk.subarray(0, limitBytes - length);
    buffer.set(fitting, length);
    length += fitting.length;
    if (length === limitBytes) break;
    await setImmediate();
  }
  return buffer.subarray(0, length);
}
