import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { itemKeys } from '../../shared/adapters/dynamodb/keys.ts';
import { createDynamoDbReminders } from '../../shared/adapters/dynamodb/reminders.ts';
import { createMemoryReminders } from '../../shared/adapters/memory/reminders.ts';
import type { OrderId } from '../../shared/contracts/ids.ts';
import type { ReminderStore } from '../../shared/due-process/ports.ts';
import type { Reminder } from '../../shared/due-process/reminders.ts';
import { expiresAtS } from '../../shared/retention/periods.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => ReminderStore> = {
  memory: createMemoryReminders,
  DynamoDB: () => createDynamoDbReminders(engine.table),
};

let tests = 0;
const court = () => `court-${tests}`;

function reminder(overrides: Partial<Reminder> = {}): Reminder {
  return {
    addressee: court(),
    courtCode: '京0105',
    deadlineId: 'ddl_1',
    kind: 'removal',
    orderId: 'ord-1' as OrderId,
    dueAtMs: 1_000_000,
    law: 'a law',
    step: 'due',
    remindedAtMs: 1_000_001,
    ...overrides,
  };
}

describe.each(Object.keys(stores))('reminders in %s', (name) => {
  const open = () => {
    tests += 1;
    return (stores[name] as () => ReminderStore)();
  };

  test('a court without reminders has an empty queue', async () => {
    expect(await open().listFor(court(), 10)).toEqual({ reminders: [] });
  });

  test('a reminder is stored once, as it was the first time', async () => {
    const store = open();
    expect(await store.putOnce(reminder({ escalatedTo: '京' }))).toBe('stored');
    expect(await store.putOnce(reminder({ remindedAtMs: 2_000_000 }))).toBe('present');
    expect(await store.listFor(court(), 10)).toEqual({ reminders: [reminder({ escalatedTo: '京' })] });
  });

  test('each step, each end and each court has a reminder of its own', async () => {
    const store = open();
    for (const one of [
      reminder(),
      reminder({ step: 'overdue-1' }),
      reminder({ dueAtMs: 1_000_001 }),
      reminder({ addressee: `${court()}-above` }),
    ]) {
      expect(await store.putOnce(one)).toBe('stored');
    }
    expect((await store.listFor(court(), 10)).reminders).toHaveLength(3);
  });

  test('pages run from what fell due first to the last', async () => {
    const store = open();
    for (const dueAtMs of [3, 1, 2]) await store.putOnce(reminder({ dueAtMs }));
    const seen: number[] = [];
    let after: string | undefined;
    do {
      const page = await store.listFor(court(), 2, after);
      seen.push(...page.reminders.map(({ dueAtMs }) => dueAtMs));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe('reminders in DynamoDB', () => {
  test('may be removed by the engine when the table of retention says so', async () => {
    const one = reminder({ addressee: 'ttl' });
    await createDynamoDbReminders(engine.table).putOnce(one);
    const { Item } = await engine.table.client.send(
      new GetItemCommand({ TableName: engine.table.tableName, Key: marshall(itemKeys.reminder(one)) }),
    );
    expect(Item?.expiresAtS).toEqual({ N: String(expiresAtS('reminder', one.remindedAtMs)) });
  });

  test('that cannot be reached are a fault', async () => {
    const client = new DynamoDBClient({ region: 'local' });
    const mock = mockClient(client);
    mock.onAnyCommand().rejects(new Error('down'));
    const store = createDynamoDbReminders({ client, tableName: 'registry' });
    await expect(store.putOnce(reminder())).rejects.toMatchObject({ dependency: 'dynamodb' });
    await expect(store.listFor('x', 1)).rejects.toMatchObject({ dependency: 'dynamodb' });
    mock.restore();
  });
});
