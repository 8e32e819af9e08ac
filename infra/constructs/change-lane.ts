import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { RegistryTable } from './registry-table.ts';
import { allowItems } from './registry-table.ts';
import { ServiceFunction } from './service-function.ts';

/** A change that failed so often waits in the dead-letter queue for a person. */
const MAX_RECEIVES = 5;

/** The longest that SQS keeps a message. */
const KEPT_FOR = Duration.days(14);

/** What AWS advises: a message that is throttled on its way to the function must not come back meanwhile. */
const VISIBILITY_PER_TIMEOUT = 6;

export interface ChangeLaneProps {
  readonly description: string;
  readonly table: RegistryTable;
  readonly batchSize: number;
  /** How long a batch waits to fill. SQS wants one second at least above 10 messages a batch. */
  readonly batchingWindow: Duration;
  /** Batches applied at once. */
  readonly maxConcurrency: number;
  /** Keeps that many containers free, whatever the rest of the account does. */
  readonly reserved: boolean;
  readonly timeout: Duration;
}

/**
 * One lane of list changes: a queue, its dead-letter queue, and a consumer of its own.
 *
 * A failed change comes back after the visibility timeout, so a short time limit of the consumer is also a quick
 * repetition.
 */
export class ChangeLane extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly consumer: ServiceFunction;

  constructor(scope: Construct, id: string, props: ChangeLaneProps) {
    super(scope, id);
    const { table, timeout, batchingWindow, maxConcurrency } = props;
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: KEPT_FOR,
      // Accepted changes wait here: a receipt that says "queued" has to stay true.
      removalPolicy: RemovalPolicy.RETAIN,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.seconds(
        VISIBILITY_PER_TIMEOUT * timeout.toSeconds() + batchingWindow.toSeconds(),
      ),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    this.consumer = new ServiceFunction(this, 'Consumer', {
      folder: 'list-sync',
      description: props.description,
      environment: { REGISTRY_TABLE: table.tableName },
      memorySizeMb: 512,
      timeout,
      ...(props.reserved ? { reservedConcurrency: maxConcurrency } : {}),
    });
    allowItems(this.consumer, table, {
      GetItem: ['orders', 'receipts'],
      Query: ['log', 'interceptions'],
      BatchGetItem: ['orders'],
      PutItem: ['orders', 'log', 'notices'],
      BatchWriteItem: ['pointers', 'receipts'],
    });
    this.consumer.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: props.batchSize,
        maxBatchingWindow: batchingWindow,
        maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
  }
}
