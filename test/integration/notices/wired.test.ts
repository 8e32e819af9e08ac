import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNoticesApp } from '../../../functions/notices-api/app.ts';
import { createNoticesApiDependencies } from '../../../functions/notices-api/dependencies.ts';
import { createReleaseNoticesHandler } from '../../../functions/release-notices/app.ts';
import { createReleaseNoticesDependencies } from '../../../functions/release-notices/dependencies.ts';
import { createDynamoDbNotices } from '../../../shared/adapters/dynamodb/notices.ts';
import { createFileSecrets, createSecretsFile } from '../../../shared/adapters/secrets/file-secrets.ts';
import { createSqsNoticeQueue } from '../../../shared/adapters/sqs/notice-queue.ts';
import { announcing } from '../../../shared/notices/announce.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../../support/embedded-dynamodb.ts';
import { type EmbeddedS3, startEmbeddedS3 } from '../../support/embedded-s3.ts';
import { createTestTokens } from '../../support/tokens.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';
import { noticeTo, RAIL } from '../../unit/notices/notice-world.ts';

let dynamodb: EmbeddedDynamoDb;
let sqsServer: EmbeddedS3;
let sqs: SQSClient;
let receiver: WebhookReceiver;
let folder: string;
let statuses: number[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'notices-'));
  dynamodb = await startEmbeddedDynamoDb();
  // One engine for objects and queues.
  sqsServer = await startEmbeddedS3();
  sqs = new SQSClient({
    endpoint: sqsServer.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  receiver = await startWebhookReceiver((_request, response) => {
    response.writeHead(statuses.shift() ?? 204).end();
  });
});
afterAll(async () => {
  sqs.destroy();
  await Promise.all([dynamodb.close(), sqsServer.close(), receiver.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** Both functions as they are wired when they run, over engines on this machine. */
async function wire() {
  const secretsFile = join(folder, 'secrets.json');
  await createSecretsFile(secretsFile);
  const createQueue = async (name: string) =>
    (await sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl as string;
  const queueUrl = await createQueue('notices');
  const env = {
    AWS_REGION: 'us-east-1',
    REGISTRY_TABLE: dynamodb.table.tableName,
    NOTICES_QUEUE_URL: queueUrl,
    NOTICES_DEAD_LETTERS_URL: await createQueue('notices-dead-letters'),
    SECRETS_FILE: secretsFile,
    LOOPBACK_WEBHOOKS: 'allow',
    TOKEN_ISSUER: 'https://issuer.example',
    TOKEN_AUDIENCE: 'consumption-check',
    TOKEN_JWKS_URL: 'https://issuer.example/keys',
    DYNAMODB_ENDPOINT: dynamodb.endpoint,
    SQS_ENDPOINT: sqsServer.endpoint,
  };
  const log = createCapturedLog();
  const tokens = await createTestTokens();
  const app = createNoticesApp({
    ...createNoticesApiDependencies(env, log.logger),
    verifier: tokens.verifier,
  });
  const handle = createReleaseNoticesHandler(createReleaseNoticesDependencies(env, log.logger));
  const authorization = `Bearer ${await tokens.token({ clientId: RAIL, scopes: ['check:rail'] })}`;

  return {
    log,
    env,
    async ask(method: string, path: string, body?: object) {
      const response = await app.request(path, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: response.status, text: await response.text() };
    },
    /** Hands the messages that wait to the consumer, as the platform would. */
    async pump(): Promise<number> {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      if (Messages.length === 0) return 0;
      const Records = Messages.map(({ MessageId, Body }) => ({ messageId: MessageId, body: Body }));
      const response = (await handle({ Records } as unknown as SQSEvent)) as SQSBatchResponse;
      expect(response.batchItemFailures).toEqual([]);
      for (const { ReceiptHandle } of Messages) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      }
      return Messages.length;
    },
    outbox: announcing(
      createDynamoDbNotices(dynamodb.table),
      createSqsNoticeQueue({ client: sqs, queueUrl }),
    ),
    secrets: createFileSecrets(secretsFile),
  };
}

test('a notice goes from the outbox through the queue to the operator, which refuses once, verifies and acknowledges', async () => {
  const { ask, pump, outbox, log } = await wire();
  const set = await ask('PUT', '/v1/webhook', { url: `http://localhost:${receiver.port}/notices` });
  const { secret } = JSON.parse(set.text) as { secret: string };
  const notice = noticeTo(RAIL, 'ord-1', Date.now());
  statuses = [500];
  expect(await outbox.putOnce(notice)).toBe('stored');
  expect(await outbox.putOnce(notice)).toBe('present');
  // The second attempt is due after five seconds.
  for (let pumps = 0; pumps < 15 && !log.codes().includes('notice.delivered'); pumps++) await pump();

  expect(receiver.received).toHaveLength(2);
  for (const { headers, body } of receiver.received) {
    expect(headers['webhook-id']).toBe(notice.noticeId);
    const payload = new Webhook(secret).verify(body, headers as Record<string, string>);
    expect(payload).toMatchObject({ type: 'denials.lifted', data: { decisionIds: notice.decisionIds } });
  }
  expect(log.codes()).toEqual(['notice.attempt-failed', 'notice.delivered']);
  const listed = JSON.parse((await ask('GET', '/v1/notices')).text);
  expect(listed.notices).toMatchObject([{ noticeId: notice.noticeId, delivery: { state: 'delivered' } }]);
  expect(await ask('POST', `/v1/notices/${notice.noticeId}/acknowledge`)).toMatchObject({ status: 204 });
  expect(JSON.parse((await ask('GET', '/v1/notices')).text)).toEqual({ notices: [] });
  expect(log.text()).not.toContain(secret);
}, 30_000);
