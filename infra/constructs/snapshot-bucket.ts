import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { allowCopying, type Copy, copying } from './copies.ts';
import { PrivateBucket, type PrivateBucketProps } from './private-bucket.ts';

/** Snapshot files are removed at this age; see `SnapshotBucket` for why the current one never gets there. */
export const SNAPSHOT_FILES_KEPT = Duration.days(14);

export interface SnapshotBucketProps extends PrivateBucketProps {
  /** Gets copies in the other regions, or holds them. Copying needs versions. */
  readonly copied?: { readonly to: readonly Copy[] };
}

/**
 * The bucket of the filter's snapshots.
 *
 * Every run of the builder publishes a file under a new name, whether or not the register has changed, so the current
 * file is as old as the last good run. It would reach the age of removal only after hundreds of failed runs in a row.
 * Even then nothing is decided wrongly: containers keep the filter that they hold, new ones read the register for every
 * check, and the next good run ends it. A rule for noncurrent versions would remove nothing at all, because no name is
 * written twice; for the same reason, and as a snapshot can be built again from the register, versions are not kept
 * unless copying to other regions asks for them.
 */
export class SnapshotBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, { copied, ...props }: SnapshotBucketProps) {
    const rules = copying(scope, id, copied?.to ?? []);
    super(scope, id, props, {
      versioned: copied !== undefined,
      lifecycleRules: [
        { id: 'remove-superseded-snapshots', expiration: SNAPSHOT_FILES_KEPT },
        { id: 'abort-unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
        ...(copied ? [{ id: 'remove-expired-versions', noncurrentVersionExpiration: Duration.days(1) }] : []),
      ],
      ...rules,
    });
    if (rules.replicationRole) allowCopying(this, rules.replicationRole, copied?.to ?? []);
  }
}
