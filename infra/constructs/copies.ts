import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket, BucketProps, IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** A bucket in another region that gets a copy of every object. */
export interface Copy {
  readonly bucket: Bucket;
  /** What the copies are encrypted with there, known here by its ARN only. */
  readonly encryptionKey: IKey;
}

/** What makes S3 copy every object of a bucket to buckets in other regions; nothing without such buckets. */
export function copying(
  scope: Construct,
  id: string,
  copies: readonly Copy[],
): Pick<BucketProps, 'replicationRole' | 'replicationRules'> {
  if (copies.length === 0) return {};
  const role: IRole = new Role(scope, `${id}Copies`, {
    assumedBy: new ServicePrincipal('s3.amazonaws.com'),
    description: `Copies objects of the bucket ${id} to other regions`,
  });
  return {
    replicationRole: role,
    replicationRules: copies.map(({ bucket, encryptionKey }, index) => ({
      id: `copy-${index + 1}`,
      destination: bucket as IBucket,
      priority: index + 1,
      sseKmsEncryptedObjects: true,
      kmsKey: encryptionKey,
    })),
  };
}

/** Lets the role of `copying` read what it copies, and write it where it goes. */
export function allowCopying(source: Bucket, role: IRole, copies: readonly Copy[]): void {
  const allow = (actions: string[], resources: string[]) =>
    role.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
  allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], [source.bucketArn]);
  allow(
    ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
    [source.arnForObjects('*')],
  );
  if (source.encryptionKey) allow(['kms:Decrypt'], [source.encryptionKey.keyArn]);
  for (const { bucket, encryptionKey } of copies) {
    allow(['s3:ReplicateObject', 's3:ReplicateTags'], [bucket.arnForObjects('*')]);
    allow(['kms:Encrypt', 'kms:GenerateDataKey'], [encryptionKey.keyArn]);
  }
}
