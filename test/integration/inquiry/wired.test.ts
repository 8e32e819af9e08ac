import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInquiryApp } from '../../../functions/inquiry-api/app.ts';
import { createInquiryDependencies } from '../../../functions/inquiry-api/dependencies.ts';
import { type HttpServer, startHttpServer } from '../../../infra/local/http-server.ts';
import { createDynamoDbInterceptions } from '../../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbOrders } from '../../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../../shared/adapters/dynamodb/pointers.ts';
import { handleOnLambda } from '../../../shared/adapters/http/lambda-entry.ts';
import { createDocumentCipher } from '../../../shared/adapters/secrets/document-cipher.ts';
import { createFileSecrets, createSecretsFile } from '../../../shared/adapters/secrets/file-secrets.ts';
import { inParallel } from '../../../shared/concurrency/in-parallel.ts';
import { createNameDigester } from '../../../shared/identity/name-digester.ts';
import { createSubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { PER_CLIENT } from '../../../shared/inquiry/admission.ts';
import { STEP_MS } from '../../../shared/inquiry/even-pace.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { type CapturedLog, createCapturedLog } from '../../support/captured-log.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../../support/embedded-dynamodb.ts';
import { type FaultyProxy, startFaultyProxy } from '../../support/faulty-proxy.ts';
import { impose, intercept } from '../../support/inquiry-world.ts';

const NAME = '测试甲';
/** More at once, and the embedded engine is too slow for the time limits of a deployed one. */
const AT_ONCE = 5;

const REFERENCE = 'rdr_0123456789ABCDEF';

const folder = mkdtempSync(join(tmpdir(), 'inquiry-'));
const secretsFile = join(folder, 'secrets.json');
let engine: EmbeddedDynamoDb;
let proxy: FaultyProxy;
let server: HttpServer;
let log: CapturedLog;
let app: ReturnType<typeof createInquiryApp>;

beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
  proxy = await startFaultyProxy(engine.endpoint);
  await createSecretsFile(secretsFile);
  log = createCapturedLog();
  const env = {
    AWS_REGION: 'us-east-1',
    REGISTRY_TABLE: engine.table.tableName,
    SECRETS_FILE: secretsFile,
    DYNAMODB_ENDPOINT: proxy.endpoint,
  };
  // No window of a limit ends while the tests run.
  const clock = { ...systemClock, wallMs: () => Date.parse('2026-11-23T10:00:30+08:00') };
  app = createInquiryApp({ ...createInquiryDependencies(env, log.logger), clock });
  server = await startHttpServer('127.0.0.1', 0);
  server.serve((request, bindings) => app.fetch(request, bindings));

  const secrets = createFileSecrets(secretsFile);
  const secret = await secrets.current();
  const stores = {
    orders: createDynamoDbOrders(engine.table),
    pointers: createDynamoDbPointers(engine.table),
    interceptions: createDynamoDbInterceptions(engine.table),
  };
  const makeWith = {
    keyer: createSubjectKeyer(secret),
    names: createNameDigester(secret),
    cipher: createDocumentCipher(() => secrets.documentKey()),
  };
  await impose(stores, { orderId: 'ord-public' }, makeWith);
  const documents = [{ type: 'resident-id', number: syntheticResidentId(2) }];
  const subject = { kind: 'person', name: NAME, role: 'debtor', documents };
  const withheld = await impose(
    stores,
    { orderId: 'ord-withheld', disclosure: 'withheld', subject },
    makeWith,
  );
  await intercept(stores, withheld, REFERENCE);
});

afterAll(async () => {
  await server.close(0);
  await proxy.close();
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(n: number, further: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/v1/inquiries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      document: { type: 'resident-id', number: syntheticResidentId(n) },
      name: NAME,
      ...further,
    }),
  });
  return { status: response.status, text: await response.text() };
}

describe('the inquiry as it is wired, over DynamoDB', () => {
  test('tells a public order, and a withheld one to whoever has its reference', async () => {
    const [named, without, withReference] = await Promise.all([
      ask(1),
      ask(2),
      ask(2, { redressReference: REFERENCE }),
    ]);
    expect(JSON.parse(named.text).orders).toMatchObject([{ caseNumber: '（2026）京0105执1234号' }]);
    expect(JSON.parse(without.text).orders).toEqual([]);
    expect(JSON.parse(withReference.text).orders).toMatchObject([{ disclosure: 'withheld' }]);
  });

  test('takes at least one step, and answers the untold alike', async () => {
    const beganAtMs = performance.now();
    const answers = await Promise.all([ask(1, { name: '测试乙' }), ask(2), ask(3)]);
    expect(performance.now() - beganAtMs).toBeGreaterThanOrEqual(STEP_MS - 5);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  test('on Lambda counts for the address that the gateway saw', async () => {
    const handler = handleOnLambda(app);
    const event = (sourceIp: string) => ({
      resource: '/v1/inquiries',
      path: '/v1/inquiries',
      httpMethod: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.1' },
      multiValueHeaders: { 'content-type': ['application/json'], 'x-forwarded-for': ['203.0.113.1'] },
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      requestContext: {
        stage: 'live',
        path: '/live/v1/inquiries',
        identity: { sourceIp },
        domainName: 'api.example',
      },
      body: JSON.stringify({
        document: { type: 'resident-id', number: syntheticResidentId(100 + Number(sourceIp.split('.')[3])) },
        name: NAME,
      }),
      isBase64Encoded: false,
    });
    const send = async (sourceIp: string) =>
      (await handler(event(sourceIp) as never, {} as never)).statusCode;
    const addresses = Array.from({ length: PER_CLIENT.max + 2 }, () => '198.51.100.1');
    const many = await inParallel(addresses, AT_ONCE, send);
    // Five a number pass, all others of this address end at the limit of the number or of the address.
    expect(many.filter((status) => status === 200)).toHaveLength(5);
    expect(await send('198.51.100.2')).toBe(200);
  });

  test('answers 503 when the register cannot be reached, and lets nobody past the limits', async () => {
    proxy.mood = 'resetting';
    const answers = await Promise.all([ask(1), ask(4)]);
    proxy.mood = 'well';
    expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    expect(log.codes()).toContain('http.dependency-unavailable');
  });

  test('a flood from one address ends at its limit', async () => {
    const numbers = Array.from({ length: 30 }, (_, n) => 1_000 + n);
    const answers = await inParallel(numbers, AT_ONCE, (n) => ask(n));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    expect(statuses.filter((status) => status === 200).length).toBeLessThan(PER_CLIENT.max);
  });

  test('leaves no number and no name in the table or the log', async () => {
    const { Items = [] } = await engine.table.client.send(
      new ScanCommand({ TableName: engine.table.tableName }),
    );
    const kept = JSON.stringify(Items) + log.text();
    expect(Items.filter((item) => item.pk?.S?.startsWith('RATE#')).length).toBeGreaterThan(5);
    for (const n of [1, 2, 3, 4, 101, 1_000]) expect(kept).not.toContain(syntheticResidentId(n));
    for (const text of [NAME, '127.0.0.1', '198.51.100.1']) expect(kept).not.toContain(text);
  });
});
