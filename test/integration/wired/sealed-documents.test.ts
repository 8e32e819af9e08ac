import { randomUUID } from 'node:crypto';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInquiryApp } from '../../../functions/inquiry-api/app.ts';
import { createInquiryDependencies } from '../../../functions/inquiry-api/dependencies.ts';
import { createRegistryApp } from '../../../functions/registry-api/app.ts';
import { createRegistryDependencies } from '../../../functions/registry-api/dependencies.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { createFakeKms, type FakeKms, KMS_KEY_ARN } from '../../support/fake-kms.ts';
import { startWiredFunctions, type WiredFunctions } from '../../support/wired-functions.ts';
import { changeAsSent, documentAsSent, NAME } from '../../unit/orders/fixtures.ts';

const log = createCapturedLog();
let kms: FakeKms;
let wired: WiredFunctions;

beforeAll(async () => {
  kms = createFakeKms();
  wired = await startWiredFunctions({ DOCUMENT_KMS_KEY_ARN: KMS_KEY_ARN });
});
afterAll(async () => {
  await wired.close();
  kms.kms.restore();
});

/** The order of the n-th person. */
function change(n: number) {
  const documents = [{ type: 'resident-id', number: syntheticResidentId(n) }];
  const subject = { ...(documentAsSent().subject as object), documents };
  return {
    changeId: randomUUID() as string,
    order: { ...changeAsSent(n).order, orderId: `ord-${n}`, subject },
  };
}

/** A new container of the registry API, and what it answers to changes. */
function newRegistry(env: Readonly<Record<string, string>> = wired.env) {
  const app = createRegistryApp(createRegistryDependencies(env, log.logger));
  return async (...changes: unknown[]): Promise<number> => {
    const response = await app.request('/v1/list-changes', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await wired.tokenOf('demo-court', ['registry:write'])}`,
      },
      body: JSON.stringify({ changes }),
    });
    return response.status;
  };
}

/** A new container of the inquiry, and what the n-th person is told. */
function newInquiry() {
  const app = createInquiryApp(createInquiryDependencies(wired.env, log.logger));
  return async (n: number): Promise<{ status: number; orders?: { caseNumber: string }[] }> => {
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ document: { type: 'resident-id', number: syntheticResidentId(n) }, name: NAME }),
    };
    const caller = { event: { requestContext: { http: { sourceIp: '198.51.100.7' } } } };
    const response = await app.request('/v1/inquiries', request, caller);
    return { status: response.status, ...((await response.json()) as object) };
  };
}

async function sealedDocumentOf(n: number): Promise<string | undefined> {
  const { client, tableName } = wired.engines.dynamoDb.table;
  const Key = { pk: { S: `ORDER#ord-${n}` }, sk: { S: 'STATE' } };
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
  return Item?.sealedDocument?.S;
}

const asCourt = (n: number) => wired.readAsCourt(`/v1/orders/ord-${n}`);

describe('an order document under a key of KMS', () => {
  test('goes from intake through the queue to its court and its person, and no consumer asks for its key', async () => {
    await wired.apply(change(1), change(2));
    expect([kms.generated(), kms.decrypted()]).toEqual([1, 0]);
    expect(await sealedDocumentOf(1)).toMatch(/^v2\.kms\./);
    expect(await asCourt(1)).toMatchObject({ orderId: 'ord-1', subject: { name: NAME } });
    const ask = newInquiry();
    expect(await ask(2)).toMatchObject({ status: 200, orders: [{ caseNumber: '（2026）京0105执1234号' }] });
    expect(await ask(100)).toMatchObject({ status: 200, orders: [] });
  });

  test('opens beside one that was sealed before there was a key in KMS', async () => {
    const { DOCUMENT_KMS_KEY_ARN: _, ...earlier } = wired.env as Record<string, string>;
    expect(await newRegistry(earlier)(change(3))).toBe(202);
    await wired.drainQueues();
    expect(await sealedDocumentOf(3)).toMatch(/^v2\.secret\./);
    expect(await asCourt(3)).toMatchObject({ subject: { name: NAME } });
    expect(await newInquiry()(3)).toMatchObject({ orders: [{}] });
  });

  test('is not taken while KMS makes no key; sent again as it was, it takes effect once', async () => {
    const send = newRegistry();
    const late = change(4);
    kms.disable();
    expect(await send(late)).toBe(503);
    await wired.drainQueues();
    expect(await sealedDocumentOf(4)).toBeUndefined();
    kms.enable();
    expect(await send(late)).toBe(202);
    expect(await send(late)).toBe(202);
    await wired.drainQueues();
    expect(await asCourt(4)).toMatchObject({ orderId: 'ord-4', version: 1 });
    expect(log.codes()).toContain('http.dependency-unavailable');
  });

  test('is told to nobody while KMS opens no key, and the answer does not tell who is listed', async () => {
    const ask = newInquiry();
    expect(await ask(1)).toMatchObject({ status: 200, orders: [{}] });
    kms.disable();
    const [known, listed, unlisted] = [await ask(1), await ask(2), await ask(101)];
    kms.enable();
    const { instance: _, requestId: __, ...problem } = known as Record<string, unknown>;
    expect(problem).toMatchObject({ status: 503 });
    for (const other of [listed, unlisted]) expect(other).toMatchObject(problem);
    expect(await ask(2)).toMatchObject({ status: 200, orders: [{}] });
  });

  test('does not keep an order from being denied or released while KMS is away', async () => {
    const app = wired.newCheckContainer();
    const body = {
      purchase: { sector: 'rail', train: 'G101', seat: 'O' },
      subjects: [{ ref: 'p1', documents: [{ type: 'resident-id', number: syntheticResidentId(1) }] }],
    };
    kms.disable();
    const { body: answer } = await wired.check(app, body);
    kms.enable();
    expect(answer.results).toMatchObject([{ decision: 'deny' }]);
  });

  test('leaves neither its name nor its number in the log', () => {
    for (const n of [1, 2, 3, 4]) expect(log.text()).not.toContain(syntheticResidentId(n));
    expect(log.text()).not.toContain(NAME);
  });
});
