import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ServiceData } from '../stacks/service-data.ts';
import { Every } from './every.ts';
import { allowItems } from './registry-table.ts';
import { ServiceFunction } from './service-function.ts';

export interface SandboxKeeperProps {
  readonly data: ServiceData;
  readonly impositions: Queue;
  readonly releases: Queue;
}

const EVERY = Duration.minutes(1);

/** Keeps the orders of synthetic subjects as they are documented. For stages that have a sandbox. */
export class SandboxKeeper extends Construct {
  readonly fn: ServiceFunction;

  constructor(scope: Construct, id: string, { data, impositions, releases }: SandboxKeeperProps) {
    super(scope, id);
    this.fn = new ServiceFunction(this, 'Function', {
      folder: 'sandbox',
      settings: data.settings,
      description: 'Keeps the orders of synthetic subjects as they are documented, each minute',
      environment: {
        SANDBOX: 'on',
        REGISTRY_TABLE: data.table.tableName,
        IMPOSITIONS_QUEUE_URL: impositions.queueUrl,
        RELEASES_QUEUE_URL: releases.queueUrl,
        SUBJECT_KEY_SECRET_ARN: data.subjectKey.secretArn,
        DOCUMENT_KEY_SECRET_ARN: data.documentKey.secretArn,
        DOCUMENT_KMS_KEY_ARN: data.documentsKey.keyArn,
      },
      memorySizeMb: 512,
      timeout: Duration.seconds(50),
      dropEventsAfter: EVERY,
    });
    allowItems(this.fn, data.table, {
      GetItem: ['keyFingerprint', 'receipts', 'audit'],
      BatchGetItem: ['orders'],
      Query: ['pointers', 'interceptions', 'audit'],
      PutItem: ['keyFingerprint', 'receipts', 'audit'],
      // An end for the pointers of its own orders that have ended.
      UpdateItem: ['pointers'],
    });
    this.fn.sendTo(impositions, releases);
    this.fn.readSecrets(data.subjectKey, data.documentKey);
    // It seals documents as intake does, and opens none.
    this.fn.useDocumentsKey(data.documentsKey, ['GenerateDataKey']);
    new Every(this, 'Schedule', {
      fn: this.fn,
      interval: EVERY,
      enabled: data.isHome,
      description: 'A run of the keeper of the sandbox',
    });
  }
}
