import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ServiceData } from '../stacks/service-data.ts';
import { allowItems, allowScanOfKeys } from './registry-table.ts';
import { ServiceFunction } from './service-function.ts';

export interface KeyRotatorProps {
  readonly data: ServiceData;
}

/**
 * Rotates the subject-key secret, when an operator invokes it. It alone may write that secret, and it reads every order
 * document to make its keys anew; nothing else invokes it.
 */
export class KeyRotator extends Construct {
  readonly fn: ServiceFunction;

  constructor(scope: Construct, id: string, { data }: KeyRotatorProps) {
    super(scope, id);
    const { subjectKey, documentKey } = data;
    this.fn = new ServiceFunction(this, 'Function', {
      folder: 'key-rotation',
      settings: data.settings,
      description: 'Rotates the secret of subject keys, a step at a time, when an operator asks for it',
      environment: {
        REGISTRY_TABLE: data.table.tableName,
        SUBJECT_KEY_SECRET_ARN: subjectKey.secretArn,
        DOCUMENT_KEY_SECRET_ARN: documentKey.secretArn,
        DOCUMENT_KMS_KEY_ARN: data.documentsKey.keyArn,
      },
      memorySizeMb: 1_024,
      // A run begins no further page after twelve minutes; the next one goes on.
      timeout: Duration.minutes(15),
    });
    allowScanOfKeys(this.fn, data.table);
    allowItems(this.fn, data.table, {
      GetItem: ['keyFingerprint', 'snapshot', 'orders'],
      BatchGetItem: ['orders'],
      Query: ['log'],
      PutItem: ['keyFingerprint', 'orders', 'log'],
      BatchWriteItem: ['pointers'],
      // An end for the pointers of keys that are given up.
      UpdateItem: ['pointers'],
    });
    this.fn.readSecrets(subjectKey, documentKey);
    this.fn.allow(['secretsmanager:PutSecretValue'], [subjectKey.secretArn]);
    if (subjectKey.encryptionKey) {
      this.fn.useKey(subjectKey.encryptionKey, ['GenerateDataKey'], 'secretsmanager', {
        'kms:EncryptionContext:SecretARN': subjectKey.secretArn,
      });
    }
    this.fn.useDocumentsKey(data.documentsKey, ['GenerateDataKey', 'Decrypt']);
  }
}
