import { S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import type { SnapshotBucket } from '../../shared/adapters/s3/snapshot-bucket.ts';

export interface EmbeddedS3 {
  readonly bucket: SnapshotBucket;
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Starts an S3 engine in this process, in memory, on a free port, with the empty bucket `snapshots`. */
export async function startEmbeddedS3(): Promise<EmbeddedS3> {
  const server = await startFauxqs({ port: 0, logger: false });
  const bucket = 'snapshots';
  server.createBucket(bucket);
  const endpoint = `http://127.0.0.1:${server.port}`;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return {
    bucket: { client, bucket },
    endpoint,
    async close() {
      client.destroy();
      await server.stop();
    },
  };
}
