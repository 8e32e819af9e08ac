import { Upload } from '@aws-sdk/lib-storage';
import type { SnapshotWriter } from '../../filter/ports.ts';
import { attempt, type SnapshotBucket } from './snapshot-bucket.ts';

/** S3 wants at least 5 MiB; a part that fails is sent again alone. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 4;

/** Writes snapshot files to S3 in parts. The file appears when the last part is in; a failed one leaves nothing. */
export function createS3SnapshotWriter({ client, bucket }: SnapshotBucket): SnapshotWriter {
  return {
    async write(name, bytes, signal) {
      await attempt('writing a snapshot file', async () => {
        signal?.throwIfAborted();
        const upload = new Upload({
          client,
          params: {
            Bucket: bucket,
            Key: name,
            Body: bytes,
            ContentType: 'application/octet-stream',
          },
          partSize: PART_BYTES,
          queueSize: PARTS_AT_ONCE,
        });
        const stop = () => void upload.abort();
        signal?.addEventListener('abort', stop, { once: true });
        try {
          await upload.done();
        } finally {
          signal?.removeEventListener('abort', stop);
        }
      });
    },
  };
}
