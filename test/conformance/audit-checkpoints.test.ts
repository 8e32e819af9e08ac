import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryAuditCheckpoints } from '../../shared/adapters/memory/audit-checkpoints.ts';
import { createMemoryPublicKeys } from '../../shared/adapters/memory/public-keys.ts';
import { createS3AuditCheckpoints } from '../../shared/adapters/s3/audit-checkpoints.ts';
import { createS3PublicKeys } from '../../shared/adapters/s3/public-keys.ts';
import { checkpointName } from '../../shared/audit/checkpoint.ts';
import type { CheckpointStore, PublicKeyArchive } from '../../shared/audit/ports.ts';
import { type EmbeddedS3, startEmbeddedS3 } from '../support/embedded-s3.ts';

let engine: EmbeddedS3;
beforeAll(async () => {
  engine = await startEmbeddedS3();
});
afterAll(() => engine.close());

const stores: Record<string, { checkpoints: () => CheckpointStore; keys: () => PublicKeyArchive }> = {
  memory: { checkpoints: createMemoryAuditCheckpoints, keys: createMemoryPublicKeys },
  S3: {
    checkpoints: () => createS3AuditCheckpoints(engine.bucket),
    keys: () => createS3PublicKeys(engine.bucket),
  },
};

const at = (hour: number) => checkpointName(Date.UTC(2026, 10, 23, hour));

describe.each(Object.keys(stores))('checkpoints of the audit in %s', (name) => {
  const { checkpoints, keys } = stores[name] as (typeof stores)[string];

  test('come in the sequence of their times, page by page', async () => {
    const store = checkpoints();
    expect(await store.listAfter('', 10)).toEqual({ checkpoints: [], more: false });
    for (const hour of [9, 10, 2, 11]) await store.put({ name: at(hour), statement: `statement ${hour}` });
    expect(await store.listAfter('', 3)).toEqual({
      checkpoints: [2, 9, 10].map((hour) => ({ name: at(hour), statement: `statement ${hour}` })),
      more: true,
    });
    expect(await store.listAfter(at(10), 3)).toEqual({
      checkpoints: [{ name: at(11), statement: 'statement 11' }],
      more: false,
    });
  });

  test('do not mix with public keys, which are kept once each', async () => {
    const archive = keys();
    expect(await archive.list()).toEqual([]);
    const key = { kty: 'OKP', crv: 'Ed25519', x: 'x', kid: 'k1', alg: 'EdDSA', use: 'sig' };
    for (const kid of ['k1', 'k2', 'k1']) await archive.keep({ ...key, kid });
    expect((await archive.list()).map(({ kid }) => kid).toSorted()).toEqual(['k1', 'k2']);
    const { checkpoints: listed } = await checkpoints().listAfter('', 100);
    expect(listed.every((checkpoint) => checkpoint.name.startsWith('checkpoints/'))).toBe(true);
  });
});

test('a bucket that cannot be reached is a dependency that is unavailable', async () => {
  const client = new S3Client({
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const bucket = { client, bucket: 'audit' };
  const key = { kty: 'OKP', crv: 'Ed25519', x: 'x', kid: 'k1', alg: 'EdDSA', use: 'sig' };
  for (const call of [
    () => createS3AuditCheckpoints(bucket).put({ name: at(1), statement: 's' }),
    () => createS3AuditCheckpoints(bucket).listAfter('', 1),
    () => createS3PublicKeys(bucket).keep(key),
    () => createS3PublicKeys(bucket).list(),
  ]) {
    await expect(call()).rejects.toMatchObject({ name: 'DependencyUnavailable', dependency: 's3' });
  }
});
