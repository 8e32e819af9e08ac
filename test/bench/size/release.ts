import { setTimeout as pause } from 'node:timers/promises';
import { CreateQueueCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { createListSyncHandler } from '../../../functions/list-sync/app.ts';
import { createListSyncDependencies } from '../../../functions/list-sync/dependencies.ts';
import { startQueuePoller } from '../../../infra/local/queue-poller.ts';
import { chunksOf } from '../../../shared/adapters/dynamodb/unprocessed.ts';
import { inParallel } from '../../../shared/concurrency/in-parallel.ts';
import type { ChangeId } from '../../../shared/contracts/ids.ts';
import { applyChanges } from '../../../shared/orders/apply.ts';
import type { QueuedChange } from '../../../shared/orders/ports.ts';
import { writeQueuedChange } from '../../../shared/orders/queued-change.ts';
import { createSqsClient } from '../../../shared/runtime/aws-clients.ts';
import { startEmbeddedDynamoDb } from '../../support/embedded-dynamodb.ts';
import { startEmbeddedS3 } from '../../support/embedded-s3.ts';
import { milliseconds, type Row } from './row.ts';
import { syntheticChanges } from './synthetic-changes.ts';
import { median } from './timing.ts';

const RELEASES = 9;

const silent = { info() {}, warn() {}, error() {} };

/**
 * From the sending of a release to its effect, while so many impositions are queued and being worked on: engines, both
 * pollers and their handlers in one process, as the embedded service has them.
 */
export async function measureRelease(queued: number): Promise<readonly Row[]> {
  const dynamoDb = await startEmbeddedDynamoDb();
  const engine = await startEmbeddedS3();
  const sqs = createSqsClient({ region: 'us-east-1', endpoint: engine.endpoint, profile: 'long-poll' });
  const impositions = await queueNamed(sqs, 'impositions');
  const releases = await queueNamed(sqs, 'releases');
  const notices = await queueNamed(sqs, 'notices');
  const deps = createListSyncDependencies(
    {
      AWS_REGION: 'us-east-1',
      REGISTRY_TABLE: dynamoDb.table.tableName,
      DYNAMODB_ENDPOINT: dynamoDb.endpoint,
      SQS_ENDPOINT: engine.endpoint,
      NOTICES_QUEUE_URL: notices.url,
    },
    silent,
  );
  const inForce = await syntheticChanges(RELEASES, 1);
  await applyChanges(inForce, deps);
  await send(sqs, impositions.url, await syntheticChanges(queued, 2));

  const handler = createListSyncHandler(deps);
  const common = { client: sqs, handler, logger: silent };
  const pollers = [
    startQueuePoller({ ...common, queue: impositions, batchSize: 100, concurrentBatches: 2 }),
    startQueuePoller({ ...common, queue: releases }),
  ];
  try {
    const took: number[] = [];
    for (const [index, { change, contentDigest }] of inForce.entries()) {
      await pause(500);
      const terms = { ...change.terms, status: 'released', endReason: 'performed' } as const;
      const changeId = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` as ChangeId;
      const release = { contentDigest, change: { ...change, version: 2, changeId, terms } };
      const from = performance.now();
      await send(sqs, releases.url, [release]);
      while ((await deps.receipts.get(changeId))?.status !== 'applied') await pause(5);
      took.push(performance.now() - from);
    }
    return [
      ['impositions queued at first', String(queued)],
      ['a release is in effect after, median', milliseconds(median(took))],
      ['the slowest', milliseconds(Math.max(...took))],
    ];
  } finally {
    await Promise.all(pollers.map((poller) => poller.stop()));
    sqs.destroy();
    await Promise.all([dynamoDb.close(), engine.close()]);
  }
}

async function queueNamed(sqs: SQSClient, name: string) {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  return {
    name,
    url: QueueUrl as string,
    arn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
    deadLetterUrl: '',
  };
}

async function send(sqs: SQSClient, url: string, changes: readonly QueuedChange[]): Promise<void> {
  await inParallel(chunksOf(changes, 10), 8, async (batch) => {
    const Entries = batch.map((change, index) => ({
      Id: `${index}`,
      MessageBody: writeQueuedChange(change),
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
  });
}
