import { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { SnapshotReader } from '../../filter/ports.ts';
import { attempt, type SnapshotBucket } from './snapshot-bucket.ts';

/** Reads snapshot files from S3 as they arrive into one buffer, so that a file is never held twice. */
export function createS3SnapshotReader({ client, bucket }: SnapshotBucket): SnapshotReader {
  return {
    async read(name, expectedBytes, signal) {
      return await attempt('reading a snapshot file', async () => {
        const { Body } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: name }),
          signal ? { abortSignal: signal } : {},
        );
        if (!(Body instanceof Readable)) throw new TypeError('the file has no readable content');
        return await readAtMost(Body, expectedBytes + 1);
      });
    },
  };
}

/** The first `limitBytes` of a stream; what comes after them is not fetched. */
async function readAtMost(stream: Readable, limitBytes: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(limitBytes);
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    const fitting = chunk.subarray(0, limitBytes - length);
    buffer.set(fitting, length);
    length += fitting.length;
    if (length === limitBytes) break;
  }
  return buffer.subarray(0, length);
}
