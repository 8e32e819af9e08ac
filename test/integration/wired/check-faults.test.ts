import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSecretsFile } from '../../../shared/adapters/secrets/file-secrets.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import type { Mood } from '../../support/faulty-proxy.ts';
import { startWiredFunctions, type WiredFunctions } from '../../support/wired-functions.ts';
import { changeAsSent } from '../../unit/orders/fixtures.ts';

/** A check answers within one second; the rest is for a busy machine. */
const BUDGET_MS = 1_000;
const MACHINE_MS = 400;

const listed = { type: 'resident-id', number: syntheticResidentId(1) };
const unlisted = { type: 'resident-id', number: syntheticResidentId(900) };
const gTrain = { sector: 'rail', train: 'G101', seat: 'O' };
const ask = (document: object, purchase: object = gTrain) => ({
  purchase,
  subjects: [{ ref: 'p1', documents: [document] }],
});

let wired: WiredFunctions;
beforeAll(async () => {
  wired = await startWiredFunctions();
  await wired.buildFilter();
  expect(await wired.apply(changeAsSent(1))).toMatchObject([{ status: 'accepted' }]);
});
afterEach(() => {
  wired.dynamoDb.mood = 'well';
  wired.s3.mood = 'well';
});
afterAll(() => wired.close());

type App = ReturnType<WiredFunctions['newCheckContainer']>;
const decisionOf = async (app: App, body: object) => (await wired.check(app, body)).body.results[0];

async function warmContainer(): Promise<App> {
  const app = wired.newCheckContainer();
  expect(await wired.health(app)).toMatchObject({ status: 'ok' });
  await learnWhoAsks(app);
  return app;
}

/** A purchase that nobody is kept from makes the container read the client's record, and nothing else. */
async function learnWhoAsks(app: App): Promise<void> {
  expect(await decisionOf(app, ask(listed, { sector: 'rail', train: 'K528', seat: '1' }))).toMatchObject({
    decision: 'allow',
  });
}

describe('a container whose filter is fresh', () => {
  test('asks DynamoDB nothing for an unrestricted purchase or a person the filter does not know', async () => {
    const app = await warmContainer();
    wired.dynamoDb.forget();
    for (let n = 0; n < 20; n++) {
      const document = { type: 'resident-id', number: syntheticResidentId(1_000 + n) };
      expect(await decisionOf(app, ask(document))).toEqual({ ref: 'p1', decision: 'allow' });
      expect(await decisionOf(app, ask(listed, { sector: 'rail', train: 'K528', seat: '1' }))).toEqual({
        ref: 'p1',
        decision: 'allow',
      });
    }
    // The follower's polls read the log and, now and then, its head: both are queries of the partition LOG. What the
    // client asks is counted at most once a second, beside its requests.
    const { table } = wired.engines.dynamoDb;
    expect(table.tableName).toBe('registry');
    const others = wired.dynamoDb.operations().filter((operation) => operation !== 'Query');
    expect(new Set(others)).toEqual(new Set(others.length > 0 ? ['UpdateItem'] : []));
    expect(others.length).toBeLessThanOrEqual(2);
    expect(wired.dynamoDb.operations().length).toBeLessThanOrEqual(6);
  });

  test.each<[string, Mood]>([
    ['hangs', 'hanging'],
    ['answers too slowly', { slowMs: 700 }],
    ['throttles', 'throttling'],
    ['fails', 'failing'],
    ['breaks connections', 'resetting'],
  ])(
    'answers undetermined within its budget while DynamoDB %s, and denies once it is back',
    async (_, mood) => {
      const app = await warmContainer();
      wired.dynamoDb.mood = mood;
      const startedAt = performance.now();
      expect(await decisionOf(app, ask(listed))).toMatchObject({
        decision: 'undetermined',
        fallback: 'proceed-and-recheck',
      });
      expect(performance.now() - startedAt).toBeLessThan(BUDGET_MS + MACHINE_MS);
      expect(await decisionOf(app, ask(unlisted))).toEqual({ ref: 'p1', decision: 'allow' });

      wired.dynamoDb.mood = 'well';
      expect(await decisionOf(app, ask(listed))).toMatchObject({ decision: 'deny' });
    },
  );

  test('is right, if slower, while DynamoDB is slow but answers in time', async () => {
    const app = await warmContainer();
    wired.dynamoDb.mood = { slowMs: 60 };
    expect(await decisionOf(app, ask(listed))).toMatchObject({ decision: 'deny' });
  });

  test('keeps a hundred listed subjects within its budget while DynamoDB hangs', async () => {
    const app = await warmContainer();
    wired.dynamoDb.mood = 'hanging';
    const subjects = Array.from({ length: 100 }, (_, n) => ({ ref: `p${n}`, documents: [listed] }));
    const startedAt = performance.now();
    const { body } = await wired.check(app, { purchase: gTrain, subjects });
    expect(performance.now() - startedAt).toBeLessThan(BUDGET_MS + MACHINE_MS);
    expect(new Set(body.results.map(({ decision }: { decision: string }) => decision))).toEqual(
      new Set(['undetermined']),
    );
  });
});

describe('a cold container', () => {
  test('reads the register until its filter is there: right from the first answer while S3 is down', async () => {
    wired.s3.mood = 'hanging';
    const app = wired.newCheckContainer();
    expect(await decisionOf(app, ask(listed))).toMatchObject({ decision: 'deny' });
    expect(await decisionOf(app, ask(unlisted))).toEqual({ ref: 'p1', decision: 'allow' });
  });

  test('says undetermined, of everyone, while DynamoDB is down', async () => {
    const app = wired.newCheckContainer();
    await learnWhoAsks(app);
    wired.dynamoDb.mood = 'resetting';
    for (const document of [listed, unlisted]) {
      expect(await decisionOf(app, ask(document))).toMatchObject({ decision: 'undetermined' });
    }
    expect(await decisionOf(app, ask(listed, { sector: 'property', transaction: 'purchase' }))).toMatchObject(
      {
        fallback: 'hold',
      },
    );
  });
});

test('a container that cannot find out who asks decides nothing and says when to come back', async () => {
  wired.dynamoDb.mood = 'resetting';
  const { status, body } = await wired.check(wired.newCheckContainer(), ask(unlisted));
  expect(status).toBe(503);
  expect(body).toMatchObject({ type: '/problems/dependency-unavailable' });
});

test('a container with another subject key than the register was made with allows nobody in silence', async () => {
  const SECRETS_FILE = join(wired.folder, 'other-secrets.json');
  await createSecretsFile(SECRETS_FILE);
  const app = wired.newCheckContainer({ SECRETS_FILE });
  for (const document of [listed, unlisted]) {
    expect(await decisionOf(app, ask(document))).toMatchObject({ decision: 'undetermined' });
  }
  expect(wired.log.text()).toContain('not the one that the register was made with');
});

describe('a snapshot that was damaged where it is stored', () => {
  test('is refused, health and log say so, and the register is read instead', async () => {
    const { bucket, client } = wired.engines.s3.bucket;
    const { name } = await wired.buildFilter();
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
    const bytes = (await Body?.transformToByteArray()) as Uint8Array;
    const damaged = Uint8Array.from(bytes);
    damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] as number) ^ 1;
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: damaged }));

    const app = wired.newCheckContainer();
    expect(await wired.health(app)).toMatchObject({
      status: 'degraded',
      follower: { unusable: 'cold', refused: { reason: 'digest' } },
    });
    expect(wired.log.codes()).toContain('filter.snapshot-refused');
    expect(await decisionOf(app, ask(listed))).toMatchObject({ decision: 'deny' });
    expect(await decisionOf(app, ask(unlisted))).toEqual({ ref: 'p1', decision: 'allow' });

    await wired.buildFilter();
    expect(await wired.health(wired.newCheckContainer())).toMatchObject({ status: 'ok' });
    const { KeyCount } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(KeyCount).toBeGreaterThan(2);
  });
});
