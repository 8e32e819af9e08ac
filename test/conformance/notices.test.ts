import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbNotices } from '../../shared/adapters/dynamodb/notices.ts';
import { createMemoryNotices } from '../../shared/adapters/memory/notices.ts';
import type { DecisionId, NoticeId, OperatorId, OrderId } from '../../shared/contracts/ids.ts';
import type { Notice, NoticeRecord } from '../../shared/notices/notice.ts';
import { noticeIdFor } from '../../shared/notices/notice-id.ts';
import type { NoticeStore } from '../../shared/notices/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => NoticeStore> = {
  memory: createMemoryNotices,
  DynamoDB: () => createDynamoDbNotices(engine.table),
};

let tests = 0;
const operator = () => `operator-${tests}` as OperatorId;

function notice(order: string, createdAtMs: number, decisions: readonly string[] = ['dec_1']): Notice {
  const orderId = order as OrderId;
  return {
    noticeId: noticeIdFor(orderId, operator()),
    operatorId: operator(),
    orderId,
    reason: 'order-ended',
    decisionIds: decisions as readonly DecisionId[],
    createdAtMs,
  };
}

describe.each(Object.keys(stores))('notices in %s', (name) => {
  const open = () => {
    tests += 1;
    return (stores[name] as () => NoticeStore)();
  };

  test('an operator without notices has none pending', async () => {
    expect(await open().listPending(operator())).toEqual([]);
  });

  /** Puts a notice and gives its record. */
  async function put(store: NoticeStore, one: Notice): Promise<NoticeRecord> {
    await store.putOnce(one);
    return (await store.get(one.operatorId, one.noticeId)) as NoticeRecord;
  }

  /** Of all pages, taking so many at a time. */
  async function orderIdsOf(
    store: NoticeStore,
    which: Parameters<NoticeStore['list']>[1],
    limit = 2,
  ): Promise<string[]> {
    const orderIds: string[] = [];
    let after: NoticeId | undefined;
    do {
      const page = await store.list(operator(), which, { after, limit });
      expect(page.notices.length).toBeLessThanOrEqual(limit);
      orderIds.push(...page.notices.map(({ orderId }) => orderId));
      after = page.next;
    } while (after !== undefined);
    return orderIds.sort();
  }

  test('a notice is stored once, as it was the first time', async () => {
    const store = open();
    expect(await store.putOnce(notice('ord-1', 1, ['dec_1', 'dec_2']))).toBe('stored');
    expect(await store.putOnce(notice('ord-1', 2, ['dec_1']))).toBe('present');
    expect(await store.listPending(operator())).toEqual([
      {
        ...notice('ord-1', 1, ['dec_1', 'dec_2']),
        delivery: 'pending',
        attempts: 0,
        nextAttemptAtMs: 1,
        revision: 1,
      },
    ]);
  });

  test('of two that store a notice at the same moment one does', async () => {
    const store = open();
    const outcomes = await Promise.all([1, 2].map((atMs) => store.putOnce(notice('ord-1', atMs))));
    expect(outcomes.sort()).toEqual(['present', 'stored']);
  });

  test('pending notices come oldest first, and only those of the operator', async () => {
    const store = open();
    for (const [order, atMs] of [
      ['ord-a', 3],
      ['ord-b', 1],
      ['ord-c', 2],
    ] as const) {
      await store.putOnce(notice(order, atMs));
    }
    await store.putOnce({ ...notice('ord-d', 0), operatorId: `other-${tests}` as OperatorId });
    const pending = await store.listPending(operator());
    expect(pending.map(({ orderId }) => orderId)).toEqual(['ord-b', 'ord-c', 'ord-a']);
  });

  test('a notice is found by its operator and id alone', async () => {
    const store = open();
    const { noticeId } = await put(store, notice('ord-1', 1));
    expect(await store.get(operator(), noticeId)).toMatchObject({ orderId: 'ord-1' });
    expect(await store.get(`other-${tests}` as OperatorId, noticeId)).toBeUndefined();
    expect(await store.get(operator(), 'ntc_none' as NoticeId)).toBeUndefined();
  });

  test('a change is kept, and makes a new revision', async () => {
    const store = open();
    const record = await put(store, notice('ord-1', 1));
    const changed = await store.update(record, { attempts: 1, nextAttemptAtMs: 9, lastFailure: 'timeout' });
    expect(changed).toEqual({
      ...record,
      attempts: 1,
      nextAttemptAtMs: 9,
      lastFailure: 'timeout',
      revision: 2,
    });
    expect(await store.get(operator(), record.noticeId)).toEqual(changed);
  });

  test('of two that change the same revision one does', async () => {
    const store = open();
    const record = await put(store, notice('ord-1', 1));
    const outcomes = await Promise.all([1, 2].map((attempts) => store.update(record, { attempts })));
    expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(1);
    expect(await store.get(operator(), record.noticeId)).toEqual(outcomes.find((outcome) => outcome));
    expect(await store.update(record, { attempts: 3 })).toBeUndefined();
  });

  test('a notice stands in the lists of what still waits for somebody', async () => {
    const store = open();
    const orders = ['ord-1', 'ord-2', 'ord-3', 'ord-4', 'ord-5'] as const;
    const [, delivered, parked, acknowledged, both] = await Promise.all(
      orders.map((order) => put(store, notice(order, 1))),
    );
    await store.update(delivered as NoticeRecord, { delivery: 'delivered', deliveredAtMs: 5 });
    await store.update(parked as NoticeRecord, { delivery: 'parked' });
    await store.update(acknowledged as NoticeRecord, { acknowledgedAtMs: 6 });
    const taken = await store.update(both as NoticeRecord, { delivery: 'delivered', deliveredAtMs: 5 });
    await store.update(taken as NoticeRecord, { acknowledgedAtMs: 6 });
    expect(await orderIdsOf(store, 'pending')).toEqual(['ord-1']);
    expect(await orderIdsOf(store, 'parked')).toEqual(['ord-3']);
    expect(await orderIdsOf(store, 'unacknowledged')).toEqual(['ord-1', 'ord-2', 'ord-3']);
    expect(await orderIdsOf(store, 'all')).toEqual(orders);
  });

  test('a notice that is sent on its way again changes lists again', async () => {
    const store = open();
    const record = await put(store, notice('ord-1', 1));
    const parked = await store.update(record, { delivery: 'parked', attempts: 10 });
    await store.update(parked as NoticeRecord, { delivery: 'pending', attempts: 0 });
    expect(await orderIdsOf(store, 'parked')).toEqual([]);
    expect(await orderIdsOf(store, 'pending')).toEqual(['ord-1']);
    expect(await orderIdsOf(store, 'unacknowledged')).toEqual(['ord-1']);
  });

  test('a list is gone through page by page without a gap or a repetition', async () => {
    const store = open();
    const orders = Array.from({ length: 7 }, (_, n) => `ord-${n}`);
    for (const order of orders) await store.putOnce(notice(order, 1));
    for (const which of ['pending', 'unacknowledged', 'all'] as const) {
      expect(await orderIdsOf(store, which, 3)).toEqual(orders);
    }
  });

  test('a page begins behind an id, whether it still stands in the list or not', async () => {
    const store = open();
    for (const order of ['ord-1', 'ord-2', 'ord-3']) await store.putOnce(notice(order, 1));
    const { notices, next } = await store.list(operator(), 'pending', { limit: 1 });
    expect(next).toBe(notices[0]?.noticeId);
    await store.update(notices[0] as NoticeRecord, { acknowledgedAtMs: 2 });
    const rest = await store.list(operator(), 'pending', { after: next, limit: 5 });
    expect(rest.notices).toHaveLength(2);
  });

  test('an order knows all notices that it led to', async () => {
    const store = open();
    const orderId = `ord-${tests}-${name}`;
    await store.putOnce(notice(orderId, 1));
    const other = `other-${tests}` as OperatorId;
    const noticeId = noticeIdFor(orderId as OrderId, other);
    await store.putOnce({ ...notice(orderId, 1), operatorId: other, noticeId });
    await store.putOnce(notice('ord-else', 1));
    const listed = await store.listByOrder(orderId as OrderId);
    expect(listed.map(({ operatorId }) => operatorId).sort()).toEqual([operator(), other].sort());
  });

  test('an operator is known once it has a notice', async () => {
    const store = open();
    expect(await store.listOperators()).not.toContain(operator());
    for (const order of ['ord-1', 'ord-2']) await store.putOnce(notice(order, 1));
    const known = await store.listOperators();
    expect(known.filter((one) => one === operator())).toHaveLength(1);
    expect(known).toEqual([...known].sort());
  });
});

describe('notices in DynamoDB, when a process dies between two writes', () => {
  /** Lets the first `writes` writes through and fails all that follow. */
  function dyingAfter(writes: number): NoticeStore {
    let left = writes;
    const client = {
      send: (command: never) => {
        const isWrite = [PutItemCommand, DeleteItemCommand].some(
          (kind) => (command as unknown) instanceof kind,
        );
        if (isWrite && left-- <= 0) return Promise.reject(new Error('died'));
        return engine.table.client.send(command);
      },
    };
    return createDynamoDbNotices({ ...engine.table, client: client as unknown as DynamoDBClient });
  }

  const whole = () => createDynamoDbNotices(engine.table);
  const ids = (notices: readonly NoticeRecord[]) => notices.map(({ noticeId }) => noticeId);

  test.each([0, 1, 2, 3, 4])('storing is completed by doing it again, after %i writes', async (writes) => {
    tests += 1;
    const one = notice(`ord-${tests}`, 1);
    await expect(dyingAfter(writes).putOnce(one)).rejects.toMatchObject({ dependency: 'dynamodb' });
    expect(await whole().listPending(operator())).toEqual([]);
    expect(await whole().listByOrder(one.orderId)).toEqual([]);
    expect(await whole().putOnce(one)).toBe('stored');
    expect(ids(await whole().listPending(operator()))).toEqual([one.noticeId]);
    expect(ids(await whole().listByOrder(one.orderId))).toEqual([one.noticeId]);
    expect(await whole().listOperators()).toContain(operator());
  });

  test('a mark that was left behind shows nothing, and is taken away by who meets it', async () => {
    tests += 1;
    const one = notice('ord-1', 1);
    await whole().putOnce(one);
    const record = (await whole().get(operator(), one.noticeId)) as NoticeRecord;
    // The record is written, the mark in the list of pending ones stays.
    await expect(dyingAfter(1).update(record, { delivery: 'delivered' })).rejects.toThrow();
    const marks = () =>
      engine.table.client.send(
        new QueryCommand({
          TableName: engine.table.tableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :list)',
          ExpressionAttributeValues: marshall({ ':pk': `OPEN-NOTICES#${operator()}`, ':list': 'pending#' }),
        }),
      );
    expect((await marks()).Count).toBe(1);
    expect(await whole().listPending(operator())).toEqual([]);
    expect((await marks()).Count).toBe(0);
  });

  test('who was overtaken takes no mark of a later writer away', async () => {
    tests += 1;
    const one = notice('ord-1', 1);
    await whole().putOnce(one);
    const record = (await whole().get(operator(), one.noticeId)) as NoticeRecord;
    // Parks the notice and stands still before it takes the mark of the pending ones away.
    const held = Promise.withResolvers<void>();
    const slow = {
      send: async (command: never) => {
        if ((command as unknown) instanceof DeleteItemCommand) await held.promise;
        return await engine.table.client.send(command);
      },
    };
    const slowStore = createDynamoDbNotices({ ...engine.table, client: slow as unknown as DynamoDBClient });
    const parking = slowStore.update(record, { delivery: 'parked' });
    await expect.poll(async () => (await whole().get(operator(), one.noticeId))?.delivery).toBe('parked');
    const parked = (await whole().get(operator(), one.noticeId)) as NoticeRecord;
    await whole().update(parked, { delivery: 'pending' });
    held.resolve();
    await parking;
    expect(ids(await whole().listPending(operator()))).toEqual([one.noticeId]);
  });
});

describe('notices in DynamoDB', () => {
  const table = { client: new DynamoDBClient({ region: 'local' }), tableName: 'registry' };
  const store = createDynamoDbNotices(table);

  test('are read over all pages', async () => {
    const client = mockClient(table.client);
    const LastEvaluatedKey = marshall({ pk: 'OPEN-NOTICES#x', sk: 'pending#ntc_1' });
    const record = (noticeId: string, createdAtMs: number) =>
      marshall({ noticeId, createdAtMs, delivery: 'pending', revision: 1 });
    client
      .on(QueryCommand)
      .resolvesOnce({ Items: [marshall({ noticeId: 'ntc_1', revision: 1 })], LastEvaluatedKey })
      .resolves({ Items: [marshall({ noticeId: 'ntc_2', revision: 1 })] });
    client
      .on(BatchGetItemCommand)
      .resolvesOnce({ Responses: { registry: [record('ntc_1', 2)] } })
      .resolves({ Responses: { registry: [record('ntc_2', 1)] } });
    const pending = await store.listPending('x' as OperatorId);
    expect(pending.map(({ noticeId }) => noticeId)).toEqual(['ntc_2', 'ntc_1']);
    expect(client.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(LastEvaluatedKey);
    client.restore();
  });

  test('are never written over, not even by who did not see them a moment before', async () => {
    const client = mockClient(table.client);
    client.on(GetItemCommand).resolves({});
    client.on(PutItemCommand).callsFake(({ ConditionExpression }) => {
      if (ConditionExpression !== 'attribute_not_exists(pk)') return {};
      throw new ConditionalCheckFailedException({ message: 'there', $metadata: {} });
    });
    expect(await store.putOnce(notice('ord-1', 1))).toBe('present');
    client.restore();
  });

  test('that cannot be stored are a fault', async () => {
    const client = mockClient(table.client);
    client.onAnyCommand().rejects(new Error('down'));
    await expect(store.putOnce(notice('ord-1', 1))).rejects.toMatchObject({ dependency: 'dynamodb' });
    await expect(store.listPending('x' as OperatorId)).rejects.toMatchObject({ dependency: 'dynamodb' });
    client.restore();
  });
});
