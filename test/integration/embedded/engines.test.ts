import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { GetItemCommand, ListTablesCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import { type Engines, startEngines } from '../../../infra/local/engines.ts';
import { ensureResources, type Resources } from '../../../infra/local/resources.ts';
import { clientsOf } from './clients.ts';
import { temporaryFolder } from './temporary-folder.ts';

interface Running {
  readonly engines: Engines;
  readonly clients: ReturnType<typeof clientsOf>;
  readonly resources: Resources;
  stop(): Promise<void>;
}

async function run(folder: string): Promise<Running> {
  const engines = await startEngines(folder, 'local');
  const clients = clientsOf(engines.endpoints);
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    clients.destroy();
    await engines.close();
  };
  onTestFinished(stop);
  return { engines, clients, resources: await ensureResources(clients), stop };
}

async function receive(client: SQSClient, url: string): Promise<readonly Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    }),
  );
  return Messages;
}

async function receiveAll(client: SQSClient, url: string): Promise<readonly Message[]> {
  const all: Message[] = [];
  for (;;) {
    const some = await receive(client, url);
    if (some.length === 0) return all;
    all.push(...some);
  }
}

test('a restart keeps items, objects and queued messages', async () => {
  const folder = temporaryFolder();
  const before = await run(folder);
  await before.clients.dynamodb.send(
    new PutItemCommand({ TableName: before.resources.tableName, Item: { pk: { S: 'a' }, sk: { S: 'b' } } }),
  );
  await before.clients.s3.send(
    new PutObjectCommand({ Bucket: before.resources.bucketName, Key: 'filter', Body: 'bits' }),
  );
  await before.clients.sqs.send(
    new SendMessageCommand({ QueueUrl: before.resources.impositions.url, MessageBody: 'imposition' }),
  );
  await before.clients.sqs.send(
    new SendMessageCommand({ QueueUrl: before.resources.releases.url, MessageBody: 'release' }),
  );
  await before.stop();

  const after = await run(folder);
  const { Item } = await after.clients.dynamodb.send(
    new GetItemCommand({ TableName: after.resources.tableName, Key: { pk: { S: 'a' }, sk: { S: 'b' } } }),
  );
  expect(Item).toEqual({ pk: { S: 'a' }, sk: { S: 'b' } });
  const object = await after.clients.s3.send(
    new GetObjectCommand({ Bucket: after.resources.bucketName, Key: 'filter' }),
  );
  expect(await object.Body?.transformToString()).toBe('bits');
  const impositions = await receiveAll(after.clients.sqs, after.resources.impositions.url);
  expect(impositions.map((message) => message.Body)).toEqual(['imposition']);
  const releases = await receiveAll(after.clients.sqs, after.resources.releases.url);
  expect(releases.map((message) => message.Body)).toEqual(['release']);
});

test('a message in flight at the stop is delivered again right after the start, counted on; a deleted one is not', async () => {
  const folder = temporaryFolder();
  const before = await run(folder);
  const { url } = before.resources.impositions;
  for (const body of ['held', 'done']) {
    await before.clients.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
  }
  const received = await receive(before.clients.sqs, url);
  const done = received.find((message) => message.Body === 'done');
  await before.clients.sqs.send(
    new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: done?.ReceiptHandle }),
  );
  expect(await receive(before.clients.sqs, url)).toEqual([]);
  await before.stop();

  const after = await run(folder);
  const again = await receiveAll(after.clients.sqs, after.resources.impositions.url);
  expect(again.map((message) => [message.Body, message.Attributes?.ApproximateReceiveCount])).toEqual([
    ['held', '2'],
  ]);
});

test('SIGKILL loses no acknowledged write and damages nothing', async () => {
  const folder = temporaryFolder();
  const writer = spawn(process.execPath, [join(import.meta.dirname, 'write-until-killed.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void writer.kill('SIGKILL'));
  const ended = once(writer, 'exit');
  let acknowledged = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    acknowledged = Number(line);
    if (acknowledged === 60) writer.kill('SIGKILL');
  }
  await ended;
  expect(acknowledged).toBeGreaterThanOrEqual(60);

  const numbers = Array.from({ length: acknowledged }, (_, index) => `${index + 1}`);
  const { clients, resources } = await run(folder);
  const { Items = [] } = await clients.dynamodb.send(
    new ScanCommand({ TableName: resources.tableName, ConsistentRead: true }),
  );
  expect(Items.map((item) => item.pk?.S)).toEqual(expect.arrayContaining(numbers));
  const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: resources.bucketName }));
  expect(Contents.map((object) => object.Key)).toEqual(expect.arrayContaining(numbers));
  const messages = await receiveAll(clients.sqs, resources.impositions.url);
  expect(messages.map((message) => message.Body)).toEqual(expect.arrayContaining(numbers));
});

test('a client that breaks off in the middle of a request does not disturb the engine', async () => {
  const { engines, clients } = await run(temporaryFolder());
  const { port } = new URL(engines.endpoints.dynamodb);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n{"half');
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.resetAndDestroy();
  const { TableNames } = await clients.dynamodb.send(new ListTablesCommand());
  expect(TableNames).toEqual(['registry']);
});

test('the engines, which ask nobody who they are, listen on 127.0.0.1 and on nothing else', async () => {
  const { engines } = await run(temporaryFolder());
  for (const endpoint of Object.values(engines.endpoints)) {
    const socket = connect({ host: '127.0.0.2', port: Number(new URL(endpoint).port), timeout: 500 });
    const outcome = await new Promise((resolve) => {
      socket.once('connect', () => resolve('reached'));
      socket.once('timeout', () => resolve('not reached'));
      socket.once('error', () => resolve('not reached'));
    });
    socket.destroy();
    expect(outcome).toBe('not reached');
  }
});

test('engines that run elsewhere are used instead of own ones', async () => {
  const elsewhere = await run(temporaryFolder());
  const engines = await startEngines(temporaryFolder(), 'local', elsewhere.engines.endpoints);
  expect(engines.endpoints).toEqual(elsewhere.engines.endpoints);
  await engines.close();
  const { TableNames } = await elsewhere.clients.dynamodb.send(new ListTablesCommand());
  expect(TableNames).toEqual(['registry']);
});

test('resources are created once and then left alone', async () => {
  const { clients, resources } = await run(temporaryFolder());
  expect(await ensureResources(clients)).toEqual(resources);
  for (const { url, name } of [resources.impositions, resources.releases]) {
    const { Attributes } = await clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '{}')).toEqual({
      deadLetterTargetArn: expect.stringMatching(new RegExp(`:${name}-dead-letters$`)),
      maxReceiveCount: 5,
    });
  }
});
