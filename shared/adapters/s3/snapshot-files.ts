import { DependencyUnavailable } from '../../contracts/problem.ts';
import type { SnapshotFiles } from '../../filter/ports.ts';
import { openFile, type SnapshotBucket } from './snapshot-bucket.ts';
import { createS3SnapshotReader } from './snapshot-reader.ts';
import { createS3SnapshotWriter } from './snapshot-writer.ts';

/** For the builder. A follower takes the reader alone, which keeps the upload machinery out of the check's bundle. */
export function createS3SnapshotFiles(bucket: SnapshotBucket): SnapshotFiles {
  return {
    ...createS3SnapshotReader(bucket),
    ...createS3SnapshotWriter(bucket),
    async *readParts(name, signal) {
      try {
        yield* await openFile(bucket, name, signal);
      } catch (error) {
        throw new DependencyUnavailable('s3', 'reading a snapshot file failed', error);
      }
    },
  };
}
