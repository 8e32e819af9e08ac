import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BucketAlreadyOwnedByYou, CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { ensureRegistryTable, TABLE_NAME } from './registry-table.ts';

export interface ResourceClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
}

/** A work queue; after five failed deliveries its messages are parked in the dead-letter queue. */
export interface QueueAddress {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly deadLetterUrl: string;
}

export interface Resources {
  readonly tableName: string;
  readonly bucketName: string;
  readonly auditBucketName: string;
  readonly impositions: QueueAddress;
  readonly releases: QueueAddress;
  readonly notices: QueueAddress;
}

const BUCKET_NAME = 'consumption-check-snapshots';
const AUDIT_BUCKET_NAME = 'consumption-check-audit';
export const MAX_RECEIVE_COUNT = 5;
/** Longer than a batch takes to apply; a message whose consumer died comes back after this time. */
const VISIBILITY_TIMEOUT_SECONDS = 30;
/** The receiver of a webhook has 15 s to answer, and the outcome is written after that. */
const NOTICES_VISIBILITY_TIMEOUT_SECONDS = 90;
/** Two weeks, the longest that SQS keeps a message: a parked change waits for a person. */
const DEAD_LETTER_RETENTION_SECONDS = 14 * 24 * 3_600;

/**
 * Creates what is missing of the table, the queues with their dead-letter queues, and the buckets, and leaves alone
 * what exists. Safe to repeat after it failed halfway.
 *
 * @throws the client's error if an engine cannot be reached.
 */
export async function ensureResources(clients: ResourceClients): Promise<Resources> {
  const [impositions, releases, notices] = await Promise.all([
    ensureQueue(clients.sqs, 'impositions'),
    ensureQueue(clients.sqs, 'releases'),
    ensureQueue(clients.sqs, 'notices', NOTICES_VISIBILITY_TIMEOUT_SECONDS),
    ensureRegistryTable(clients.dynamodb, TABLE_NAME),
    ensureBucket(clients.s3, BUCKET_NAME),
    ensureBucket(clients.s3, AUDIT_BUCKET_NAME),
  ]);
  return {
    tableName: TABLE_NAME,
    bucketName: BUCKET_NAME,
    auditBucketName: AUDIT_BUCKET_NAME,
    impositions,
    releases,
    notices,
  };
}

async function ensureQueue(
  client: SQSClient,
  name: string,
  visibilityTimeoutSeconds = VISIBILITY_TIMEOUT_SECONDS,
): Promise<QueueAddress> {
  const deadLetterUrl = await queueUrl(client, `${name}-dead-letters`, {
    MessageRetentionPeriod: String(DEAD_LETTER_RETENTION_SECONDS),
  });
  const deadLetterTargetArn = await queueArn(client, deadLetterUrl);
  const url = await queueUrl(client, name, {
    VisibilityTimeout: String(visibilityTimeoutSeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: MAX_RECEIVE_COUNT }),
  });
  return { name, url, arn: await queueArn(client, url), deadLetterUrl };
}

/** Asks before it creates, because creating an existing queue with other attributes is an error. */
async function queueUrl(
  client: SQSClient,
  name: string,
  attributes: Record<string, string>,
): Promise<string> {
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
    if (QueueUrl !== undefined) return QueueUrl;
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error;
  }
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  if (QueueUrl === undefined) throw new Error(`the queue ${name} has no address`);
  return QueueUrl;
}

async function queueArn(client: SQSClient, url: string): Promise<string> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  const arn = Attributes?.QueueArn;
  if (arn === undefined) throw new Error('the queue has no ARN');
  return arn;
}

async function ensureBucket(client: S3Client, bucketName: string): Promise<void> {
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucketName }));
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  }
}
