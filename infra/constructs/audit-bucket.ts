import { RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { AuditLock } from '../stages.ts';
import { allowCopying, type Copy, copying } from './copies.ts';
import { PrivateBucket, type PrivateBucketProps } from './private-bucket.ts';

export interface AuditBucketProps extends PrivateBucketProps {
  readonly lock: AuditLock;
  /** Buckets in other regions that get a copy of everything. */
  readonly copiedTo?: readonly Copy[];
}

/**
 * The bucket of the audit's signed checkpoints and of the public keys that verify them.
 *
 * Object lock in compliance mode: until its time is over no version of an object can be removed or replaced by anybody,
 * the account's root included. Somebody who gains the right to write the register, and with it to make all chains anew,
 * is then contradicted by what lies here. The time is that within which claims can be brought. Nothing removes objects
 * after it: a checkpoint an hour is a few megabytes in a year.
 *
 * Compliance mode cannot be shortened, so it is for production; other stages lock against mistakes only.
 */
export class AuditBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, { lock, copiedTo = [], ...props }: AuditBucketProps) {
    const rules = copying(scope, id, copiedTo);
    super(scope, id, props, {
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention:
        lock.mode === 'compliance'
          ? ObjectLockRetention.compliance(lock.period)
          : ObjectLockRetention.governance(lock.period),
      ...rules,
    });
    if (rules.replicationRole) allowCopying(this, rules.replicationRole, copiedTo);
    if (props.removalPolicy === RemovalPolicy.DESTROY) return;
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
