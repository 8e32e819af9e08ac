import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbWebhookEndpoints } from '../../shared/adapters/dynamodb/webhook-endpoints.ts';
import { createMemoryWebhookEndpoints } from '../../shared/adapters/memory/webhook-endpoints.ts';
import type { OperatorId } from '../../shared/contracts/ids.ts';
import type { WebhookEndpoint } from '../../shared/notices/endpoints/endpoint.ts';
import type { EndpointStore } from '../../shared/notices/endpoints/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => EndpointStore> = {
  memory: createMemoryWebhookEndpoints,
  DynamoDB: () => createDynamoDbWebhookEndpoints(engine.table),
};

let tests = 0;

function endpoint(changes: Partial<WebhookEndpoint> = {}): WebhookEndpoint {
  return {
    operatorId: `operator-${tests}` as OperatorId,
    url: 'https://operator.example/notices',
    state: 'active',
    sealedSecret: 'v1.1.a.b.c',
    previousSecrets: [{ sealed: 'v1.1.d.e.f', endsAtMs: 9 }],
    createdAtMs: 1,
    setAtMs: 1,
    revision: 1,
    ...changes,
  };
}

describe.each(Object.keys(stores))('webhooks of operators in %s', (name) => {
  const open = () => {
    tests += 1;
    return (stores[name] as () => EndpointStore)();
  };

  test('an operator that set none has none', async () => {
    const store = open();
    expect(await store.get(endpoint().operatorId)).toBeUndefined();
  });

  test('a webhook is kept as it was written, for its operator alone', async () => {
    const store = open();
    expect(await store.write(endpoint(), undefined)).toBe('written');
    expect(await store.get(endpoint().operatorId)).toEqual(endpoint());
    expect(await store.get('other' as OperatorId)).toBeUndefined();
  });

  test('a webhook is replaced by who has read it', async () => {
    const store = open();
    await store.write(endpoint(), undefined);
    const next = endpoint({ state: 'disabled', disabledReason: 'gone', previousSecrets: [], revision: 2 });
    expect(await store.write(next, endpoint())).toBe('written');
    expect(await store.get(endpoint().operatorId)).toEqual(next);
  });

  test('a webhook that has changed since it was read stays as it is', async () => {
    const store = open();
    await store.write(endpoint(), undefined);
    expect(await store.write(endpoint({ url: 'https://b.example' }), undefined)).toBe('conflict');
    await store.write(endpoint({ revision: 2 }), endpoint());
    expect(await store.write(endpoint({ url: 'https://b.example', revision: 2 }), endpoint())).toBe(
      'conflict',
    );
    expect(await store.get(endpoint().operatorId)).toEqual(endpoint({ revision: 2 }));
  });

  test('a webhook that was removed and set anew is another one, whatever its revision', async () => {
    const store = open();
    await store.write(endpoint(), undefined);
    await store.remove(endpoint().operatorId);
    await store.remove(endpoint().operatorId);
    expect(await store.get(endpoint().operatorId)).toBeUndefined();
    expect(await store.write(endpoint({ revision: 2 }), endpoint())).toBe('conflict');
    await store.write(endpoint({ createdAtMs: 2 }), undefined);
    expect(await store.write(endpoint({ revision: 2 }), endpoint())).toBe('conflict');
  });
});

test('webhooks in DynamoDB that cannot be read, written or removed are a fault', async () => {
  const table = { client: new DynamoDBClient({ region: 'local' }), tableName: 'registry' };
  const client = mockClient(table.client);
  client.onAnyCommand().rejects(new Error('down'));
  const store = createDynamoDbWebhookEndpoints(table);
  const fault = { name: 'DependencyUnavailable', dependency: 'dynamodb' };
  await expect(store.get('x' as OperatorId)).rejects.toMatchObject(fault);
  await expect(store.write(endpoint(), undefined)).rejects.toMatchObject(fault);
  await expect(store.remove('x' as OperatorId)).rejects.toMatchObject(fault);
  client.restore();
});
