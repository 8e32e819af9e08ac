import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface PrivateBucketProps {
  readonly encryptionKey: IKey;
  readonly accessLogs: Bucket;
  readonly removalPolicy: RemovalPolicy;
  /** Only where another region has to name it before it exists there. A bucket with a new name is a new bucket. */
  readonly bucketName?: string;
}

/** What every bucket of ours is: private, reached by TLS 1.2 or newer only, its objects owned by the account. */
export const PRIVATE = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
} as const satisfies BucketProps;

/** The same, encrypted with our key, with a log of who asked for which object. */
export class PrivateBucket extends Bucket {
  constructor(
    scope: Construct,
    id: string,
    { encryptionKey, accessLogs, removalPolicy, bucketName }: PrivateBucketProps,
    own: BucketProps,
  ) {
    super(scope, id, {
      ...PRIVATE,
      encryption: BucketEncryption.KMS,
      encryptionKey,
      // One call of KMS for many objects.
      bucketKeyEnabled: true,
      serverAccessLogsBucket: accessLogs as IBucket,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      removalPolicy,
      ...(bucketName === undefined ? {} : { bucketName }),
      ...own,
    });
  }
}
