import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbObjections } from '../../shared/adapters/dynamodb/objections.ts';
import { createMemoryObjections } from '../../shared/adapters/memory/objections.ts';
import type { OrderId } from '../../shared/contracts/ids.ts';
import type { Objection, ObjectionId } from '../../shared/due-process/objections/objection.ts';
import type { ObjectionStore } from '../../shared/due-process/objections/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => ObjectionStore> = {
  memory: createMemoryObjections,
  DynamoDB: () => createDynamoDbObjections(engine.table),
};

let tests = 0;
const orderId = () => `ord-${tests}` as OrderId;
const idOf = (name: string) => `obj_${name}` as ObjectionId;

function objection(name: string, overrides: Partial<Objection> = {}): Objection {
  return {
    objectionId: idOf(name),
    orderId: orderId(),
    courtCode: '京0105',
    ground: 'facts',
    filedBy: 'subject',
    filedAtMs: 1_000,
    recordedAtMs: 2_000,
    procedure: 'list-provisions',
    state: 'filed',
    revision: 1,
    ...overrides,
  };
}

const rejected = {
  state: 'rejected',
  review: { outcome: 'rejected', decidedAtMs: 3_000, orderVersion: 1, recordedAtMs: 4_000 },
  revision: 2,
} as const;

describe.each(Object.keys(stores))('objections in %s', (name) => {
  const open = () => {
    tests += 1;
    return (stores[name] as () => ObjectionStore)();
  };

  test('an order nobody objected to has none', async () => {
    const store = open();
    expect(await store.get(orderId(), idOf('a'))).toBeUndefined();
    expect(await store.listByOrder(orderId())).toEqual([]);
  });

  test('an objection is read as it was written, and only under its own order', async () => {
    const store = open();
    expect(await store.write(objection('a'))).toBe('written');
    expect(await store.write(objection('a', rejected))).toBe('written');
    expect(await store.get(orderId(), idOf('a'))).toEqual(objection('a', rejected));
    expect(await store.get('another' as OrderId, idOf('a'))).toBeUndefined();
  });

  test('a writer that read an older revision changes nothing', async () => {
    const store = open();
    await store.write(objection('a'));
    await store.write(objection('a', rejected));
    expect(await store.write(objection('a'))).toBe('conflict');
    expect(await store.write(objection('a', { ...rejected, state: 'upheld' }))).toBe('conflict');
    expect(await store.write(objection('a', { revision: 4 }))).toBe('conflict');
    expect((await store.get(orderId(), idOf('a')))?.state).toBe('rejected');
  });

  test('of writers at once one is first', async () => {
    const store = open();
    await store.write(objection('a'));
    const outcomes = await Promise.all(
      (['upheld', 'rejected', 'dismissed'] as const).map((state) =>
        store.write(objection('a', { state, revision: 2 })),
      ),
    );
    expect(outcomes.sort()).toEqual(['conflict', 'conflict', 'written']);
  });

  test('all objections to an order come in the sequence of their filing', async () => {
    const store = open();
    await store.write(objection('a', { filedAtMs: 3 }));
    await store.write(objection('b', { filedAtMs: 1 }));
    await store.write(objection('c', { filedAtMs: 1 }));
    const listed = await store.listByOrder(orderId());
    expect(listed.map(({ objectionId }) => objectionId)).toEqual(['obj_b', 'obj_c', 'obj_a']);
  });
});

test('a fault of the engine is a dependency that is unavailable', async () => {
  const client = new DynamoDBClient({ region: 'local' });
  const mock = mockClient(client);
  mock.onAnyCommand().rejects(new Error('down'));
  const store = createDynamoDbObjections({ client, tableName: 'registry' });
  for (const call of [
    store.get(orderId(), idOf('a')),
    store.listByOrder(orderId()),
    store.write(objection('a')),
  ]) {
    await expect(call).rejects.toMatchObject({ dependency: 'dynamodb' });
  }
  mock.restore();
});
