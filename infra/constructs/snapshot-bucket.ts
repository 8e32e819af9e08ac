import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/**
 * A snapshot is built and published so often, also when nothing has changed: its age then stays below this.
 *
 * Each build scans the whole table, which at national size costs about a dollar, and buys nothing but a shorter log to
 * read for containers that start: what was appended meanwhile is in every container's overlay within a second.
 */
export const SNAPSHOT_EVERY = Duration.hours(1);

/** Files are removed at this age; see `SnapshotBucket` for why the current one never gets there. */
export const SNAPSHOT_FILES_KEPT = Duration.days(14);

/**
 * The bucket of the filter's snapshots.
 *
 * Every run of the builder publishes a file under a new name, whether or not the register has changed, so the current
 * file is as old as the last good run. It would reach the age of removal only after 4,032 failed runs in a row. Even
 * then nothing is decided wrongly: containers keep the filter that they hold, new ones read the register for every
 * check, and the next good run ends it. A rule for noncurrent versions would remove nothing at all, because no name is
 * written twice; for the same reason, and as a snapshot can be built again from the register, versions are not kept.
 */
export class SnapshotBucket extends Bucket {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: false,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        { id: 'remove-superseded-snapshots', expiration: SNAPSHOT_FILES_KEPT },
        { id: 'abort-unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
  }
}
