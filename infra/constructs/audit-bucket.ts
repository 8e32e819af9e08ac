import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { LIMITATION_MS } from '../../shared/retention/periods.ts';

/**
 * The bucket of the audit's signed checkpoints and of the public keys that verify them.
 *
 * Object lock in compliance mode: until its time is over no version of an object can be removed or replaced by anybody,
 * the account's root included. Somebody who gains the right to write the register, and with it to make all chains anew,
 * is then contradicted by what lies here. The time is that within which claims can be brought. Nothing removes objects
 * after it: a checkpoint an hour is a few megabytes in a year.
 *
 * Compliance mode cannot be shortened, so a stack that was deployed to try something leaves a bucket behind that cannot
 * be emptied for that long.
 */
export class AuditBucket extends Bucket {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.millis(LIMITATION_MS)),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Object lock keeps versions, yet lets a delete marker hide them; with the newest checkpoints hidden, entries behind
    // them could be cut off unnoticed.
    this.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        resources: [this.arnForObjects('*')],
      }),
    );
  }
}
