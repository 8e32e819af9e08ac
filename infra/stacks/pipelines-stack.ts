import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { ChangeLane as LaneName } from '../../shared/orders/ports.ts';
import { ChangeLane } from '../constructs/change-lane.ts';
import { allowItems, allowScanOfKeys } from '../constructs/registry-table.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { SNAPSHOT_EVERY } from '../constructs/snapshot-bucket.ts';
import type { DataStack } from './data-stack.ts';

export interface PipelinesStackProps extends StackProps {
  readonly data: DataStack;
}

/** What works without anybody waiting for it: list changes through two queues, and the filter builder. */
export class PipelinesStack extends Stack {
  readonly lanes: Readonly<Record<LaneName, ChangeLane>>;

  constructor(scope: Construct, id: string, { data, ...props }: PipelinesStackProps) {
    super(scope, id, props);
    const { table } = data;
    // Two functions from one handler: only a function, not a queue, can have containers reserved, and a backlog of
    // impositions or a rush of checks that uses up the account's containers must not delay a release.
    this.lanes = {
      releases: new ChangeLane(this, 'Releases', {
        description: 'Applies releases, suspensions and cancellations',
        table,
        batchSize: 10,
        batchingWindow: Duration.seconds(0),
        maxConcurrency: 10,
        reserved: true,
        timeout: Duration.seconds(30),
      }),
      // Large batches, since each appends its keys to the log in one entry; few at a time, since appenders of the log
      // take turns.
      impositions: new ChangeLane(this, 'Impositions', {
        description: 'Applies new orders and their changes',
        table,
        batchSize: 100,
        batchingWindow: Duration.seconds(1),
        maxConcurrency: 4,
        reserved: false,
        timeout: Duration.seconds(60),
      }),
    };
    this.#addFilterBuilder(data);
  }

  #addFilterBuilder({ table, snapshots, subjectKeyVersion }: DataStack): void {
    const builder = new ServiceFunction(this, 'FilterBuilder', {
      folder: 'filter-builder',
      description: 'Builds, verifies and publishes a snapshot of the filter',
      environment: {
        REGISTRY_TABLE: table.tableName,
        SNAPSHOT_BUCKET: snapshots.bucketName,
        SUBJECT_KEY_VERSION: subjectKeyVersion,
      },
      // One whole core, which comes with the memory. 20 million keys need 48 MB and 16 pages of the scan.
      memorySizeMb: 1_769,
      timeout: Duration.minutes(15),
      // A second build at the same time would only be superseded.
      reservedConcurrency: 1,
      // A build that takes longer than the interval leaves its successors waiting; each is worth as much as the next.
      dropEventsAfter: SNAPSHOT_EVERY,
    });
    allowScanOfKeys(builder, table);
    allowItems(builder, table, {
      GetItem: ['snapshot'],
      Query: ['log'],
      PutItem: ['snapshot', 'log'],
    });
    builder.allow(
      ['s3:PutObject', 's3:AbortMultipartUpload', 's3:GetObject'],
      [snapshots.arnForObjects('*')],
    );
    new Rule(this, 'FilterBuilderSchedule', {
      description: 'A new snapshot of the filter, whether or not the register has changed',
      schedule: Schedule.rate(SNAPSHOT_EVERY),
      targets: [new LambdaFunction(builder, { retryAttempts: 0, maxEventAge: SNAPSHOT_EVERY })],
    });
  }
}
