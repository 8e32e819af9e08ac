import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeadlinesHandler } from '../../../functions/deadlines/app.ts';
import { createDynamoDbAllowances } from '../../../shared/adapters/dynamodb/allowances.ts';
import { createDynamoDbDeadlines } from '../../../shared/adapters/dynamodb/deadlines.ts';
import { createDynamoDbDueCursor } from '../../../shared/adapters/dynamodb/due-cursor.ts';
import { createDynamoDbInterceptions } from '../../../shared/adapters/dynamodb/interceptions.ts';
import { type ItemKey, itemKeys, TIME_TO_LIVE_ATTRIBUTE } from '../../../shared/adapters/dynamodb/keys.ts';
import { createDynamoDbOrders } from '../../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbRetention } from '../../../shared/adapters/dynamodb/retention.ts';
import { createMemoryReminders } from '../../../shared/adapters/memory/reminders.ts';
import { EMPTY_LEDGER } from '../../../shared/allowances/ledger.ts';
import type { DecisionId, OperatorId, OrderId } from '../../../shared/contracts/ids.ts';
import { notifyEnd } from '../../../shared/notices/notify-end.ts';
import { applyChanges } from '../../../shared/orders/apply.ts';
import type { OrderRecord } from '../../../shared/orders/order.ts';
import type { QueuedChange } from '../../../shared/orders/ports.ts';
import { expiresAtS } from '../../../shared/retention/periods.ts';
import { retainOrder } from '../../../shared/retention/retain-order.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../../support/embedded-dynamodb.ts';
import { NOW_MS, queued, subjectKeyOf } from '../../unit/orders/fixtures.ts';
import { deny, memoryRegister, wired } from '../../unit/orders/register.ts';

const DAY_MS = 86_400_000;
const END_MS = NOW_MS + DAY_MS;

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

type Command = object;

/** The engine, with something done before each command; what that throws is a crash before the command. */
function interrupted(before: (command: Command) => void | Promise<void>): DynamoDBClient {
  return new Proxy(engine.table.client, {
    get: (target, key) =>
      key === 'send'
        ? async (command: never, options: never) => {
            await before(command);
            return await target.send(command, options);
          }
        : Reflect.get(target, key),
  });
}

let worlds = 0;

/** An order with a period of one day, two documents, a denial and a used grant under it, in the embedded engine. */
async function world() {
  worlds += 1;
  const orderId = `ord-${worlds}` as OrderId;
  const memory = memoryRegister();
  const { clock } = memory;
  const over = (client: DynamoDBClient) => {
    const table = { client, tableName: engine.table.tableName };
    const ports = {
      ...memory,
      orders: createDynamoDbOrders(table),
      pointers: createDynamoDbPointers(table),
      interceptions: createDynamoDbInterceptions(table),
      allowances: createDynamoDbAllowances(table),
      deadlines: createDynamoDbDeadlines(table),
      retention: createDynamoDbRetention(table),
    };
    const run = createDeadlinesHandler({
      ...ports,
      cursor: createDynamoDbDueCursor(table),
      reminders: createMemoryReminders(),
      logger: createCapturedLog().logger,
      budgetMs: 60_000,
      pageSize: 100,
      onPeriodEnded: (id) => notifyEnd(id, 'order-expired', clock.wallMs(), ports),
      onRetentionDue: (order, nowMs) => retainOrder(order, nowMs, ports),
    });
    return { ...wired(ports), run };
  };
  const register = over(engine.table.client);

  const version = (number: number, more: Parameters<typeof queued>[0] = {}): QueuedChange =>
    queued({
      order: orderId,
      version: number,
      change: worlds * 100 + number,
      keys: [1, 2],
      acceptedAtMs: NOW_MS,
      terms: { period: { fromMs: 0, toMs: END_MS } },
      ...more,
    });
  const apply = async (change: QueuedChange, deps: typeof register = register) =>
    (await applyChanges([change], deps))[0]?.kind;

  async function endOf(key: ItemKey): Promise<number | 'none' | 'gone'> {
    const { client, tableName } = engine.table;
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: marshall(key) }));
    if (!Item) return 'gone';
    const end = Item[TIME_TO_LIVE_ATTRIBUTE]?.N;
    return end === undefined ? 'none' : Number(end);
  }

  async function ends() {
    return {
      interception: await endOf(
        itemKeys.interception(orderId, 'demo-air' as OperatorId, 'dec_a' as DecisionId),
      ),
      allowance: await endOf(itemKeys.allowance(orderId, 'GRANT#g1')),
      pointers: [
        await endOf(itemKeys.pointer(subjectKeyOf(1), orderId)),
        await endOf(itemKeys.pointer(subjectKeyOf(2), orderId)),
      ],
      order: await endOf(itemKeys.order(orderId)),
    };
  }

  expect(await apply(version(1))).toBe('applied');
  await deny(register, orderId, 'demo-air', 'a');
  await register.allowances.write({ orderId, name: 'GRANT#g1' }, EMPTY_LEDGER, 0);
  return {
    orderId,
    clock,
    register,
    over,
    version,
    apply,
    ends,
    record: async () => (await register.orders.get(orderId)) as OrderRecord,
    /** The period is over and its clock was closed; nothing that was accepted before can arrive any more. */
    async settle(): Promise<void> {
      clock.nowMs = END_MS + 60_000;
      await register.run();
      clock.nowMs = END_MS + 30 * DAY_MS;
    },
  };
}

const NONE = { interception: 'none', allowance: 'none', pointers: ['none', 'none'], order: 'none' };
const evidence = expiresAtS('order', END_MS);
const pointer = expiresAtS('pointer', END_MS + 30 * DAY_MS);
const ALL = { interception: evidence, allowance: evidence, pointers: [pointer, pointer], order: evidence };

/** A change that prolongs the order by a year, accepted in time and delivered far too late. */
const late = { terms: { period: { fromMs: 0, toMs: END_MS + 365 * DAY_MS } } };

describe('an order that ended with its period alone', () => {
  test('has everything that hangs on it removed in time, without an act of the court', async () => {
    const { ends, settle, register, orderId } = await world();
    await settle();
    expect(await ends()).toEqual(NONE);
    await register.run();
    expect(await ends()).toEqual(ALL);
    expect(await register.deadlines.listByOrder(orderId)).toEqual([]);
  });

  test('has it wherever a run crashes in between, and is never left without a clock', async () => {
    const crash = await world();
    await crash.settle();
    let crashes = 0;
    for (let nth = 1; ; nth++) {
      let writes = 0;
      const client = interrupted((command) => {
        if (command instanceof UpdateItemCommand && ++writes === nth) throw new Error('crashed');
      });
      await crash.over(client).run();
      if (writes < nth) break;
      crashes += 1;
      expect(await crash.register.deadlines.listByOrder(crash.orderId)).toMatchObject([
        { kind: 'retention' },
      ]);
    }
    // Denial, allowance, two pointers and the order.
    expect(crashes).toBe(5);
    expect(await crash.ends()).toEqual(ALL);
    expect(await crash.register.deadlines.listByOrder(crash.orderId)).toEqual([]);
  });

  test('gives the ends again after a later version of it, which prolongs nothing', async () => {
    const { ends, settle, register, apply, version, clock, orderId } = await world();
    await settle();
    await register.run();
    clock.nowMs += DAY_MS;
    await apply(version(2, { ...late, acceptedAtMs: clock.nowMs }));
    expect(await ends()).toEqual(ALL);
    await register.run();
    await register.run();
    expect(await ends()).toEqual(ALL);
    expect(await register.deadlines.listByOrder(orderId)).toEqual([]);
  });
});

describe('a change that waited longer than any queue holds it, and prolongs the order', () => {
  test('takes the ends off again that were set before it came', async () => {
    const { ends, settle, register, apply, version } = await world();
    await settle();
    await register.run();
    expect(await apply(version(2, late))).toBe('applied');
    expect(await ends()).toEqual(NONE);
  });

  test('takes them off on the next delivery when it crashes at any write of its consequences', async () => {
    const { ends, settle, register, apply, version, over } = await world();
    await settle();
    await register.run();
    for (let nth = 1; ; nth++) {
      let writes = 0;
      const client = interrupted((command) => {
        const counts = command instanceof UpdateItemCommand || command instanceof BatchWriteItemCommand;
        if (counts && ++writes === nth) throw new Error('crashed');
      });
      const outcome = await apply(version(2, late), over(client));
      if (writes < nth) {
        expect(outcome).toBe('applied');
        break;
      }
      expect(outcome).toBe('failed');
    }
    expect(await ends()).toEqual(NONE);
  });

  test('leaves no end behind of a run that it crossed and that crashed then', async () => {
    for (let nth = 1; nth <= 5; nth++) {
      const { ends, settle, apply, version, over, register, orderId } = await world();
      await settle();
      let writes = 0;
      const client = interrupted(async (command) => {
        if (writes >= nth) throw new Error('crashed');
        if (command instanceof UpdateItemCommand && ++writes === nth) await apply(version(2, late));
      });
      await over(client)
        .run()
        .catch(() => undefined);
      expect(await register.deadlines.listByOrder(orderId)).toContainEqual(
        expect.objectContaining({ kind: 'retention' }),
      );
      await register.run();
      expect(await ends()).toEqual(NONE);
      expect(await register.deadlines.listByOrder(orderId)).toMatchObject([{ kind: 'period-ending' }]);
    }
  });

  test('is found by a run that is setting the ends, whichever of its writes it comes before', async () => {
    for (let nth = 1; nth <= 5; nth++) {
      const { ends, settle, apply, version, over } = await world();
      await settle();
      let writes = 0;
      const client = interrupted(async (command) => {
        if (command instanceof UpdateItemCommand && ++writes === nth) await apply(version(2, late));
      });
      await over(client).run();
      expect(writes).toBeGreaterThanOrEqual(nth);
      expect(await ends()).toEqual(NONE);
    }
  });
});

describe('a document that a version drops', () => {
  const open = { terms: { period: { fromMs: 0, toMs: null } } };
  const drops = { ...open, keys: [1] };
  const dropped = async () => {
    const all = await world();
    expect(await all.apply(all.version(2, drops))).toBe('applied');
    const end = expiresAtS('pointer', (await all.record()).appliedAtMs);
    return { ...all, pointers: async () => (await all.ends()).pointers, end };
  };

  test('has its pointer removed a month later, and put again when a later version names it', async () => {
    const { pointers, end, apply, version, ends } = await dropped();
    expect(await ends()).toEqual({ ...NONE, pointers: ['none', end] });
    await apply(version(3, open));
    expect(await pointers()).toEqual(['none', 'none']);
  });

  test('has it when both versions are seen to at once, in either sequence', async () => {
    const first = await world();
    let passed = false;
    // The version that names it again is written and seen to between the two steps of the one that drops it.
    const setsLater = interrupted(async (command) => {
      if (!passed && command instanceof UpdateItemCommand) {
        passed = true;
        await first.apply(first.version(3, open));
      }
    });
    await first.apply(first.version(2, drops), first.over(setsLater));
    expect(passed).toBe(true);
    expect((await first.ends()).pointers).toEqual(['none', 'none']);

    const second = await world();
    await second.apply(second.version(2, drops));
    const before = await second.record();
    let putTwice = false;
    // The version that drops it is delivered again after the pointer was put for the next, before that is written.
    const writesLater = interrupted(async (command) => {
      if (!putTwice && (command as { constructor: { name: string } }).constructor.name === 'PutItemCommand') {
        putTwice = true;
        await retainOrder(before, second.clock.nowMs, second.register);
        expect((await second.ends()).pointers[1]).not.toBe('none');
      }
    });
    await second.apply(second.version(3, open), second.over(writesLater));
    expect(putTwice).toBe(true);
    expect((await second.ends()).pointers).toEqual(['none', 'none']);
  });

  test('has its pointer removed with the others once the order has ended', async () => {
    const { pointers, end, apply, version, record, clock } = await dropped();
    clock.nowMs += 10 * DAY_MS;
    await apply(version(3, { ...drops, status: 'released' }));
    expect(await pointers()).toEqual([expiresAtS('pointer', (await record()).appliedAtMs), end]);
  });
});
