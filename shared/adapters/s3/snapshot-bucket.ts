import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { DependencyUnavailable } from '../../contracts/problem.ts';

/** The bucket of the snapshot files and the client to reach it with; the client carries time limits and retries. */
export interface SnapshotBucket {
  readonly client: S3Client;
  readonly bucket: string;
}

/** @throws DependencyUnavailable for every fault of the engine or the network, with the cause. */
export async function attempt<T>(what: string, command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    throw new DependencyUnavailable('s3', `${what} failed`, error);
  }
}

/** The content of a file as it arrives; what is not read is not fetched. @throws as the SDK does, TypeError for none. */
export async function openFile(
  { client, bucket }: SnapshotBucket,
  name: string,
  signal?: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const { Body } = await client.send(
    new GetObjectCommand({ Bucket: bucket, Key: name }),
    signal ? { abortSignal: signal } : {},
  );
  if (!(Body instanceof Readable)) throw new TypeError('the file has no readable content');
  return Body as AsyncIterable<Uint8Array>;
}
