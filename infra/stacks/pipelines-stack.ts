import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { PUBLIC_KEY_PREFIX } from '../../shared/adapters/s3/public-keys.ts';
import { CHECKPOINT_PREFIX } from '../../shared/audit/checkpoint.ts';
import type { ChangeLane as LaneName } from '../../shared/orders/ports.ts';
import { ChangeLane } from '../constructs/change-lane.ts';
import { Every } from '../constructs/every.ts';
import { KeyRotator } from '../constructs/key-rotator.ts';
import { NoticeDelivery } from '../constructs/notice-delivery.ts';
import { allowItems, allowScanOfKeys } from '../constructs/registry-table.ts';
import { SandboxKeeper } from '../constructs/sandbox-keeper.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { ServiceData } from './service-data.ts';

export interface PipelinesStackProps extends StackProps {
  readonly data: ServiceData;
}

const DEADLINES_EVERY = Duration.minutes(15);
/** What is appended to the audit and taken away again within it cannot be noticed afterwards. */
const AUDIT_CHECKPOINT_EVERY = Duration.hours(1);

/**
 * What works without anybody waiting for it: list changes through two queues, notices through a third, and what runs on
 * a schedule.
 */
export class PipelinesStack extends Stack {
  readonly lanes: Readonly<Record<LaneName, ChangeLane>>;
  readonly notices: NoticeDelivery;
  /** Every function of the stack, queue that is worked off, and queue of what failed: for alarms and dashboards. */
  readonly functions: readonly ServiceFunction[];
  readonly queues: readonly Queue[];
  readonly deadLetters: readonly Queue[];

  constructor(scope: Construct, id: string, { data, ...props }: PipelinesStackProps) {
    super(scope, id, props);
    const { table, dataKey, settings } = data;
    this.notices = new NoticeDelivery(this, 'Notices', {
      settings,
      table,
      dataKey,
      webhookKey: data.webhookKey,
      scheduled: data.isHome,
    });
    const common = { settings, table, dataKey, notices: this.notices.queue };
    // Two functions from one handler: only a function, not a queue, can have containers reserved, and a backlog of
    // impositions or a rush of checks that uses up the account's containers must not delay a release.
    this.lanes = {
      releases: new ChangeLane(this, 'Releases', {
        ...common,
        lane: 'releases',
        description: 'Applies releases, suspensions and cancellations',
        batchSize: 10,
        batchingWindow: Duration.seconds(0),
        maxConcurrency: 10,
        timeout: Duration.seconds(30),
      }),
      // Large batches, since each appends its keys to the log in one entry; few at a time, since appenders of the log
      // take turns.
      impositions: new ChangeLane(this, 'Impositions', {
        ...common,
        lane: 'impositions',
        description: 'Applies new orders and their changes',
        batchSize: 100,
        batchingWindow: Duration.seconds(1),
        maxConcurrency: 4,
        timeout: Duration.seconds(60),
      }),
    };
    const lanes = [this.lanes.releases, this.lanes.impositions];
    this.functions = [
      ...lanes.map(({ consumer }) => consumer),
      this.notices.delivery,
      this.#addFilterBuilder(data),
      this.#addDeadlines(data),
      this.#addAuditCheckpoints(data),
      ...(settings.sandbox ? [this.#addSandbox(data)] : []),
      // A replica of the secret cannot be written.
      ...(data.isHome ? [new KeyRotator(this, 'KeyRotation', { data }).fn] : []),
    ];
    this.queues = [...lanes, this.notices].map(({ queue }) => queue);
    this.deadLetters = [...lanes, this.notices].map(({ deadLetters }) => deadLetters);
  }

  #addSandbox(data: ServiceData): ServiceFunction {
    const { impositions, releases } = this.lanes;
    const queues = { impositions: impositions.queue, releases: releases.queue };
    return new SandboxKeeper(this, 'Sandbox', { data, ...queues }).fn;
  }

  #addFilterBuilder({
    settings,
    isHome,
    table,
    snapshots,
    dataKey,
    subjectKeyVersion,
  }: ServiceData): ServiceFunction {
    const builder = new ServiceFunction(this, 'FilterBuilder', {
      folder: 'filter-builder',
      settings,
      description: 'Builds, verifies and publishes a snapshot of the filter',
      environment: {
        REGISTRY_TABLE: table.tableName,
        SNAPSHOT_BUCKET: snapshots.bucketName,
        SUBJECT_KEY_VERSION: subjectKeyVersion,
      },
      // One whole core, which comes with the memory. 20 million keys need 48 MB and 16 pages of the scan.
      memorySizeMb: 1_769,
      timeout: Duration.minutes(15),
      // A build that takes longer than the interval leaves its successors waiting; each is worth as much as the next.
      dropEventsAfter: settings.snapshotEvery,
    });
    allowScanOfKeys(builder, table);
    allowItems(builder, table, {
      GetItem: ['snapshot', 'keyFingerprint'],
      Query: ['log'],
      PutItem: ['snapshot', 'log'],
    });
    builder.allow(
      ['s3:PutObject', 's3:AbortMultipartUpload', 's3:GetObject'],
      [snapshots.arnForObjects('*')],
    );
    builder.useKey(dataKey, ['Decrypt', 'GenerateDataKey'], 's3');
    new Every(this, 'FilterBuilderSchedule', {
      fn: builder,
      interval: settings.snapshotEvery,
      enabled: isHome,
      description: 'A new snapshot of the filter, whether or not the register has changed',
    });
    return builder;
  }

  #addDeadlines({ settings, isHome, table }: ServiceData): ServiceFunction {
    const { queue } = this.notices;
    const deadlines = new ServiceFunction(this, 'Deadlines', {
      folder: 'deadlines',
      settings,
      description: 'Goes through the clocks that run for orders, reminds courts and escalates',
      environment: { REGISTRY_TABLE: table.tableName, NOTICES_QUEUE_URL: queue.queueUrl },
      memorySizeMb: 512,
      // A run begins nothing new after five minutes.
      timeout: Duration.minutes(10),
      dropEventsAfter: DEADLINES_EVERY,
    });
    allowItems(deadlines, table, {
      GetItem: ['orders', 'objections', 'deadlines', 'dueCursor', 'notices', 'audit'],
      Query: ['due', 'interceptions', 'allowances', 'audit'],
      PutItem: [
        'deadlines',
        'due',
        'dueCursor',
        'reminders',
        'notices',
        'openNotices',
        'orderNotices',
        'noticeOperators',
        'audit',
      ],
      // Retention of orders whose period is over: it gives items their end, or takes one off again.
      UpdateItem: ['due', 'orders', 'pointers', 'interceptions', 'allowances'],
      BatchWriteItem: ['pointers'],
      DeleteItem: ['deadlines', 'due', 'dueCursor'],
    });
    deadlines.sendTo(queue);
    new Every(this, 'DeadlinesSchedule', {
      fn: deadlines,
      interval: DEADLINES_EVERY,
      enabled: isHome,
      description: 'A run through the clocks of all orders',
    });
    return deadlines;
  }

  #addAuditCheckpoints({
    settings,
    isHome,
    table,
    audit,
    dataKey,
    signingKey,
  }: ServiceData): ServiceFunction {
    const checkpoints = new ServiceFunction(this, 'AuditCheckpoints', {
      folder: 'audit-checkpoints',
      settings,
      description: 'Signs where all audit chains stand, and stores it where nobody can take it back',
      environment: {
        REGISTRY_TABLE: table.tableName,
        AUDIT_BUCKET: audit.bucketName,
        SIGNING_KEY_SECRET_ARN: signingKey.secretArn,
      },
      memorySizeMb: 512,
      timeout: Duration.minutes(2),
    });
    allowItems(checkpoints, table, { GetItem: ['audit'], Query: ['audit'] });
    checkpoints.allow(['s3:ListBucket'], [audit.bucketArn]);
    checkpoints.allow(
      ['s3:GetObject', 's3:PutObject'],
      [audit.arnForObjects(`${CHECKPOINT_PREFIX}*`), audit.arnForObjects(`${PUBLIC_KEY_PREFIX}*`)],
    );
    checkpoints.useKey(dataKey, ['Decrypt', 'GenerateDataKey'], 's3');
    checkpoints.readSecrets(signingKey);
    new Every(this, 'AuditCheckpointsSchedule', {
      fn: checkpoints,
      interval: AUDIT_CHECKPOINT_EVERY,
      enabled: isHome,
      description: 'A signed checkpoint of the audit chains',
    });
    return checkpoints;
  }
}
