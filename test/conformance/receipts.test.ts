import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbReceipts } from '../../shared/adapters/dynamodb/receipts.ts';
import { createMemoryReceipts } from '../../shared/adapters/memory/receipts.ts';
import type { OrderId } from '../../shared/contracts/ids.ts';
import { RECEIPT_STATUSES, type Receipt, type ReceiptStore } from '../../shared/orders/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';
import { changeIdOf } from '../unit/orders/fixtures.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => ReceiptStore> = {
  memory: createMemoryReceipts,
  DynamoDB: () => createDynamoDbReceipts(engine.table),
};

let tests = 0;

function receipt(overrides: Partial<Receipt> = {}): Receipt {
  return {
    changeId: changeIdOf(tests),
    orderId: 'ord-1' as OrderId,
    version: 1,
    status: 'queued',
    contentDigest: 'a',
    acceptedAtMs: 1,
    ...overrides,
  };
}

const problems = [{ pointer: '/order/signedBy', detail: 'must be president' }];

describe.each(Object.keys(stores))('receipts in %s', (name) => {
  const open = () => {
    tests += 1;
    return (stores[name] as () => ReceiptStore)();
  };

  test('a change that was never sent has none', async () => {
    expect(await open().get(changeIdOf(999_999))).toBeUndefined();
  });

  test('the first claim of an id holds it', async () => {
    const store = open();
    expect(await store.claim(receipt())).toEqual({ kind: 'claimed' });
    expect(await store.claim(receipt({ contentDigest: 'b' }))).toEqual({
      kind: 'exists',
      receipt: receipt(),
    });
    expect(await store.get(changeIdOf(tests))).toEqual(receipt());
  });

  test.each(RECEIPT_STATUSES.filter((status) => status !== 'rejected'))(
    'a receipt that says %s holds its id',
    async (status) => {
      const store = open();
      await store.settle(receipt({ status }));
      expect(await store.claim(receipt({ status: 'rejected', problems }))).toEqual({
        kind: 'exists',
        receipt: receipt({ status }),
      });
      expect((await store.get(changeIdOf(tests)))?.status).toBe(status);
    },
  );

  test('a rejection does not hold its id', async () => {
    const store = open();
    await store.claim(receipt({ status: 'rejected', problems }));
    expect(await store.get(changeIdOf(tests))).toEqual(receipt({ status: 'rejected', problems }));
    expect(await store.claim(receipt({ contentDigest: 'b' }))).toEqual({ kind: 'claimed' });
    expect(await store.get(changeIdOf(tests))).toEqual(receipt({ contentDigest: 'b' }));
  });

  test('settling replaces what stood there', async () => {
    const store = open();
    await store.claim(receipt());
    const applied = receipt({ status: 'applied', appliedAtMs: 2, effectiveAtMs: 3 });
    await store.settle(applied);
    expect(await store.get(changeIdOf(tests))).toEqual(applied);
  });

  test('of claims at once one holds the id', async () => {
    const store = open();
    const claims = await Promise.all(
      ['a', 'b', 'c', 'd'].map((contentDigest) => store.claim(receipt({ contentDigest }))),
    );
    expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
  });
});

describe('receipts in DynamoDB', () => {
  const table = { client: new DynamoDBClient({ region: 'local' }), tableName: 'registry' };
  const store = createDynamoDbReceipts(table);
  const held = new ConditionalCheckFailedException({ message: 'held', $metadata: {} });

  test('an id that is given up between claim and read is claimed again', async () => {
    const client = mockClient(table.client);
    client.on(PutItemCommand).rejectsOnce(held).resolves({});
    client.on(GetItemCommand).resolves({ Item: marshall(receipt({ status: 'rejected' })) });
    expect(await store.claim(receipt())).toEqual({ kind: 'claimed' });
    client.restore();
  });

  test('an id that is given up and taken each time is a fault', async () => {
    const client = mockClient(table.client);
    client.on(PutItemCommand).rejects(held);
    client.on(GetItemCommand).resolves({});
    await expect(store.claim(receipt())).rejects.toMatchObject({ dependency: 'dynamodb' });
    client.restore();
  });

  test('a fault of the engine is a dependency that is unavailable', async () => {
    const client = mockClient(table.client);
    client.onAnyCommand().rejects(new Error('down'));
    for (const call of [store.get(changeIdOf(1)), store.claim(receipt()), store.settle(receipt())]) {
      await expect(call).rejects.toMatchObject({ name: 'DependencyUnavailable', dependency: 'dynamodb' });
    }
    client.restore();
  });
});
