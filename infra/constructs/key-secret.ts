import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** Letters and digits that fill 32 bytes when read as base64 without padding. */
const KEY_CHARACTERS = 43;

/** Version of the keys that a first deployment generates. Stands in snapshots and beside what was sealed. */
export const FIRST_KEY_VERSION = '1';

export interface KeySecretProps {
  readonly description: string;
  /** The secret is encrypted with it. */
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * A secret `{"version": "1", "key": "<32 bytes in base64>"}`, generated inside Secrets Manager, so that no person and
 * no template has ever seen it.
 *
 * CloudFormation generates a new value when anything about the generation changes, and a register whose key is gone
 * finds nobody and opens no document. So this stays as it is, and so does the value: the register remembers a
 * fingerprint of its subject key, and every check is `undetermined` under another one.
 */
export class KeySecret extends Secret {
  constructor(scope: Construct, id: string, { description, encryptionKey, removalPolicy }: KeySecretProps) {
    super(scope, id, {
      description,
      encryptionKey,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ version: FIRST_KEY_VERSION }),
        generateStringKey: 'key',
        passwordLength: KEY_CHARACTERS,
        excludePunctuation: true,
      },
      removalPolicy,
    });
  }
}
