import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDeadlinesHandler } from '../../../functions/deadlines/app.ts';
import { createDeadlinesDependencies } from '../../../functions/deadlines/dependencies.ts';
import { createDynamoDbDeadlines } from '../../../shared/adapters/dynamodb/deadlines.ts';
import { type ItemKey, itemKeys, TIME_TO_LIVE_ATTRIBUTE } from '../../../shared/adapters/dynamodb/keys.ts';
import { createDynamoDbOrders } from '../../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbReminders } from '../../../shared/adapters/dynamodb/reminders.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { deadlineIdFor } from '../../../shared/due-process/deadline-id.ts';
import { deadlinesOf } from '../../../shared/due-process/order-deadlines.ts';
import { expiresAtS, settledAtMs } from '../../../shared/retention/periods.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../../support/embedded-dynamodb.ts';
import { endedOrder, KEY } from '../../unit/retention/fixtures.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
});
afterAll(() => engine.close());

test('the function as it is wired finds an overdue removal, reminds both courts, and says so', async () => {
  const orderId = 'ord-1' as OrderId;
  await createDynamoDbDeadlines(engine.table).start({
    deadlineId: deadlineIdFor(orderId, 'removal'),
    kind: 'removal',
    orderId,
    courtCode: '苏0102',
    startedAtMs: Date.parse('2026-03-02T12:00:00+08:00'),
    dueAtMs: Date.parse('2026-03-06T00:00:00+08:00'),
    law: 'List provisions (Fa Shi [2017] 7) art. 10',
  });
  const log = createCapturedLog();
  const deps = createDeadlinesDependencies(
    {
      AWS_REGION: 'local',
      REGISTRY_TABLE: engine.table.tableName,
      NOTICES_QUEUE_URL: 'http://127.0.0.1:9/notices',
      DYNAMODB_ENDPOINT: engine.endpoint,
    },
    log.logger,
  );
  const report = await createDeadlinesHandler({
    ...deps,
    clock: { wallMs: () => Date.parse('2026-03-10T00:00:00+08:00'), monotonicMs: () => 0 },
  })();
  expect(report).toMatchObject({
    looked: 1,
    reminded: 1,
    escalated: 1,
    overdue: { removal: 1 },
    complete: true,
  });
  const reminders = createDynamoDbReminders(engine.table);
  for (const court of ['苏0102', '苏01']) {
    expect((await reminders.listFor(court, 10)).reminders).toMatchObject([
      { orderId, courtCode: '苏0102', step: 'overdue-3', escalatedTo: '苏01' },
    ]);
  }
  expect(log.codes()).toEqual(['deadlines.checked', 'deadlines.overdue']);
});

test('the function as it is wired gives what is kept about an order its end, a month after its period', async () => {
  const orderId = 'ord-2' as OrderId;
  const toMs = Date.parse('2026-01-10T00:00:00+08:00');
  const order = endedOrder({ status: 'active', period: { fromMs: 0, toMs } }, orderId);
  await createDynamoDbOrders(engine.table).write(order, undefined);
  await createDynamoDbPointers(engine.table).put(orderId, [KEY]);
  const deadlines = createDynamoDbDeadlines(engine.table);
  for (const clock of deadlinesOf(order)) await deadlines.start(clock);
  const log = createCapturedLog();
  const deps = createDeadlinesDependencies(
    {
      AWS_REGION: 'local',
      REGISTRY_TABLE: engine.table.tableName,
      NOTICES_QUEUE_URL: 'http://127.0.0.1:9/notices',
      DYNAMODB_ENDPOINT: engine.endpoint,
    },
    log.logger,
  );
  const runAt = (atMs: number) =>
    createDeadlinesHandler({ ...deps, clock: { wallMs: () => atMs, monotonicMs: () => 0 } })();
  const { client, tableName } = engine.table;
  const endOf = async (key: ItemKey) =>
    (await client.send(new GetItemCommand({ TableName: tableName, Key: marshall(key) }))).Item?.[
      TIME_TO_LIVE_ATTRIBUTE
    ]?.N;

  await runAt(toMs + 60_000);
  expect(await deadlines.listByOrder(orderId)).toMatchObject([{ kind: 'retention' }]);
  await runAt(settledAtMs(toMs) - 1);
  expect(await endOf(itemKeys.order(orderId))).toBeUndefined();
  await runAt(settledAtMs(toMs));
  expect(await endOf(itemKeys.order(orderId))).toBe(String(expiresAtS('order', toMs)));
  expect(await endOf(itemKeys.pointer(KEY, orderId))).toBe(String(expiresAtS('pointer', settledAtMs(toMs))));
  expect(await deadlines.listByOrder(orderId)).toEqual([]);
});

test('the function says which settings it lacks', () => {
  expect(() => createDeadlinesDependencies({}, createCapturedLog().logger)).toThrow(
    /AWS_REGION is missing; REGISTRY_TABLE is missing; NOTICES_QUEUE_URL is missing/,
  );
});
