import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbClients } from '../../shared/adapters/dynamodb/clients.ts';
import { createMemoryClients } from '../../shared/adapters/memory/clients.ts';
import type { ClientId } from '../../shared/operators/client-record.ts';
import type { ClientDirectory } from '../../shared/operators/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';
import { clientRecord } from '../support/tokens.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const directories: Record<string, () => ClientDirectory> = {
  memory: createMemoryClients,
  DynamoDB: () => createDynamoDbClients(engine.table),
};

describe.each(Object.keys(directories))('machine clients in %s', (name) => {
  let directory: ClientDirectory;
  beforeAll(() => {
    directory = (directories[name] as () => ClientDirectory)();
  });

  const court = clientRecord('court-1', {
    scopes: ['registry:write', 'registry:read'],
    courts: ['京0105', '京01'],
    limits: { ratePerSecond: 5, burst: 20 },
  });

  test('a client that nobody took on is not there', async () => {
    expect(await directory.find('nobody' as ClientId)).toBeUndefined();
    expect(await directory.remove('nobody' as ClientId, 1)).toBe('unknown');
    expect(await directory.find('nobody' as ClientId)).toBeUndefined();
  });

  test('a record is kept as it was written, and can be written over', async () => {
    expect(await directory.put(clientRecord('court-1'))).toBe('written');
    expect(await directory.put(court)).toBe('written');
    expect(await directory.find(court.clientId)).toEqual(court);
  });

  test('a client that is removed keeps its record, and the time of the first removal', async () => {
    const rail = clientRecord('rail-1', { scopes: ['check:rail'] });
    await directory.put(rail);
    expect(await directory.remove(rail.clientId, 10)).toBe('removed');
    expect(await directory.remove(rail.clientId, 20)).toBe('removed');
    const removed = { ...rail, status: 'removed', removedAtMs: 10 };
    expect(await directory.find(rail.clientId)).toEqual(removed);
    expect(await directory.put(rail)).toBe('removed-before');
    expect(await directory.find(rail.clientId)).toEqual(removed);
  });

  test('all are listed by their ids, those that were removed too', async () => {
    await directory.put(clientRecord('air-1'));
    expect((await directory.list()).map(({ clientId, status }) => `${clientId} ${status}`)).toEqual([
      'air-1 active',
      'court-1 active',
      'rail-1 removed',
    ]);
  });
});
