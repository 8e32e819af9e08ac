import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { createCheckApp } from '../../functions/check-api/app.ts';
import { createCheckDependencies } from '../../functions/check-api/dependencies.ts';
import { createFilterBuilderHandler } from '../../functions/filter-builder/app.ts';
import { createFilterBuilderDependencies } from '../../functions/filter-builder/dependencies.ts';
import { createListSyncHandler } from '../../functions/list-sync/app.ts';
import { createListSyncDependencies } from '../../functions/list-sync/dependencies.ts';
import { createRegistryApp } from '../../functions/registry-api/app.ts';
import { createRegistryDependencies } from '../../functions/registry-api/dependencies.ts';
import { toSqsEvent } from '../../infra/local/sqs-event.ts';
import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createDynamoDbChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { createDynamoDbClients } from '../../shared/adapters/dynamodb/clients.ts';
import { createSecretsFile } from '../../shared/adapters/secrets/file-secrets.ts';
import { CHAINS } from '../../shared/audit/chains.ts';
import { createCapturedLog } from './captured-log.ts';
import { startEmbeddedDynamoDb } from './embedded-dynamodb.ts';
import { startEmbeddedS3 } from './embedded-s3.ts';
import { startFaultyProxy } from './faulty-proxy.ts';
import { clientRecord, createTestTokens } from './tokens.ts';

/**
 * The functions exactly as their own `dependencies.ts` wire them, over embedded engines whose behaviour a test can
 * spoil. Queues are drained when the test says so.
 *
 * @param settings further environment variables of all functions
 */
export async function startWiredFunctions(settings: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'wired-functions-'));
  const dynamoDb = await startEmbeddedDynamoDb();
  const s3 = await startEmbeddedS3();
  const dynamoDbProxy = await startFaultyProxy(dynamoDb.endpoint);
  const s3Proxy = await startFaultyProxy(s3.endpoint);
  const tokens = await createTestTokens();
  const keyServer = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [tokens.signingKey.publicJwk] }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => keyServer.once('listening', resolve));

  const sqs = new SQSClient({
    endpoint: s3.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const queueUrl = async (name: string) =>
    (await sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl as string;
  const queues = [await queueUrl('releases'), await queueUrl('impositions')] as const;
  const noticesQueue = await queueUrl('notices');
  const secretsFile = join(folder, 'secrets.json');
  await createSecretsFile(secretsFile);

  const env = {
    AWS_REGION: 'us-east-1',
    REGISTRY_TABLE: dynamoDb.table.tableName,
    SNAPSHOT_BUCKET: s3.bucket.bucket,
    AUDIT_BUCKET: s3.bucket.bucket,
    RELEASES_QUEUE_URL: queues[0],
    IMPOSITIONS_QUEUE_URL: queues[1],
    NOTICES_QUEUE_URL: noticesQueue,
    SECRETS_FILE: secretsFile,
    TOKEN_ISSUER: tokens.issuer,
    TOKEN_AUDIENCE: tokens.audience,
    TOKEN_JWKS_URL: `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/`,
    INQUIRY_URL: 'https://inquiries.example/ask',
    SQS_ENDPOINT: s3.endpoint,
    ...settings,
  };
  // The courts' side talks to the engines directly, so that spoiling the check's side leaves it alone.
  const direct = { ...env, DYNAMODB_ENDPOINT: dynamoDb.endpoint, S3_ENDPOINT: s3.endpoint };
  const spoilt = { ...env, DYNAMODB_ENDPOINT: dynamoDbProxy.endpoint, S3_ENDPOINT: s3Proxy.endpoint };
  const log = createCapturedLog();
  const newRegistry = () => createRegistryApp(createRegistryDependencies(direct, log.logger));
  const newListSync = () => createListSyncHandler(createListSyncDependencies(direct, log.logger));
  let registry = newRegistry();
  let listSync = newListSync();
  const buildFilter = createFilterBuilderHandler(createFilterBuilderDependencies(direct, log.logger));
  /** A new container of the check API: cold, with clients and caches of its own. */
  const newCheckContainer = (change: Record<string, string> = {}) =>
    createCheckApp(createCheckDependencies({ ...spoilt, ...change }, log.logger));
  type App = ReturnType<typeof newCheckContainer>;

  const clients = createDynamoDbClients(dynamoDb.table);
  const recorded = new Map<string, Promise<unknown>>();
  /** A token of a client that the register knows. */
  async function tokenOf(clientId: string, scopes: readonly string[]): Promise<string> {
    if (!recorded.has(clientId)) recorded.set(clientId, clients.put(clientRecord(clientId)));
    await recorded.get(clientId);
    return await tokens.token({ clientId, scopes });
  }

  async function post(app: App, path: string, clientId: string, scopes: readonly string[], body: unknown) {
    const response = await app.request(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await tokenOf(clientId, scopes)}`,
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  async function health(app: App) {
    return (await (await app.request('/health')).json()) as {
      status: string;
      follower: { seq: number; ageMs: number | null; unusable?: string; refused?: { reason: string } };
    };
  }

  /** Hands every waiting message to the consumer, as the event source mapping does. */
  async function drainQueues(): Promise<void> {
    for (const QueueUrl of queues) {
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: 10,
            MessageAttributeNames: ['All'],
          }),
        );
        if (Messages.length === 0) break;
        const { batchItemFailures } = await listSync(toSqsEvent(Messages, QueueUrl));
        if (batchItemFailures.length > 0) throw new Error('a change could not be applied');
        const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      }
    }
  }

  return {
    folder,
    dynamoDb: dynamoDbProxy,
    s3: s3Proxy,
    engines: { dynamoDb, s3 },
    /** For further functions, which talk to the engines directly. */
    env: direct,
    log,
    get registry() {
      return registry;
    },
    /** New containers of the courts' side, which know nothing from before. */
    renewCourtsSide() {
      registry = newRegistry();
      listSync = newListSync();
    },
    buildFilter,
    newCheckContainer,
    drainQueues,
    tokenOf,

    /** Sends changes as a court and waits until they are applied. */
    async apply(...changes: unknown[]) {
      const { status, body } = await post(registry, '/v1/list-changes', 'demo-court', ['registry:write'], {
        changes,
      });
      if (status !== 202) throw new Error(`the changes were answered with ${status}`);
      await drainQueues();
      return body.results as { status: string }[];
    },

    /** Does an act on an order as a court; it waits in its queue. */
    act: (orderId: string, path: string, body: unknown = {}) =>
      post(registry, `/v1/orders/${orderId}/${path}`, 'demo-court', ['registry:write'], body),

    /** What a court reads at a path. */
    async readAsCourt(path: string): Promise<unknown> {
      const token = await tokenOf('demo-court', ['registry:read']);
      const response = await registry.request(path, { headers: { authorization: `Bearer ${token}` } });
      if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}`);
      return await response.json();
    },

    /** What was accounted for, in all chains. */
    async auditEntries() {
      const entries = createDynamoDbAuditEntries(dynamoDb.table);
      const pages = await Promise.all(
        Array.from({ length: CHAINS }, (_, chain) => entries.readAfter(chain, 0, 1_000)),
      );
      return pages.flatMap((page) => page.entries);
    },

    check: (app: App, body: unknown, operatorId = 'demo-rail') =>
      post(app, '/v1/checks', operatorId, ['check:rail', 'check:air', 'check:property'], body),
    report: (app: App, checkId: string, body: unknown) =>
      post(app, `/v1/checks/${checkId}/outcome`, 'demo-rail', ['check:rail'], body),

    health,

    /** Waits until a container has read all of the change log, which it does within about a second of being asked. */
    async caughtUp(app: App): Promise<void> {
      const head = await createDynamoDbChangeLog(dynamoDb.table).head();
      while ((await health(app)).follower.seq < head) await pause(50);
    },

    async close() {
      sqs.destroy();
      keyServer.closeAllConnections();
      keyServer.close();
      await Promise.all([dynamoDbProxy.close(), s3Proxy.close()]);
      await Promise.all([dynamoDb.close(), s3.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type WiredFunctions = Awaited<ReturnType<typeof startWiredFunctions>>;
