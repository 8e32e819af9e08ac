import { randomBytes } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import { DEMO_CHECK, DEMO_RELEASE } from '../../../infra/local/demo-order.ts';
import { startEngines } from '../../../infra/local/engines.ts';
import { createService } from '../../../infra/local/service.ts';
import { readSettings } from '../../../infra/local/settings.ts';
import { createFileSecrets } from '../../../shared/adapters/secrets/file-secrets.ts';
import { clientOf } from '../../e2e/service-client.ts';
import { clientsOf } from './clients.ts';
import { recordingLogger } from './recording-logger.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A data folder as the release without notices, audit and indexes made it. */
async function folderOfAnEarlierRelease(): Promise<string> {
  const folder = temporaryFolder();
  const key = () => ({ version: '1', key: randomBytes(32).toString('base64') });
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ subjectKey: key(), documentKey: key() }), {
    mode: 0o600,
  });
  const engines = await startEngines(folder, 'local');
  const { dynamodb, sqs, s3, destroy } = clientsOf(engines.endpoints);
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'registry',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  for (const QueueName of ['impositions', 'releases']) await sqs.send(new CreateQueueCommand({ QueueName }));
  await s3.send(new CreateBucketCommand({ Bucket: 'consumption-check-snapshots' }));
  destroy();
  await engines.close();
  return folder;
}

test('a data folder of an earlier release goes on, with the keys, queues and index that it lacked', async () => {
  const folder = await folderOfAnEarlierRelease();
  const secretsFile = join(folder, 'secrets.json');
  const before = await createFileSecrets(secretsFile).current();
  const logger = recordingLogger();
  const service = createService(readSettings({ DATA_DIR: folder, PORT: '0' }), logger);
  onTestFinished(() => service.stop());
  const { url } = await service.start();

  const secrets = createFileSecrets(secretsFile);
  expect(await secrets.current()).toEqual(before);
  expect((await secrets.webhookKey()).key).toHaveLength(32);
  expect((await secrets.signingKey()).key).toHaveLength(32);
  expect(statSync(secretsFile).mode & 0o777).toBe(0o600);

  const rail = await clientOf(url, 'demo-rail');
  expect(await rail.post('/v1/checks', DEMO_CHECK)).toMatchObject({
    body: { results: [{ decision: 'deny' }] },
  });
  const court = await clientOf(url, 'demo-court');
  const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
  const { court: courtOf } = DEMO_RELEASE.order;
  expect(await court.get(`/v1/courts/${encodeURIComponent(courtOf.code)}/summaries/${month}`)).toMatchObject({
    status: 200,
    body: { denials: 1 },
  });
  expect((await rail.get('/v1/notices')).status).toBe(200);
  expect((await court.post('/v1/orders/demo-order-1/release', { endReason: 'performed' })).status).toBe(202);
  await service.stop();
  expect(logger.codes()).not.toContain('runtime.failed');
}, 60_000);

test('the index that is added is there for the next start too, and everything else of the table stays', async () => {
  const folder = await folderOfAnEarlierRelease();
  for (let starts = 0; starts < 2; starts++) {
    const engines = await startEngines(folder, 'local');
    const { dynamodb, destroy } = clientsOf(engines.endpoints);
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: 'registry' }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      KeySchema: [{ AttributeName: 'pk' }, { AttributeName: 'sk' }],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      GlobalSecondaryIndexes: [{ IndexName: 'court-months', IndexStatus: 'ACTIVE' }],
    });
    destroy();
    await engines.close();
  }
});
