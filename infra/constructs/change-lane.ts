import type { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ChangeLane as LaneName } from '../../shared/orders/ports.ts';
import type { StageSettings } from '../stages.ts';
import { allowItems, type RegisterAccess } from './registry-table.ts';
import { ServiceFunction } from './service-function.ts';
import { addWorkQueue } from './work-queue.ts';

export interface ChangeLaneProps {
  readonly lane: LaneName;
  readonly settings: StageSettings;
  readonly description: string;
  readonly table: RegisterAccess;
  /** What waits in the queue is encrypted with it. */
  readonly dataKey: IKey;
  /** Where the notices go that a change brings about. */
  readonly notices: Queue;
  readonly batchSize: number;
  /** How long a batch waits to fill. SQS wants one second at least above 10 messages a batch. */
  readonly batchingWindow: Duration;
  /** Batches applied at once. */
  readonly maxConcurrency: number;
  readonly timeout: Duration;
}

/** One lane of list changes: a queue, its dead-letter queue, and a consumer of its own. */
export class ChangeLane extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly consumer: ServiceFunction;

  constructor(scope: Construct, id: string, props: ChangeLaneProps) {
    super(scope, id);
    const { settings, table, dataKey, notices, timeout, batchingWindow, maxConcurrency } = props;
    const { queue, deadLetters } = addWorkQueue(this, {
      timeout,
      batchingWindow,
      encryptionKey: dataKey,
      removalPolicy: settings.removalPolicy,
    });
    this.queue = queue;
    this.deadLetters = deadLetters;
    this.consumer = new ServiceFunction(this, 'Consumer', {
      folder: 'list-sync',
      as: props.lane,
      settings,
      description: props.description,
      environment: { REGISTRY_TABLE: table.tableName, NOTICES_QUEUE_URL: notices.queueUrl },
      memorySizeMb: 512,
      timeout,
    });
    allowItems(this.consumer, table, {
      GetItem: [
        'orders',
        'receipts',
        'allowances',
        'notices',
        'deadlines',
        'objections',
        'audit',
        'keyFingerprint',
      ],
      Query: ['log', 'interceptions', 'allowances', 'deadlines', 'objections', 'audit'],
      BatchGetItem: ['orders'],
      PutItem: [
        'orders',
        'log',
        'notices',
        'openNotices',
        'orderNotices',
        'noticeOperators',
        'deadlines',
        'due',
        'objections',
        'audit',
      ],
      // Marks denials for their notice, and gives everything that hangs on an ended order its end.
      UpdateItem: ['orders', 'pointers', 'interceptions', 'allowances'],
      DeleteItem: ['deadlines', 'due'],
      BatchWriteItem: ['pointers', 'receipts', 'deadlines', 'due'],
    });
    this.consumer.sendTo(notices);
    this.consumer.live.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: props.batchSize,
        maxBatchingWindow: batchingWindow,
        maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
  }
}
