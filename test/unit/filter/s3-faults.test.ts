import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { createS3SnapshotFiles } from '../../../shared/adapters/s3/snapshot-files.ts';
import { createS3SnapshotReader } from '../../../shared/adapters/s3/snapshot-reader.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

describe('S3 at fault', () => {
  const client = new S3Client({ region: 'us-east-1', credentials });
  const s3 = mockClient(client);
  const files = createS3SnapshotFiles({ client, bucket: 'snapshots' });

  afterEach(() => {
    s3.reset();
  });

  it('is a dependency that is unavailable, when it asks to slow down', async () => {
    const cause = Object.assign(new Error('Please reduce your request rate.'), { name: 'SlowDown' });
    s3.rejects(cause);
    for (const call of [
      () => files.read('filter-1.bin', 10),
      () => files.write('filter-1.bin', new Uint8Array(3)),
    ]) {
      const error = await call().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(DependencyUnavailable);
      expect(error).toMatchObject({ dependency: 's3', cause });
    }
  });

  it('has no content to give: a fault, not an empty file', async () => {
    s3.on(GetObjectCommand).resolves({});
    await expect(files.read('filter-1.bin', 10)).rejects.toThrow(DependencyUnavailable);
  });

  it('loses a part: the file does not appear, and the parts are given up', async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'upload-1' });
    s3.on(UploadPartCommand).resolves({ ETag: 'tag' });
    s3.on(UploadPartCommand, { PartNumber: 2 }).rejects(new Error('lost'));
    s3.on(AbortMultipartUploadCommand).resolves({});
    const bytes = new Uint8Array(20 * 1024 * 1024);
    await expect(files.write('filter-1.bin', bytes)).rejects.toThrow(DependencyUnavailable);
    expect(s3.commandCalls(CompleteMultipartUploadCommand)).toHaveLength(0);
    expect(s3.commandCalls(AbortMultipartUploadCommand)).toHaveLength(1);
  });

  it('is given parts of 8 MiB', async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'upload-1' });
    s3.on(UploadPartCommand).resolves({ ETag: 'tag' });
    s3.on(CompleteMultipartUploadCommand).resolves({});
    await files.write('filter-1.bin', new Uint8Array(20 * 1024 * 1024));
    const lengths = s3
      .commandCalls(UploadPartCommand)
      .map((call) => (call.args[0].input.Body as Uint8Array).length / (1024 * 1024));
    expect(lengths.toSorted()).toEqual([4, 8, 8]);
  });
});

describe('S3 that falls silent', () => {
  it.each([
    ['before it answers', 0],
    ['in the middle of a file', 1_000],
  ])('%s does not hold its reader past the time it has', async (_, sentBytes) => {
    const server = createServer((_request, response) => {
      if (sentBytes === 0) return;
      response.writeHead(200, { 'content-length': 10_000 });
      response.write(new Uint8Array(sentBytes));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
    try {
      const reader = createS3SnapshotReader({ client, bucket: 'snapshots' });
      const startedAt = performance.now();
      const reading = reader.read('filter-1.bin', 10_000, AbortSignal.timeout(100));
      await expect(reading).rejects.toThrow(DependencyUnavailable);
      const tookMs = performance.now() - startedAt;
      expect(tookMs).toBeGreaterThan(90);
      expect(tookMs).toBeLessThan(2_000);
    } finally {
      client.destroy();
      server.closeAllConnections();
      server.close();
    }
  });
});
