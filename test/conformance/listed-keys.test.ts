import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { itemKeys } from '../../shared/adapters/dynamodb/keys.ts';
import { createDynamoDbListedKeys } from '../../shared/adapters/dynamodb/listed-keys.ts';
import { createMemoryListedKeys } from '../../shared/adapters/memory/listed-keys.ts';
import type { OrderId } from '../../shared/contracts/ids.ts';
import type { ListedKeys, Sequence } from '../../shared/filter/ports.ts';
import { formatSubjectKey, type SubjectKey } from '../../shared/identity/subject-key.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';
import { keyOf, keysOf } from '../unit/filter/filter-world.ts';

interface Register {
  readonly listedKeys: ListedKeys;
  point(key: SubjectKey, orderId: string): Promise<void>;
}

const engines = new Set<EmbeddedDynamoDb>();

function inDynamoDb(segments: number): () => Promise<Register> {
  return async () => {
    const engine = await startEmbeddedDynamoDb();
    engines.add(engine);
    const { client, tableName } = engine.table;
    const put = (item: Record<string, string>) =>
      client.send(new PutItemCommand({ TableName: tableName, Item: marshall(item) }));
    // A real table holds much else, and a scan comes across all of it.
    await put({ ...itemKeys.order('ord-1' as OrderId), document: 'x'.repeat(300_000) });
    await put({ ...itemKeys.order('ord-2' as OrderId), document: 'x'.repeat(300_000) });
    await put({ ...itemKeys.logEntry(1 as Sequence), kind: 'fence' });
    return {
      listedKeys: createDynamoDbListedKeys(engine.table, { segments }),
      async point(key, orderId) {
        // Padding makes the table several pages of 1 MB long.
        await put({ ...itemKeys.pointer(key, orderId as OrderId), padding: 'x'.repeat(30_000) });
      },
    };
  };
}

const ADAPTERS: readonly [string, () => Promise<Register>][] = [
  [
    'in memory',
    async () => {
      const all: SubjectKey[] = [];
      return {
        listedKeys: createMemoryListedKeys(() => all),
        async point(key) {
          all.push(key);
        },
      };
    },
  ],
  ['in DynamoDB', inDynamoDb(1)],
  ['in DynamoDB, by four segments', inDynamoDb(4)],
];

afterAll(async () => {
  await Promise.all([...engines].map((engine) => engine.close()));
});

async function scan(listedKeys: ListedKeys, signal?: AbortSignal): Promise<Set<string>> {
  const found = new Set<string>();
  for await (const page of listedKeys.scan(signal)) for (const key of page) found.add(formatSubjectKey(key));
  return found;
}

describe.each(ADAPTERS)('listed keys %s', (_, open) => {
  it('are none in an empty register', async () => {
    const { listedKeys } = await open();
    expect(await scan(listedKeys)).toEqual(new Set());
  });

  it('are all keys that any order names, over many pages, and nothing else', async () => {
    const { listedKeys, point } = await open();
    const keys = keysOf(1, 80);
    for (const key of keys) await point(key, 'ord-1');
    await point(keyOf(1), 'ord-2');
    expect(await scan(listedKeys)).toEqual(new Set(keys.map(formatSubjectKey)));
  });

  it('include one that was written just before the scan', async () => {
    const { listedKeys, point } = await open();
    await scan(listedKeys);
    await point(keyOf(5), 'ord-1');
    expect(await scan(listedKeys)).toEqual(new Set([formatSubjectKey(keyOf(5))]));
  });

  it('are not scanned for a caller whose time is up', async () => {
    const { listedKeys, point } = await open();
    await point(keyOf(1), 'ord-1');
    await expect(scan(listedKeys, AbortSignal.abort())).rejects.toThrow();
  });

  it('can be left in the middle of a scan', async () => {
    const { listedKeys, point } = await open();
    for (const key of keysOf(1, 80)) await point(key, 'ord-1');
    for await (const page of listedKeys.scan()) {
      expect(page.length).toBeGreaterThan(0);
      break;
    }
    expect((await scan(listedKeys)).size).toBe(80);
  });
});
