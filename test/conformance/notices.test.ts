import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbNotices } from '../../shared/adapters/dynamodb/notices.ts';
import { createMemoryNotices } from '../../shared/adapters/memory/notices.ts';
import type { DecisionId, OperatorId, OrderId } from '../../shared/contracts/ids.ts';
import { noticeIdFor } from '../../shared/notices/notice-id.ts';
import type { Notice, NoticeOutbox } from '../../shared/notices/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => NoticeOutbox> = {
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
    decisionIds: decisions as readonly DecisionId[],
    createdAtMs,
  };
}

describe.each(Object.keys(stores))('notices in %s', (name) => {
  const open = () => {
    tests += 1;
    return (stores[name] as () => NoticeOutbox)();
  };

  test('an operator without notices has none pending', async () => {
    expect(await open().listPending(operator())).toEqual([]);
  });

  test('a notice is stored once, as it was the first time', async () => {
    const store = open();
    expect(await store.putOnce(notice('ord-1', 1, ['dec_1', 'dec_2']))).toBe('stored');
    expect(await store.putOnce(notice('ord-1', 2, ['dec_1']))).toBe('present');
    expect(await store.listPending(operator())).toEqual([notice('ord-1', 1, ['dec_1', 'dec_2'])]);
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
});

describe('notices in DynamoDB', () => {
  const table = { client: new DynamoDBClient({ region: 'local' }), tableName: 'registry' };
  const store = createDynamoDbNotices(table);

  test('are read over all pages', async () => {
    const client = mockClient(table.client);
    const LastEvaluatedKey = marshall({ pk: 'NOTICE#x', sk: 'ntc_1' });
    client
      .on(QueryCommand)
      .resolvesOnce({ Items: [marshall({ noticeId: 'ntc_1', createdAtMs: 2 })], LastEvaluatedKey })
      .resolves({ Items: [marshall({ noticeId: 'ntc_2', createdAtMs: 1 })] });
    const pending = await store.listPending('x' as OperatorId);
    expect(pending.map(({ noticeId }) => noticeId)).toEqual(['ntc_2', 'ntc_1']);
    expect(client.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(LastEvaluatedKey);
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
