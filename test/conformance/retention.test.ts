import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbAllowances } from '../../shared/adapters/dynamodb/allowances.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { type ItemKey, itemKeys, TIME_TO_LIVE_ATTRIBUTE } from '../../shared/adapters/dynamodb/keys.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbReceipts } from '../../shared/adapters/dynamodb/receipts.ts';
import { createDynamoDbRetention } from '../../shared/adapters/dynamodb/retention.ts';
import { createMemoryInterceptions } from '../../shared/adapters/memory/interceptions.ts';
import { createMemoryOrders } from '../../shared/adapters/memory/orders.ts';
import { createMemoryPointers } from '../../shared/adapters/memory/pointers.ts';
import { createMemoryRetention } from '../../shared/adapters/memory/retention.ts';
import { EMPTY_LEDGER } from '../../shared/allowances/ledger.ts';
import type { ChangeId, DecisionId, OrderId } from '../../shared/contracts/ids.ts';
import { formatSubjectKey, type SubjectKey } from '../../shared/identity/subject-key.ts';
import type { InterceptionStore } from '../../shared/interceptions/ports.ts';
import type { OrderStore, PointerStore } from '../../shared/orders/ports.ts';
import { expiresAtS } from '../../shared/retention/periods.ts';
import type { EndedOrderStore } from '../../shared/retention/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';
import { endedOrder, interceptionOf, KEY, OPERATOR_ID } from '../unit/retention/fixtures.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

interface World {
  readonly retention: EndedOrderStore;
  readonly interceptions: InterceptionStore;
  readonly pointers: PointerStore;
  readonly orders: OrderStore;
  /** The end of an item, `undefined` if it has none or is not there. */
  endOf(
    what: 'interception' | 'pointer' | 'order',
    orderId: OrderId,
    part?: string,
  ): Promise<number | undefined>;
}

async function endOfItem(key: ItemKey): Promise<number | undefined> {
  const { client, tableName } = engine.table;
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: marshall(key) }));
  const end = Item?.[TIME_TO_LIVE_ATTRIBUTE]?.N;
  return end === undefined ? undefined : Number(end);
}

const worlds: Record<string, () => World> = {
  memory: () => {
    const [interceptions, pointers, orders] = [
      createMemoryInterceptions(),
      createMemoryPointers(),
      createMemoryOrders(),
    ];
    const retention = createMemoryRetention({ interceptions, pointers, orders });
    return {
      retention,
      interceptions,
      pointers,
      orders,
      async endOf(what, orderId, part = '') {
        const names = {
          interception: `interception ${orderId} ${part}`,
          pointer: `pointer ${part} ${orderId}`,
          order: `order ${orderId}`,
        };
        return retention.ends().get(names[what]);
      },
    };
  },
  DynamoDB: () => ({
    retention: createDynamoDbRetention(engine.table),
    interceptions: createDynamoDbInterceptions(engine.table),
    pointers: createDynamoDbPointers(engine.table),
    orders: createDynamoDbOrders(engine.table),
    endOf: (what, orderId, part = '') =>
      endOfItem(
        {
          interception: itemKeys.interception(orderId, OPERATOR_ID, part as DecisionId),
          pointer: { pk: `SUBJECT#${part}`, sk: `ORDER#${orderId}` },
          order: itemKeys.order(orderId),
        }[what],
      ),
  }),
};

let tests = 0;
const END_S = 1_890_000_000;
const OTHER_KEY = new Uint8Array(16).fill(6) as SubjectKey;

describe.each(Object.keys(worlds))('ends of items in %s', (name) => {
  const open = () => {
    tests += 1;
    return { ...(worlds[name] as () => World)(), orderId: `ord-${tests}` as OrderId };
  };

  test('are given to every interception of the order and to no other, which read as before', async () => {
    const { retention, interceptions, endOf, orderId } = open();
    const other = `${orderId}-other` as OrderId;
    for (const id of ['dec_1', 'dec_2']) await interceptions.record(interceptionOf(id, orderId));
    await interceptions.record(interceptionOf('dec_1', other));
    const before = await interceptions.listByOrder(orderId);
    await retention.expireInterceptions(orderId, END_S);
    await retention.expireInterceptions(orderId, END_S);
    expect(await endOf('interception', orderId, 'dec_1')).toBe(END_S);
    expect(await endOf('interception', orderId, 'dec_2')).toBe(END_S);
    expect(await endOf('interception', other, 'dec_1')).toBeUndefined();
    expect(await interceptions.listByOrder(orderId)).toEqual(before);
  });

  test('are given to the pointers of this order alone, and bring none into being', async () => {
    const { retention, pointers, endOf, orderId } = open();
    const other = `${orderId}-other` as OrderId;
    await pointers.put(orderId, [KEY]);
    await pointers.put(other, [KEY]);
    await retention.expirePointers(orderId, [KEY, OTHER_KEY], END_S);
    expect(await endOf('pointer', orderId, formatSubjectKey(KEY))).toBe(END_S);
    expect(await endOf('pointer', other, formatSubjectKey(KEY))).toBeUndefined();
    expect(await pointers.findOrderIds([OTHER_KEY])).not.toContain(orderId);
  });

  test('are given to an order that has ended, never to one in force or to one that is not there', async () => {
    const { retention, orders, endOf, orderId } = open();
    const inForce = `${orderId}-in-force` as OrderId;
    const ended = endedOrder({}, orderId);
    await orders.write(ended, undefined);
    await orders.write(endedOrder({ status: 'active' }, inForce), undefined);
    for (const id of [orderId, inForce, `${orderId}-none` as OrderId]) await retention.expireOrder(id, END_S);
    expect(await endOf('order', orderId)).toBe(END_S);
    expect(await endOf('order', inForce)).toBeUndefined();
    expect(await orders.get(`${orderId}-none` as OrderId)).toBeUndefined();
    expect(await orders.get(orderId)).toEqual(ended);
  });

  test('are given to an order whose period ended by then, to none with a later end or without one', async () => {
    const { retention, orders, endOf, orderId } = open();
    const endedByMs = 1_800_000_000_000;
    const periods = { over: endedByMs, running: endedByMs + 1, 'without-end': null };
    const idOf = (name: string) => `${orderId}-${name}` as OrderId;
    for (const [name, toMs] of Object.entries(periods))
      await orders.write(
        endedOrder({ status: 'active', period: { fromMs: 0, toMs } }, idOf(name)),
        undefined,
      );
    await retention.expireOrder(idOf('over'), END_S);
    expect(await endOf('order', idOf('over'))).toBeUndefined();
    for (const name of Object.keys(periods)) await retention.expireOrder(idOf(name), END_S, endedByMs);
    expect(await endOf('order', idOf('over'))).toBe(END_S);
    expect(await endOf('order', idOf('running'))).toBeUndefined();
    expect(await endOf('order', idOf('without-end'))).toBeUndefined();
  });

  test('of pointers are the earliest that they were given, until they are kept again', async () => {
    const { retention, pointers, endOf, orderId } = open();
    await pointers.put(orderId, [KEY]);
    const end = () => endOf('pointer', orderId, formatSubjectKey(KEY));
    for (const at of [END_S, END_S + 1, END_S - 1]) await retention.expirePointers(orderId, [KEY], at);
    expect(await end()).toBe(END_S - 1);
    await retention.keepPointers(orderId, [KEY]);
    expect(await end()).toBeUndefined();
    await retention.expirePointers(orderId, [KEY], END_S + 1);
    expect(await end()).toBe(END_S + 1);
  });

  test('are taken off the interceptions of the order alone', async () => {
    const { retention, interceptions, endOf, orderId } = open();
    const other = `${orderId}-other` as OrderId;
    for (const id of [orderId, other]) {
      await interceptions.record(interceptionOf('dec_1', id));
      await retention.expireInterceptions(id, END_S);
    }
    const before = await interceptions.listByOrder(orderId);
    await retention.keepInterceptions(orderId);
    await retention.keepInterceptions(orderId);
    expect(await endOf('interception', orderId, 'dec_1')).toBeUndefined();
    expect(await endOf('interception', other, 'dec_1')).toBe(END_S);
    expect(await interceptions.listByOrder(orderId)).toEqual(before);
    await retention.keepInterceptions(`${orderId}-none` as OrderId);
    expect(await interceptions.listByOrder(`${orderId}-none` as OrderId)).toEqual([]);
  });

  test('are taken off pointers, which are put if they are gone: a document that is named is found', async () => {
    const { retention, pointers, endOf, orderId } = open();
    await pointers.put(orderId, [KEY]);
    await retention.expirePointers(orderId, [KEY], END_S);
    await retention.keepPointers(orderId, [KEY, OTHER_KEY]);
    expect(await endOf('pointer', orderId, formatSubjectKey(KEY))).toBeUndefined();
    for (const key of [KEY, OTHER_KEY]) expect(await pointers.findOrderIds([key])).toContain(orderId);
  });
});

describe('ends of items in DynamoDB', () => {
  test('are given to all allowances of an order', async () => {
    const allowances = createDynamoDbAllowances(engine.table);
    const orderId = 'ord-allowances' as OrderId;
    for (const allowance of ['GRANT#g1', 'QUOTA#travel#2026-11'])
      await allowances.write({ orderId, name: allowance }, EMPTY_LEDGER, 0);
    await createDynamoDbRetention(engine.table).expireAllowances(orderId, END_S);
    for (const allowance of ['GRANT#g1', 'QUOTA#travel#2026-11'])
      expect(await endOfItem(itemKeys.allowance(orderId, allowance))).toBe(END_S);
    expect(await allowances.read({ orderId, name: 'GRANT#g1' })).toEqual({
      ledger: EMPTY_LEDGER,
      revision: 1,
    });
  });

  test('are taken off all allowances of an order', async () => {
    const allowances = createDynamoDbAllowances(engine.table);
    const retention = createDynamoDbRetention(engine.table);
    const orderId = 'ord-kept-allowances' as OrderId;
    await allowances.write({ orderId, name: 'GRANT#g1' }, EMPTY_LEDGER, 0);
    await retention.expireAllowances(orderId, END_S);
    await retention.keepAllowances(orderId);
    expect(await endOfItem(itemKeys.allowance(orderId, 'GRANT#g1'))).toBeUndefined();
    expect((await allowances.read({ orderId, name: 'GRANT#g1' })).revision).toBe(1);
  });

  test('stay on a denial that a check counts again and takes back, since its order has ended', async () => {
    const interceptions = createDynamoDbInterceptions(engine.table);
    const retention = createDynamoDbRetention(engine.table);
    const orderId = 'ord-denied-again' as OrderId;
    const one = interceptionOf('dec_1', orderId);
    const end = () => endOfItem(itemKeys.interception(orderId, OPERATOR_ID, one.decisionId));
    const again = { checkpoint: 'sale', lastCheckId: one.lastCheckId, atMs: 2e12, notBeforeMs: 0 } as const;
    await interceptions.record(one);
    await retention.expireInterceptions(orderId, END_S);
    expect(await interceptions.countAgain(one, again)).toMatchObject({ attempts: 2 });
    await interceptions.withdraw(one);
    expect(await interceptions.record(one)).toMatchObject({ attempts: 2 });
    await interceptions.withdraw(one);
    expect(await end()).toBe(END_S);
  });

  test('stand on a receipt from its first write, and do not show in it', async () => {
    const receipts = createDynamoDbReceipts(engine.table);
    const receipt = {
      changeId: 'change-with-end' as ChangeId,
      orderId: 'ord-1' as OrderId,
      version: 1,
      status: 'queued',
      contentDigest: 'a',
      acceptedAtMs: 1_795_000_000_000,
    } as const;
    await receipts.claim(receipt);
    expect(await endOfItem(itemKeys.receipt(receipt.changeId))).toBe(
      expiresAtS('receipt', receipt.acceptedAtMs),
    );
    expect(await receipts.get(receipt.changeId)).toEqual(receipt);
  });
});
