import { PhysicalName, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AccessLogsBucket } from '../constructs/access-logs-bucket.ts';
import { AuditBucket } from '../constructs/audit-bucket.ts';
import { EncryptionKey } from '../constructs/encryption-key.ts';
import { SnapshotBucket } from '../constructs/snapshot-bucket.ts';
import type { StageSettings } from '../stages.ts';

export interface ReplicaStackProps extends StackProps {
  readonly settings: StageSettings;
}

/**
 * What has to be in another region before the data stack can copy to it: keys that encrypt there, and the buckets that
 * get the copies. The replica of the table itself belongs to the table, and so to the data stack.
 */
export class ReplicaStack extends Stack {
  /** Encrypts this region's replica of the table, its buckets and its queues. */
  readonly dataKey: EncryptionKey;
  /** Encrypts the copies of the secrets. */
  readonly secretsKey: EncryptionKey;
  readonly snapshots: SnapshotBucket;
  readonly audit: AuditBucket;

  constructor(scope: Construct, id: string, { settings, ...props }: ReplicaStackProps) {
    super(scope, id, props);
    const { removalPolicy } = settings;
    this.dataKey = new EncryptionKey(this, 'DataEncryption', {
      description: 'Consumption check: replica of the table, buckets and queues',
      removalPolicy,
    });
    this.secretsKey = new EncryptionKey(this, 'SecretEncryption', {
      description: 'Consumption check: copies of the secrets',
      removalPolicy,
    });
    const bucket = {
      encryptionKey: this.dataKey,
      accessLogs: new AccessLogsBucket(this, 'AccessLogs', removalPolicy),
      removalPolicy,
      bucketName: PhysicalName.GENERATE_IF_NEEDED,
    };
    this.snapshots = new SnapshotBucket(this, 'Snapshots', { ...bucket, copied: { to: [] } });
    this.audit = new AuditBucket(this, 'Audit', { ...bucket, lock: settings.auditLock });
  }
}
