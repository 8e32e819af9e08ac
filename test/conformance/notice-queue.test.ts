import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createMemoryNoticeDeadLetters,
  createMemoryNoticeQueue,
} from '../../shared/adapters/memory/notice-queue.ts';
import { createSqsNoticeDeadLetters, createSqsNoticeQueue } from '../../shared/adapters/sqs/notice-queue.ts';
import type { NoticeId, OperatorId } from '../../shared/contracts/ids.ts';
import { type NoticeMessage, readNoticeMessage } from '../../shared/notices/notice-message.ts';
import type { NoticeDeadLetters, NoticeQueue } from '../../shared/notices/ports.ts';
import { systemClock } from '../../shared/runtime/clock.ts';

let server: Awaited<ReturnType<typeof startFauxqs>>;
let sqs: SQSClient;
beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1' });
  sqs = new SQSClient({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  sqs.destroy();
  await server.stop();
});

interface OpenQueue {
  readonly queue: NoticeQueue;
  /** Takes the messages whose time has come. */
  drain(): Promise<readonly NoticeMessage[]>;
}

async function drainSqs(queueUrl: string): Promise<readonly NoticeMessage[]> {
  const taken: NoticeMessage[] = [];
  for (;;) {
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
    );
    if (!Messages?.length) return taken;
    for (const { Body, ReceiptHandle } of Messages) {
      taken.push(readNoticeMessage(Body ?? '') as NoticeMessage);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
  }
}

let queues = 0;
const freshQueue = () => server.createQueue(`notices-${++queues}`).queueUrl;

const kinds: Record<string, () => OpenQueue> = {
  memory: () => {
    const queue = createMemoryNoticeQueue(systemClock);
    return { queue, drain: async () => queue.takeDue() };
  },
  SQS: () => {
    const queueUrl = freshQueue();
    return { queue: createSqsNoticeQueue({ client: sqs, queueUrl }), drain: () => drainSqs(queueUrl) };
  },
};

const message = (n: number): NoticeMessage => ({
  operatorId: `operator-${n % 3}` as OperatorId,
  noticeId: `ntc_${n}` as NoticeId,
  attempts: n,
});
const messages = (count: number) => Array.from({ length: count }, (_, n) => message(n));
const byAttempts = (a: NoticeMessage, b: NoticeMessage) => a.attempts - b.attempts;

describe.each(Object.keys(kinds))('alarms for deliveries in %s', (name) => {
  const open = kinds[name] as () => OpenQueue;

  test('any number can be set at once, and none', async () => {
    const { queue, drain } = open();
    await queue.send([]);
    expect(await drain()).toEqual([]);
    await queue.send(messages(23));
    expect([...(await drain())].sort(byAttempts)).toEqual(messages(23));
  });

  test('one that is to wait does not go off before its time, and does after it', async () => {
    const { queue, drain } = open();
    await queue.send([message(1)], 900);
    await queue.send([message(2)]);
    expect(await drain()).toEqual([message(2)]);
    await expect.poll(drain, { timeout: 5_000, interval: 100 }).toEqual([message(1)]);
  });
});

const letterKinds: Record<
  string,
  () => { letters: NoticeDeadLetters; drain(): Promise<readonly NoticeMessage[]> }
> = {
  memory: () => {
    const letters = createMemoryNoticeDeadLetters();
    return { letters, drain: async () => letters.all() };
  },
  SQS: () => {
    const queueUrl = freshQueue();
    const letters = createSqsNoticeDeadLetters({ client: sqs, queueUrl });
    return { letters, drain: () => drainSqs(queueUrl) };
  },
};

test.each(Object.keys(letterKinds))('a parked notice lies in the dead-letter queue of %s', async (name) => {
  const { letters, drain } = (letterKinds[name] as () => ReturnType<(typeof letterKinds)[string]>)();
  await letters.put(message(10));
  expect(await drain()).toEqual([message(10)]);
});

describe('alarms for deliveries in SQS', () => {
  const client = new SQSClient({ region: 'local' });
  const queue = createSqsNoticeQueue({ client, queueUrl: 'https://q' });
  const refusing = (Id: string) => ({
    Failed: [{ Id, SenderFault: false, Code: 'InternalError' }],
    Successful: [],
  });

  test('wait fifteen minutes at most, which is all that SQS can', async () => {
    const mock = mockClient(client);
    mock.on(SendMessageBatchCommand).resolves({ Failed: [], Successful: [] });
    await queue.send([message(1)], 24 * 3_600_000);
    await queue.send([message(1)], 4_001);
    const sent = mock.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input.Entries?.[0]);
    expect(sent.map((entry) => entry?.DelaySeconds)).toEqual([900, 5]);
    mock.restore();
  });

  test('are grouped by operator, so that one with a slow receiver does not delay the others', async () => {
    const mock = mockClient(client);
    mock.on(SendMessageBatchCommand).resolves({ Failed: [], Successful: [] });
    await queue.send(messages(3));
    const [call] = mock.commandCalls(SendMessageBatchCommand);
    expect(call?.args[0].input.Entries?.map(({ MessageGroupId }) => MessageGroupId)).toEqual([
      'operator-0',
      'operator-1',
      'operator-2',
    ]);
    mock.restore();
  });

  test('what a batch refused is sent again, that alone', async () => {
    const mock = mockClient(client);
    mock.on(SendMessageBatchCommand).resolvesOnce(refusing('2')).resolves({ Failed: [], Successful: [] });
    await queue.send(messages(4));
    const sent = mock.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input.Entries ?? []);
    expect(sent.map((entries) => entries.length)).toEqual([4, 1]);
    expect(sent[1]?.[0]?.MessageBody).toBe(sent[0]?.[2]?.MessageBody);
    mock.restore();
  });

  test('a queue that refuses each time, or is down, is a fault', async () => {
    const mock = mockClient(client);
    const fault = { name: 'DependencyUnavailable', dependency: 'sqs' };
    mock.on(SendMessageBatchCommand).resolves(refusing('0'));
    await expect(queue.send([message(1)])).rejects.toMatchObject(fault);
    const cause = new Error('down');
    mock.on(SendMessageBatchCommand).rejects(cause);
    await expect(queue.send([message(1)])).rejects.toMatchObject({ ...fault, cause });
    mock.restore();
  });
});

describe('a message about a notice', () => {
  test.each([
    ['not JSON', 'x'],
    ['not an object', '[]'],
    ['without its notice', '{"operatorId":"a","attempts":0}'],
    ['with an unknown field', '{"operatorId":"a","noticeId":"ntc_1","attempts":0,"url":"x"}'],
    ['with a count that is none', '{"operatorId":"a","noticeId":"ntc_1","attempts":-1}'],
    ['with an id of another form', '{"operatorId":"a#b","noticeId":"ntc_1","attempts":0}'],
  ])('is not read when it is %s', (_, text) => {
    expect(readNoticeMessage(text)).toBeUndefined();
  });
});
