import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

export interface EncryptionKeyProps {
  readonly description: string;
  readonly removalPolicy: RemovalPolicy;
  /** Has replicas in other regions under the same key id. Cannot be changed later without a new key. */
  readonly multiRegion?: boolean;
}

/** In the time that a deleted key waits, whoever deleted it by mistake can take that back. */
const DELETION_WAITS = Duration.days(30);

/**
 * A key of KMS that is rotated every year. Rotation keeps all older material, so what was encrypted stays readable.
 *
 * Its policy leaves the rest to the policies of roles: nobody may use it who was not granted that beside his function.
 */
export class EncryptionKey extends Key {
  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id, {
      description: props.description,
      enableKeyRotation: true,
      rotationPeriod: Duration.days(365),
      pendingWindow: DELETION_WAITS,
      removalPolicy: props.removalPolicy,
      ...(props.multiRegion ? { multiRegion: true } : {}),
    });
  }
}
