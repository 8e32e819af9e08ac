import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type Engines, startEngines } from '../../../infra/local/engines.ts';
import {
  type QueuePoller,
  type QueuePollerOptions,
  startQueuePoller,
} from '../../../infra/local/queue-poller.ts';
import { ensureResources, type QueueAddress } from '../../../infra/local/resources.ts';
import { clientsOf } from './clients.ts';
import { recordingLogger } from './recording-logger.ts';
import { switchableProxy } from './switchable-proxy.ts';
import { temporaryFolder } from './temporary-folder.ts';

let engines: Engines;
let clients: ReturnType<typeof clientsOf>;
let queue: QueueAddress;
let releases: QueueAddress;

beforeEach(async () => {
  engines = await startEngines(temporaryFolder(), 'local');
  clients = clientsOf(engines.endpoints);
  ({ impositions: queue, releases } = await ensureResources(clients));
  // Registered before the test's own clean-up, so it runs after the pollers have stopped.
  onTestFinished(async () => {
    clients.destroy();
    await engines.close();
  });
});

async function send(...bodies: readonly string[]): Promise<void> {
  for (const body of bodies) {
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: body }));
  }
}

function start(options: Partial<QueuePollerOptions> & Pick<QueuePollerOptions, 'handler'>): QueuePoller {
  const poller = startQueuePoller({
    client: clients.sqs,
    queue,
    logger: recordingLogger(),
    retryDelaySeconds: () => 1,
    ...options,
  });
  onTestFinished(() => poller.stop());
  return poller;
}

async function leftIn(url: string): Promise<number> {
  const { Attributes } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
  );
  return (
    Number(Attributes?.ApproximateNumberOfMessages) +
    Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
  );
}

function failing(...messageIds: readonly string[]): SQSBatchResponse {
  return { batchItemFailures: messageIds.map((itemIdentifier) => ({ itemIdentifier })) };
}

test('the handler gets an event as Lambda gives it', async () => {
  const events: SQSEvent[] = [];
  start({ handler: async (event) => void events.push(event) });
  await clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: queue.url,
      MessageBody: 'a change',
      MessageAttributes: { format: { DataType: 'String', StringValue: 'v1' } },
    }),
  );
  await vi.waitFor(() => expect(events).toHaveLength(1), 5_000);
  expect(events[0]?.Records).toEqual([
    {
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      receiptHandle: expect.any(String),
      body: 'a change',
      attributes: expect.objectContaining({
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: expect.any(String),
      }),
      messageAttributes: {
        format: { stringValue: 'v1', stringListValues: [], binaryListValues: [], dataType: 'String' },
      },
      md5OfBody: '97c160c4079712c26c472eecf9d9be2d',
      md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventSource: 'aws:sqs',
      eventSourceARN: queue.arn,
      awsRegion: 'local',
    },
  ]);
  await vi.waitFor(async () => expect(await leftIn(queue.url)).toBe(0), 5_000);
});

test('a failed message comes back alone; its neighbours are delivered once', async () => {
  const deliveries: string[] = [];
  const logger = recordingLogger();
  await send('a', 'b', 'c');
  start({
    logger,
    async handler(event) {
      const failed = event.Records.filter(
        (record) => record.body === 'b' && record.attributes.ApproximateReceiveCount === '1',
      );
      deliveries.push(...event.Records.map((record) => record.body));
      return failing(...failed.map((record) => record.messageId));
    },
  });
  await vi.waitFor(async () => expect(await leftIn(queue.url)).toBe(0), 8_000);
  expect(deliveries.toSorted()).toEqual(['a', 'b', 'b', 'c']);
  expect(logger.codes()).toEqual(['queue.message-failed']);
});

test('a handler that throws gets the whole batch again', async () => {
  const deliveries: string[] = [];
  const logger = recordingLogger();
  await send('a', 'b');
  start({
    logger,
    async handler(event) {
      deliveries.push(...event.Records.map((record) => record.body));
      if (event.Records.some((record) => record.attributes.ApproximateReceiveCount === '1')) {
        throw new Error('the database is away');
      }
      return failing();
    },
  });
  await vi.waitFor(async () => expect(await leftIn(queue.url)).toBe(0), 8_000);
  expect(deliveries.toSorted()).toEqual(['a', 'a', 'b', 'b']);
  expect(logger.codes()).toContain('queue.handler-failed');
});

test('an answer that names an unknown message fails the whole batch, so nothing is deleted by mistake', async () => {
  const counts: string[] = [];
  await send('a');
  start({
    async handler(event) {
      counts.push(...event.Records.map((record) => record.attributes.ApproximateReceiveCount));
      return counts.length === 1 ? failing('no-such-message') : failing();
    },
  });
  await vi.waitFor(async () => expect(await leftIn(queue.url)).toBe(0), 8_000);
  expect(counts).toEqual(['1', '2']);
});

test('a message that fails five times is parked with the dead letters, and that is logged', async () => {
  const logger = recordingLogger();
  await send('poison', 'good');
  start({
    logger,
    handler: async (event) =>
      failing(
        ...event.Records.filter((record) => record.body === 'poison').map((record) => record.messageId),
      ),
  });
  await vi.waitFor(async () => expect(await leftIn(queue.deadLetterUrl)).toBe(1), 15_000);
  expect(await leftIn(queue.url)).toBe(0);
  const { Messages } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.deadLetterUrl }));
  expect(Messages?.map((message) => message.Body)).toEqual(['poison']);
  expect(logger.lines.filter((line) => line.code === 'queue.message-parked')).toHaveLength(1);
});

test('stopping waits for the batch at work and acknowledges it', async () => {
  let finished = false;
  await send('slow');
  const started = Promise.withResolvers<void>();
  const poller = start({
    async handler() {
      started.resolve();
      await new Promise((resolve) => setTimeout(resolve, 400));
      finished = true;
      return failing();
    },
  });
  await started.promise;
  await poller.stop();
  expect(finished).toBe(true);
  expect(await leftIn(queue.url)).toBe(0);
});

test('batches of at most ten are worked on at the same time, up to the given number', async () => {
  const allAtWork = Promise.withResolvers<void>();
  const sizes: number[] = [];
  let atWork = 0;
  let most = 0;
  await send(...Array.from({ length: 50 }, (_, index) => `${index}`));
  start({
    concurrentBatches: 3,
    async handler(event) {
      sizes.push(event.Records.length);
      atWork += 1;
      most = Math.max(most, atWork);
      if (atWork === 3) allAtWork.resolve();
      await allAtWork.promise;
      // Time enough for a fourth to begin, if it could.
      await new Promise((resolve) => setTimeout(resolve, 100));
      atWork -= 1;
      return failing();
    },
  });
  await vi.waitFor(async () => expect(await leftIn(queue.url)).toBe(0), 15_000);
  expect(most).toBe(3);
  expect(sizes).toEqual([10, 10, 10, 10, 10]);
}, 30_000);

test('a larger batch is filled from several receives, and all of it is deleted', async () => {
  await send(...Array.from({ length: 34 }, (_, index) => `change ${index}`));
  const sizes: number[] = [];
  const bodies = new Set<string>();
  start({
    batchSize: 30,
    handler: async ({ Records }) => {
      sizes.push(Records.length);
      for (const { body } of Records) bodies.add(body);
      return undefined;
    },
  });
  await vi.waitFor(() => expect(bodies.size).toBe(34), 10_000);
  expect(sizes[0]).toBe(30);
  await vi.waitFor(async () => expect(await leftIn(queue.url)).toBe(0), 5_000);
});

test('of a larger batch exactly the failed messages come back', async () => {
  await send(...Array.from({ length: 30 }, (_, index) => `change ${index}`));
  const deliveries = new Map<string, number>();
  start({
    batchSize: 30,
    handler: async ({ Records }) => {
      for (const { body } of Records) deliveries.set(body, (deliveries.get(body) ?? 0) + 1);
      const first = Records.filter(({ attributes }) => attributes.ApproximateReceiveCount === '1');
      return failing(...first.filter((_, index) => index % 2 === 0).map(({ messageId }) => messageId));
    },
  });
  await vi.waitFor(async () => expect(await leftIn(queue.url)).toBe(0), 10_000);
  expect([...deliveries.values()].filter((times) => times === 2)).toHaveLength(15);
  expect([...deliveries.values()].filter((times) => times === 1)).toHaveLength(15);
});

test('a backlog of impositions does not hold up a release', async () => {
  const release = Promise.withResolvers<void>();
  const stuck = Promise.withResolvers<void>();
  await send('imposition');
  start({ handler: () => stuck.promise.then(() => failing()) });
  start({ queue: releases, handler: async () => release.resolve() as undefined });
  await clients.sqs.send(new SendMessageCommand({ QueueUrl: releases.url, MessageBody: 'release' }));
  await release.promise;
  expect(await leftIn(queue.url)).toBe(1);
  stuck.resolve();
});

test('a queue that is down at the start, and later again, is polled as soon as it is back', async () => {
  const proxy = await switchableProxy(engines.endpoints.sqs);
  const throughProxy = clientsOf({ ...engines.endpoints, sqs: proxy.endpoint });
  const bodies: string[] = [];
  const logger = recordingLogger();
  const poller = start({
    client: throughProxy.sqs,
    logger,
    handler: async (event) => void bodies.push(...event.Records.map((record) => record.body)),
  });
  onTestFinished(async () => {
    await poller.stop();
    throughProxy.destroy();
    await proxy.down();
  });
  await send('first');
  await vi.waitFor(() => expect(logger.codes()).toEqual(['queue.unreachable']), 5_000);
  await proxy.up();
  await vi.waitFor(() => expect(bodies).toEqual(['first']), 8_000);
  await proxy.down();
  await vi.waitFor(() => expect(logger.codes().at(-1)).toBe('queue.unreachable'), 5_000);
  // The poll that broke off still waits at the engine; it would take the message for its visibility timeout.
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  await send('second');
  await proxy.up();
  await vi.waitFor(() => expect(bodies).toEqual(['first', 'second']), 8_000);
  expect(logger.codes().at(-1)).toBe('queue.reachable-again');
});
