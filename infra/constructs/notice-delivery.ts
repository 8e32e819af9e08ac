import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { Every } from './every.ts';
import { allowItems, type RegisterAccess } from './registry-table.ts';
import { type SecretAccess, ServiceFunction } from './service-function.ts';
import { addWorkQueue } from './work-queue.ts';

const BATCH_SIZE = 10;
/** Receivers may take their 15 seconds, so few containers would be few deliveries. */
const MAX_CONCURRENCY = 20;
/** A receiver has 15 seconds; the rest is for what is read and written around it. */
const TIME_LIMIT = Duration.seconds(60);
/** Names are looked up on threads, four unless told: a few receivers whose names hang must not hold up the others. */
const LOOKUP_THREADS = '64';
const SWEEP_EVERY = Duration.minutes(5);

export interface NoticeDeliveryProps {
  readonly settings: StageSettings;
  readonly table: RegisterAccess;
  /** What waits in the queue is encrypted with it. */
  readonly dataKey: IKey;
  /** The secrets of operators' webhooks are encrypted with it. */
  readonly webhookKey: SecretAccess;
  /** Whether schedules run in this region. */
  readonly scheduled: boolean;
}

/** The way of notices to the webhooks of operators: their queue, its dead-letter queue, and the function that delivers. */
export class NoticeDelivery extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly delivery: ServiceFunction;

  constructor(scope: Construct, id: string, props: NoticeDeliveryProps) {
    super(scope, id);
    const { settings, table, dataKey, webhookKey, scheduled } = props;
    const { queue, deadLetters } = addWorkQueue(this, {
      timeout: TIME_LIMIT,
      batchingWindow: Duration.seconds(0),
      encryptionKey: dataKey,
      removalPolicy: settings.removalPolicy,
    });
    this.queue = queue;
    this.deadLetters = deadLetters;
    const delivery = new ServiceFunction(this, 'Delivery', {
      folder: 'release-notices',
      settings,
      description: 'Delivers notices of lifted denials to the webhooks of operators',
      environment: {
        REGISTRY_TABLE: table.tableName,
        NOTICES_QUEUE_URL: queue.queueUrl,
        NOTICES_DEAD_LETTERS_URL: deadLetters.queueUrl,
        WEBHOOK_KEY_SECRET_ARN: webhookKey.secretArn,
      },
      memorySizeMb: 512,
      timeout: TIME_LIMIT,
      // Of the schedule; messages are not events in this sense.
      dropEventsAfter: SWEEP_EVERY,
    });
    this.delivery = delivery;
    delivery.addEnvironment('UV_THREADPOOL_SIZE', LOOKUP_THREADS);
    allowItems(delivery, table, {
      GetItem: ['notices', 'webhooks', 'audit'],
      BatchGetItem: ['notices'],
      Query: ['openNotices', 'noticeOperators', 'audit'],
      PutItem: ['notices', 'openNotices', 'webhooks', 'audit'],
      DeleteItem: ['openNotices'],
    });
    // It sends to its own queue what has to wait for its next attempt, and parks notices itself.
    delivery.sendTo(queue, deadLetters);
    delivery.readSecrets(webhookKey);
    delivery.live.addEventSource(
      new SqsEventSource(queue, {
        batchSize: BATCH_SIZE,
        maxConcurrency: MAX_CONCURRENCY,
        reportBatchItemFailures: true,
      }),
    );
    new Every(this, 'Sweep', {
      fn: delivery,
      interval: SWEEP_EVERY,
      enabled: scheduled,
      description: 'Looks for notices that are overdue, for whatever reason',
    });
  }
}
