import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { CHECKPOINT_PREFIX } from '../../audit/checkpoint.ts';
import type { CheckpointStore, StoredCheckpoint } from '../../audit/ports.ts';
import { inParallel } from '../../concurrency/in-parallel.ts';
import { attempt } from './snapshot-bucket.ts';

export interface AuditBucket {
  readonly client: S3Client;
  readonly bucket: string;
}

const READS_AT_ONCE = 16;

/**
 * Signed checkpoints in a bucket of their own, one object each. When deployed the bucket has object lock, so that not
 * even whoever may write the register can take back what a checkpoint has seen.
 */
export function createS3AuditCheckpoints({ client, bucket }: AuditBucket): CheckpointStore {
  async function read(name: string): Promise<StoredCheckpoint> {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
    return { name, statement: (await Body?.transformToString('utf8')) ?? '' };
  }

  return {
    async put({ name, statement }) {
      await attempt('writing an audit checkpoint', () =>
        client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: name,
            Body: statement,
            ContentType: 'application/jose',
          }),
        ),
      );
    },

    async listAfter(name, limit) {
      return await attempt('reading audit checkpoints', async () => {
        const { Contents = [], IsTruncated } = await client.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: CHECKPOINT_PREFIX,
            MaxKeys: limit,
            ...(name === '' ? {} : { StartAfter: name }),
          }),
        );
        const names = Contents.map(({ Key }) => Key as string);
        return {
          checkpoints: await inParallel(names, READS_AT_ONCE, read),
          more: IsTruncated === true,
        };
      });
    },
  };
}
