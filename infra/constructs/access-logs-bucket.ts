import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { PRIVATE } from './private-bucket.ts';

/**
 * Who read and wrote which object of the other buckets: names of roles and of files, no person. S3 delivers such logs
 * only into buckets that it encrypts itself.
 */
export class AccessLogsBucket extends Bucket {
  constructor(scope: Construct, id: string, removalPolicy: RemovalPolicy) {
    super(scope, id, {
      ...PRIVATE,
      encryption: BucketEncryption.S3_MANAGED,
      removalPolicy,
      lifecycleRules: [{ id: 'forget', expiration: Duration.days(365) }],
    });
  }
}
