import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { PublicKeyArchive } from '../../audit/ports.ts';
import { inParallel } from '../../concurrency/in-parallel.ts';
import type { PublicJwk } from '../../contracts/signed-statement.ts';
import type { AuditBucket } from './audit-checkpoints.ts';
import { attempt } from './snapshot-bucket.ts';

export const PUBLIC_KEY_PREFIX = 'signing-keys/';
const READS_AT_ONCE = 16;

const jwkSchema: z.ZodType<PublicJwk> = z.object({
  kty: z.string(),
  crv: z.string(),
  x: z.string(),
  kid: z.string(),
  alg: z.string(),
  use: z.string(),
});

/** Public keys beside the checkpoints, one object each: no statement outlives the key that verifies it. */
export function createS3PublicKeys({ client, bucket }: AuditBucket): PublicKeyArchive {
  async function read(Key: string): Promise<PublicJwk> {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return jwkSchema.parse(JSON.parse((await Body?.transformToString('utf8')) ?? ''));
  }

  async function names(): Promise<string[]> {
    // One key in years: a page of a thousand holds them all.
    const { Contents = [] } = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: PUBLIC_KEY_PREFIX }),
    );
    return Contents.map(({ Key }) => Key as string);
  }

  return {
    async keep(key) {
      await attempt('keeping a public key', async () => {
        const Key = `${PUBLIC_KEY_PREFIX}${key.kid}.json`;
        if ((await names()).includes(Key)) return;
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key,
            Body: JSON.stringify(key),
            ContentType: 'application/jwk+json',
          }),
        );
      });
    },
    async list() {
      return await attempt('reading public keys', async () => inParallel(await names(), READS_AT_ONCE, read));
    },
  };
}
