import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryChangeQueue } from '../../shared/adapters/memory/change-queue.ts';
import { divideIntoBatches, MAX_BATCH_BYTES } from '../../shared/adapters/sqs/batches.ts';
import { createSqsChangeQueue } from '../../shared/adapters/sqs/change-queue.ts';
import type { ChangeLane, ChangeQueue, QueuedChange } from '../../shared/orders/ports.ts';
import { readQueuedChange } from '../../shared/orders/queued-change.ts';
import { type EmbeddedSqs, startEmbeddedSqs } from '../integration/list-changes/embedded-sqs.ts';
import { queued } from '../unit/orders/fixtures.ts';

let engine: EmbeddedSqs;
beforeAll(async () => {
  engine = await startEmbeddedSqs();
});
afterAll(() => engine.close());

interface OpenQueue {
  readonly queue: ChangeQueue;
  /** Empties a lane. */
  drain(lane: ChangeLane): Promise<readonly string[]>;
}

const queues: Record<string, () => OpenQueue> = {
  memory: () => {
    const queue = createMemoryChangeQueue();
    return { queue, drain: async (lane) => queue.take(lane) };
  },
  SQS: () => ({
    queue: createSqsChangeQueue(engine),
    async drain(lane) {
      const bodies: string[] = [];
      for (;;) {
        const messages = await engine.receive(lane);
        if (messages.length === 0) return bodies;
        for (const message of messages) {
          bodies.push(message.Body ?? '');
          await engine.remove(lane, message);
        }
      }
    },
  }),
};

function changes(count: number, sealedLength = 100): QueuedChange[] {
  return Array.from({ length: count }, (_, n) => {
    const { change, contentDigest } = queued({ order: `ord-${n}`, change: n + 1 });
    return { contentDigest, change: { ...change, sealedDocument: `d1.${'x'.repeat(sealedLength)}` } };
  });
}

const byId = (a: QueuedChange, b: QueuedChange) => (a.change.changeId < b.change.changeId ? -1 : 1);
const readAll = (bodies: readonly string[]) =>
  bodies.map((body) => readQueuedChange(body) as QueuedChange).sort(byId);

describe.each(Object.keys(queues))('lanes of changes in %s', (name) => {
  const open = queues[name] as () => OpenQueue;

  test('what is sent arrives as it was, in its lane', async () => {
    const { queue, drain } = open();
    await queue.send('releases', changes(2));
    expect(await drain('impositions')).toEqual([]);
    expect(readAll(await drain('releases'))).toEqual(changes(2));
  });

  test('any number can be sent at once, none too', async () => {
    const { queue, drain } = open();
    await queue.send('impositions', []);
    await queue.send('impositions', changes(25));
    expect(readAll(await drain('impositions'))).toEqual(changes(25));
  });

  test('large changes can be sent together', async () => {
    const { queue, drain } = open();
    const large = changes(5, 120_000);
    await queue.send('impositions', large);
    expect(readAll(await drain('impositions'))).toEqual(large);
  });
});

describe('batches of messages', () => {
  test('hold at most ten, in sequence', () => {
    const bodies = Array.from({ length: 23 }, (_, n) => `${n}`);
    const batches = divideIntoBatches(bodies);
    expect(batches.map((batch) => batch.length)).toEqual([10, 10, 3]);
    expect(batches.flat()).toEqual(bodies);
  });

  test('hold at most 256 KiB, counted in bytes', () => {
    const third = '一'.repeat(MAX_BATCH_BYTES / 6);
    expect(divideIntoBatches([third, third, third]).map((batch) => batch.length)).toEqual([2, 1]);
  });

  test('never take a message that is larger than the queue takes', () => {
    expect(() => divideIntoBatches(['x'.repeat(MAX_BATCH_BYTES + 1)])).toThrow(RangeError);
  });
});

describe('lanes of changes in SQS', () => {
  const client = new SQSClient({ region: 'local' });
  const queue = createSqsChangeQueue({
    client,
    queueUrls: { impositions: 'https://i', releases: 'https://r' },
  });
  const failedOnce = (Id: string) => ({
    Failed: [{ Id, SenderFault: false, Code: 'InternalError' }],
    Successful: [],
  });

  test('what a batch refused is sent again, that alone', async () => {
    const sqs = mockClient(client);
    sqs.on(SendMessageBatchCommand).resolvesOnce(failedOnce('2')).resolves({ Failed: [], Successful: [] });
    await queue.send('releases', changes(4));
    const sent = sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input);
    expect(sent.map(({ Entries }) => Entries?.length)).toEqual([4, 1]);
    expect(sent[1]?.Entries?.[0]?.MessageBody).toBe(sent[0]?.Entries?.[2]?.MessageBody);
    expect(sent.map(({ QueueUrl }) => QueueUrl)).toEqual(['https://r', 'https://r']);
    sqs.restore();
  });

  test('what is refused each time is a fault', async () => {
    const sqs = mockClient(client);
    sqs.on(SendMessageBatchCommand).resolves(failedOnce('0'));
    await expect(queue.send('releases', changes(1))).rejects.toMatchObject({
      name: 'DependencyUnavailable',
      dependency: 'sqs',
    });
    expect(sqs.commandCalls(SendMessageBatchCommand)).toHaveLength(4);
    sqs.restore();
  });

  test('a queue that is down is a fault with its cause', async () => {
    const sqs = mockClient(client);
    const cause = new Error('down');
    sqs.on(SendMessageBatchCommand).rejects(cause);
    await expect(queue.send('impositions', changes(1))).rejects.toMatchObject({ dependency: 'sqs', cause });
    sqs.restore();
  });
});
