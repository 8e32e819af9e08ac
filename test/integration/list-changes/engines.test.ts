import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDynamoDbChangeLog } from '../../../shared/adapters/dynamodb/change-log.ts';
import { createDynamoDbInterceptions } from '../../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbNotices } from '../../../shared/adapters/dynamodb/notices.ts';
import { createDynamoDbOrders } from '../../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbReceipts } from '../../../shared/adapters/dynamodb/receipts.ts';
import { createSqsChangeQueue } from '../../../shared/adapters/sqs/change-queue.ts';
import type { OperatorId, OrderId } from '../../../shared/contracts/ids.ts';
import type { ChangeLane } from '../../../shared/orders/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../../support/embedded-dynamodb.ts';
import { changeAsSent, changeIdOf, makers, testClock } from '../../unit/orders/fixtures.ts';
import {
  deny,
  keysInLog,
  MAX_STALENESS_MS,
  memoryRegister,
  readLog,
  wired,
} from '../../unit/orders/register.ts';
import { type EmbeddedSqs, startEmbeddedSqs } from './embedded-sqs.ts';
import { capturedLogger, eventOf, functionsOver, read, send } from './world.ts';

let dynamodb: EmbeddedDynamoDb;
let sqs: EmbeddedSqs;
beforeAll(async () => {
  [dynamodb, sqs] = await Promise.all([startEmbeddedDynamoDb(), startEmbeddedSqs()]);
});
afterAll(() => Promise.all([dynamodb.close(), sqs.close()]));

function world() {
  const { table } = dynamodb;
  const parts = wired({
    ...memoryRegister(),
    orders: createDynamoDbOrders(table),
    pointers: createDynamoDbPointers(table),
    receipts: createDynamoDbReceipts(table),
    notices: createDynamoDbNotices(table),
    interceptions: createDynamoDbInterceptions(table),
    log: createDynamoDbChangeLog(table),
    queue: createSqsChangeQueue(sqs),
    clock: testClock(),
    maxStalenessMs: MAX_STALENESS_MS,
    ...makers,
  });
  return { ...parts, ...functionsOver(parts, capturedLogger()) };
}

/** Consumes a lane as Lambda does: messages that are not reported are removed. Returns how many came. */
async function consume(lane: ChangeLane, sync: ReturnType<typeof world>['sync']): Promise<number> {
  let count = 0;
  for (;;) {
    const messages = await sqs.receive(lane);
    if (messages.length === 0) return count;
    count += messages.length;
    const { batchItemFailures } = await sync(eventOf(messages.map(({ Body }) => Body ?? '')));
    expect(batchItemFailures).toEqual([]);
    for (const message of messages) await sqs.remove(lane, message);
  }
}

/** Batches that the queue refuses to take, counted from the first one sent after this. */
function refuseBatches(refused: readonly number[]): () => void {
  let batch = 0;
  sqs.client.middlewareStack.add(
    (next) => async (args) => {
      if (refused.includes(batch++)) throw new Error('the queue is down');
      return await next(args);
    },
    { step: 'initialize', name: 'refuse-batches' },
  );
  return () => sqs.client.middlewareStack.remove('refuse-batches');
}

let numbers = 0;
beforeEach(() => {
  numbers += 1_000;
});

describe('changes on the engines', () => {
  test('an order is imposed, read, and released with a notice', async () => {
    const { app, sync, ...deps } = world();
    const orderId = `ord-${numbers}`;
    await send(app, [changeAsSent(numbers)]);
    expect((await read(app, `/v1/list-changes/${changeIdOf(numbers)}`)).body.status).toBe('queued');
    expect(await consume('impositions', sync)).toBe(1);
    await deny(deps, orderId, 'demo-rail', 'r1');
    await send(app, [
      changeAsSent(numbers + 1, { orderId, version: 2, status: 'released', endReason: 'guarantee' }),
    ]);
    expect(await consume('releases', sync)).toBe(1);
    expect((await read(app, `/v1/orders/${orderId}`)).body).toMatchObject({ status: 'released', version: 2 });
    expect((await read(app, `/v1/list-changes/${changeIdOf(numbers + 1)}`)).body.status).toBe('applied');
    expect(await deps.notices.listPending('demo-rail' as OperatorId)).toMatchObject([
      { orderId, decisionIds: ['dec_r1'] },
    ]);
  });

  test.each([
    ['first', [0]],
    ['second', [1]],
    ['last', [2]],
    ['every', [0, 1, 2]],
  ])(
    'a queue that goes down at the %s batch of 25 changes: sent again, each is applied exactly once',
    async (_, refused) => {
      const { app, sync, log, orders } = world();
      const changes = Array.from({ length: 25 }, (_, n) => changeAsSent(numbers + n));
      const recover = refuseBatches(refused);
      const broken = await send(app, changes);
      recover();
      expect(broken.status).toBe(503);
      expect(broken.headers.get('retry-after')).not.toBeNull();

      const consumedBefore = await consume('impositions', sync);
      expect(consumedBefore).toBeLessThan(25);
      const again = await send(app, changes);
      expect(again.body.results?.map(({ status }) => status)).toEqual(Array(25).fill('accepted'));
      expect(await consume('impositions', sync)).toBe(25 - consumedBefore);

      const logged = await keysInLog(log);
      for (let n = numbers; n < numbers + 25; n++) {
        const order = await orders.get(`ord-${n}` as OrderId);
        expect(order?.history.map(({ changeId }) => changeId)).toEqual([changeIdOf(n)]);
        expect(order?.keys.filter((key) => !logged.has(key))).toEqual([]);
        expect((await read(app, `/v1/list-changes/${changeIdOf(n)}`)).body.status).toBe('applied');
      }
      const sequences = (await readLog(log)).map(({ sequence }) => sequence as number);
      expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    },
  );

  test('a change that waits in the queue twice is applied once', async () => {
    const { app, sync, orders } = world();
    await send(app, [changeAsSent(numbers)]);
    await send(app, [changeAsSent(numbers)]);
    expect(await consume('impositions', sync)).toBe(2);
    expect((await orders.get(`ord-${numbers}` as OrderId))?.history).toHaveLength(1);
  });
});
