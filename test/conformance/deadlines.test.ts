import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDynamoDbDeadlines } from '../../shared/adapters/dynamodb/deadlines.ts';
import { createDynamoDbDueCursor } from '../../shared/adapters/dynamodb/due-cursor.ts';
import { itemKeys } from '../../shared/adapters/dynamodb/keys.ts';
import { createMemoryDeadlines, createMemoryDueCursor } from '../../shared/adapters/memory/deadlines.ts';
import type { OrderId } from '../../shared/contracts/ids.ts';
import type { Deadline } from '../../shared/due-process/deadline.ts';
import type { DeadlineStore, DueCursorStore } from '../../shared/due-process/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => DeadlineStore> = {
  memory: createMemoryDeadlines,
  DynamoDB: () => createDynamoDbDeadlines(engine.table),
};

const at = (date: string) => Date.parse(`${date}T00:00:00+08:00`);
const NOW_MS = at('2026-11-23');
const DAY_MS = 86_400_000;
const orderOf = (name: string) => `ord-${name}` as OrderId;

function deadline(name: string, dueAtMs: number, overrides: Partial<Deadline> = {}): Deadline {
  return {
    deadlineId: `ddl_${name}`,
    kind: 'objection-review',
    orderId: orderOf(name),
    courtCode: '京0105',
    about: 'obj_1',
    startedAtMs: dueAtMs - DAY_MS,
    dueAtMs,
    law: 'a law',
    ...overrides,
  };
}

describe.each(Object.keys(stores))('clocks in %s', (name) => {
  let store: DeadlineStore;
  const started = new Map<string, OrderId>();
  beforeEach(() => {
    store = (stores[name] as () => DeadlineStore)();
  });
  /** The engine is shared, so what a test started is stopped before the next one. */
  afterEach(async () => {
    for (const [deadlineId, orderId] of started) await store.stop(orderId, deadlineId);
    started.clear();
  });
  const start = async (one: Deadline) => {
    started.set(one.deadlineId, one.orderId);
    await store.start(one);
  };
  const due = async (atMs = NOW_MS, limit = 100) =>
    (await store.listDue(atMs, limit)).map(({ deadlineId }) => deadlineId);

  test('none run at first', async () => {
    expect(await store.listByOrder(orderOf('a'))).toEqual([]);
    expect(await due()).toEqual([]);
  });

  test('a clock is found by its order and, from its end on, among what is due', async () => {
    const one = deadline('a', NOW_MS);
    await start(one);
    expect(await store.listByOrder(orderOf('a'))).toEqual([one]);
    expect(await store.listDue(NOW_MS, 10)).toEqual([one]);
    expect(await due(NOW_MS - 1)).toEqual([]);
  });

  test('starting a clock again changes nothing', async () => {
    await start(deadline('a', NOW_MS));
    await store.noteStep(deadline('a', NOW_MS), 'due');
    await start(deadline('a', NOW_MS));
    expect(await store.listDue(NOW_MS, 10)).toEqual([{ ...deadline('a', NOW_MS), step: 'due' }]);
  });

  test('clocks that are started for a new order, many at once and twice, run like any other', async () => {
    const all = ['a', 'b', 'c'].map((one) => deadline(one, NOW_MS));
    for (const one of all) started.set(one.deadlineId, one.orderId);
    await Promise.all([...all, ...all].map((one) => store.startNew(one)));
    expect(await due()).toEqual(['ddl_a', 'ddl_b', 'ddl_c']);
    expect(await store.listByOrder(orderOf('b'))).toEqual([deadline('b', NOW_MS)]);
    await start(deadline('b', NOW_MS + DAY_MS));
    expect(await due()).toEqual(['ddl_a', 'ddl_c']);
  });

  test('a clock that is moved is due at its new end alone, and is reminded of anew', async () => {
    await start(deadline('a', NOW_MS));
    await store.noteStep(deadline('a', NOW_MS), 'due');
    await start(deadline('a', NOW_MS + DAY_MS));
    expect(await due()).toEqual([]);
    expect(await store.listDue(NOW_MS + DAY_MS, 10)).toEqual([deadline('a', NOW_MS + DAY_MS)]);
    await start(deadline('a', NOW_MS - DAY_MS));
    expect(await due()).toEqual(['ddl_a']);
    expect(await store.listByOrder(orderOf('a'))).toEqual([deadline('a', NOW_MS - DAY_MS)]);
  });

  test('a clock that runs can be moved, one that does not is not started by that', async () => {
    await start(deadline('a', NOW_MS));
    await store.noteStep(deadline('a', NOW_MS), 'due');
    const moved = deadline('a', NOW_MS + DAY_MS);
    await store.move(moved, NOW_MS);
    await store.move(moved, NOW_MS);
    expect(await due()).toEqual([]);
    expect(await store.listDue(NOW_MS + DAY_MS, 10)).toEqual([moved]);
    await store.move(deadline('a', NOW_MS - DAY_MS), NOW_MS);
    expect(await store.listDue(NOW_MS + DAY_MS, 10)).toEqual([moved]);
    await store.stop(moved.orderId, moved.deadlineId);
    await store.move(deadline('a', NOW_MS), NOW_MS + DAY_MS);
    expect(await due(NOW_MS + DAY_MS)).toEqual([]);
    expect(await store.listByOrder(orderOf('a'))).toEqual([]);
  });

  test('a clock that was stopped is due no more, and stopping it again does no harm', async () => {
    await start(deadline('a', NOW_MS));
    await store.stop(orderOf('a'), 'ddl_a');
    await store.stop(orderOf('a'), 'ddl_a');
    expect(await due()).toEqual([]);
    expect(await store.listByOrder(orderOf('a'))).toEqual([]);
  });

  test('what is due comes longest overdue first, over the turns of months and years', async () => {
    for (const [one, date] of [
      ['b', '2026-10-31'],
      ['d', '2026-11-22'],
      ['a', '2011-05-05'],
      ['c', '2026-11-01'],
      ['e', '2026-11-24'],
      ['z', '2026-01-01'],
    ] as const) {
      await start(deadline(one, at(date)));
    }
    expect(await due()).toEqual(['ddl_a', 'ddl_z', 'ddl_b', 'ddl_c', 'ddl_d']);
    expect(await due(at('2027-02-01'))).toHaveLength(6);
  });

  test('pages follow each other without a gap, whatever is stopped between them', async () => {
    for (const [index, one] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      await start(deadline(one, at('2026-10-30') + index * DAY_MS));
    }
    await start(deadline('b2', at('2026-10-31')));
    const first = await store.listDue(NOW_MS, 2);
    expect(first.map(({ deadlineId }) => deadlineId)).toEqual(['ddl_a', 'ddl_b']);
    await store.stop(orderOf('b'), 'ddl_b');
    const second = await store.listDue(NOW_MS, 3, first[1]);
    expect(second.map(({ deadlineId }) => deadlineId)).toEqual(['ddl_b2', 'ddl_c', 'ddl_d']);
    const third = await store.listDue(NOW_MS, 3, second[2]);
    expect(third.map(({ deadlineId }) => deadlineId)).toEqual(['ddl_e']);
  });

  test('a step is noted for the end that it belongs to, and for no clock that was stopped', async () => {
    await start(deadline('a', NOW_MS));
    await store.noteStep(deadline('a', NOW_MS - 1), 'overdue-1');
    await store.noteStep(deadline('gone', NOW_MS), 'overdue-1');
    expect(await store.listDue(NOW_MS, 10)).toEqual([deadline('a', NOW_MS)]);
    await store.noteStep(deadline('a', NOW_MS), 'overdue-3');
    expect((await store.listDue(NOW_MS, 10))[0]?.step).toBe('overdue-3');
  });
});

describe('clocks in DynamoDB after a crash', () => {
  const crashing = (command: typeof PutItemCommand | typeof DeleteItemCommand, nth: number) => {
    const { client, tableName } = engine.table;
    let calls = 0;
    const broken = new Proxy(client, {
      get: (target, key) =>
        key === 'send'
          ? (sent: never, options: never) => {
              if ((sent as object) instanceof command && ++calls === nth) {
                return Promise.reject(new Error('crashed'));
              }
              return target.send(sent, options);
            }
          : Reflect.get(target, key),
    });
    return createDynamoDbDeadlines({ client: broken, tableName });
  };
  const store = () => createDynamoDbDeadlines(engine.table);
  const due = async (atMs: number) => (await store().listDue(atMs, 100)).map(({ deadlineId }) => deadlineId);

  test('between the two writes of a start, the clock does not run, and runs when it is started again', async () => {
    const one = deadline('crash-1', NOW_MS);
    await expect(crashing(PutItemCommand, 2).start(one)).rejects.toThrow();
    expect(await due(NOW_MS)).toEqual([]);
    await store().start(one);
    expect(await due(NOW_MS)).toEqual(['ddl_crash-1']);
    await store().stop(one.orderId, one.deadlineId);
  });

  test('within a move, the clock is due at its new end alone', async () => {
    await store().start(deadline('crash-2', NOW_MS));
    const moved = deadline('crash-2', NOW_MS + DAY_MS);
    await expect(crashing(DeleteItemCommand, 1).start(moved)).rejects.toThrow();
    expect(await due(NOW_MS)).toEqual([]);
    expect(await due(NOW_MS + DAY_MS)).toEqual(['ddl_crash-2']);
    await store().stop(moved.orderId, moved.deadlineId);
    expect(await due(NOW_MS + DAY_MS)).toEqual([]);
  });

  test('within a move of one that runs, it is due at one of its ends, at the new one when it is moved again', async () => {
    await store().start(deadline('crash-5', NOW_MS));
    const moved = deadline('crash-5', NOW_MS + DAY_MS);
    await expect(crashing(PutItemCommand, 2).move(moved, NOW_MS)).rejects.toThrow();
    expect(await due(NOW_MS)).toEqual(['ddl_crash-5']);
    await expect(crashing(DeleteItemCommand, 1).move(moved, NOW_MS)).rejects.toThrow();
    expect(await due(NOW_MS)).toEqual([]);
    await store().move(moved, NOW_MS);
    expect(await due(NOW_MS + DAY_MS)).toEqual(['ddl_crash-5']);
    await store().stop(moved.orderId, moved.deadlineId);
  });

  test('within a stop, the clock is stopped, and what is left of it goes after a day', async () => {
    const one = deadline('crash-3', NOW_MS);
    await store().start(one);
    await expect(crashing(DeleteItemCommand, 2).stop(one.orderId, one.deadlineId)).rejects.toThrow();
    expect(await due(NOW_MS)).toEqual([]);
    const left = async () => {
      const { client, tableName } = engine.table;
      const Key = marshall(itemKeys.due(one));
      return (await client.send(new GetItemCommand({ TableName: tableName, Key }))).Item !== undefined;
    };
    expect(await left()).toBe(true);
    expect(await due(NOW_MS + DAY_MS + 1)).toEqual([]);
    expect(await left()).toBe(false);
  });

  test('a clock that is started again while what was left of it is removed stays in sight', async () => {
    const one = deadline('crash-4', NOW_MS);
    await store().start(one);
    await expect(crashing(DeleteItemCommand, 2).stop(one.orderId, one.deadlineId)).rejects.toThrow();
    const { client, tableName } = engine.table;
    const restartsFirst = new Proxy(client, {
      get: (target, key) =>
        key === 'send'
          ? async (sent: never, options: never) => {
              if ((sent as object) instanceof DeleteItemCommand) await store().start(one);
              return target.send(sent, options);
            }
          : Reflect.get(target, key),
    });
    await createDynamoDbDeadlines({ client: restartsFirst, tableName }).listDue(NOW_MS + 2 * DAY_MS, 10);
    expect(await due(NOW_MS)).toEqual(['ddl_crash-4']);
    await store().stop(one.orderId, one.deadlineId);
  });
});

describe.each(['memory', 'DynamoDB'])('how far a run came, in %s', (name) => {
  const open = (): DueCursorStore =>
    name === 'memory' ? createMemoryDueCursor() : createDynamoDbDueCursor(engine.table);

  test('is kept until a run has come to the end', async () => {
    const cursor = open();
    expect(await cursor.read()).toBeUndefined();
    await cursor.write(deadline('a', NOW_MS));
    expect(await cursor.read()).toEqual({ dueAtMs: NOW_MS, deadlineId: 'ddl_a' });
    await cursor.write(undefined);
    expect(await cursor.read()).toBeUndefined();
  });
});

test('a fault of the engine is a dependency that is unavailable', async () => {
  const client = new DynamoDBClient({ region: 'local' });
  const mock = mockClient(client);
  mock.onAnyCommand().rejects(new Error('down'));
  const table = { client, tableName: 'registry' };
  const store = createDynamoDbDeadlines(table);
  const cursor = createDynamoDbDueCursor(table);
  const one = deadline('a', NOW_MS);
  for (const call of [
    store.start(one),
    store.stop(one.orderId, one.deadlineId),
    store.listByOrder(one.orderId),
    store.listDue(NOW_MS, 10),
    store.noteStep(one, 'due'),
    cursor.read(),
    cursor.write(one),
    cursor.write(undefined),
  ]) {
    await expect(call).rejects.toMatchObject({ dependency: 'dynamodb' });
  }
  mock.restore();
});
