import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbIdempotentRequests } from '../../shared/adapters/dynamodb/idempotent-requests.ts';
import { itemKeys } from '../../shared/adapters/dynamodb/keys.ts';
import { createMemoryIdempotentRequests } from '../../shared/adapters/memory/idempotent-requests.ts';
import { DependencyUnavailable } from '../../shared/contracts/problem.ts';
import type { RequestClaim, RequestStore } from '../../shared/idempotency/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => RequestStore> = {
  memory: createMemoryIdempotentRequests,
  DynamoDB: () => createDynamoDbIdempotentRequests(engine.table),
};

const NOW_MS = 1_800_000_000_000;
let names = 0;
function newClaim(): RequestClaim {
  const name = (++names).toString(16).padStart(32, '0');
  return { name, content: 'c'.repeat(32), claimId: 'claim-1', claimedAtMs: NOW_MS };
}
const by = (claimId: string, claim: RequestClaim): RequestClaim => ({
  ...claim,
  claimId,
  claimedAtMs: NOW_MS + 5,
});

describe.each(Object.keys(stores))('requests in %s', (name) => {
  const open = () => (stores[name] as () => RequestStore)();

  test('the first claim holds a name against every other', async () => {
    const [store, claim] = [open(), newClaim()];
    expect(await store.claim(claim)).toEqual({ kind: 'claimed' });
    expect(await store.claim(by('claim-2', claim))).toEqual({ kind: 'held', holder: claim });
    expect(await store.claim(newClaim())).toEqual({ kind: 'claimed' });
  });

  test('the answer is kept with the claim', async () => {
    const [store, claim] = [open(), newClaim()];
    await store.claim(claim);
    expect(await store.keep(claim, 'sealed')).toBe('kept');
    expect(await store.claim(by('claim-2', claim))).toEqual({
      kind: 'held',
      holder: { ...claim, sealedAnswer: 'sealed' },
    });
  });

  test('a holder is replaced once, by the first that comes, with its answer gone', async () => {
    const [store, claim] = [open(), newClaim()];
    await store.claim(claim);
    await store.keep(claim, 'sealed');
    const [second, third] = [by('claim-2', claim), by('claim-3', claim)];
    expect(await store.takeOver(second, claim)).toBe('taken');
    expect(await store.takeOver(third, claim)).toBe('conflict');
    expect(await store.claim(third)).toEqual({ kind: 'held', holder: second });
  });

  test('whoever was replaced keeps nothing and frees nothing', async () => {
    const [store, claim] = [open(), newClaim()];
    await store.claim(claim);
    const second = by('claim-2', claim);
    await store.takeOver(second, claim);
    expect(await store.keep(claim, 'late')).toBe('overtaken');
    await store.free(claim);
    expect(await store.claim(by('claim-3', claim))).toEqual({ kind: 'held', holder: second });
  });

  test('a name that was given back is anybody’s, and giving it back twice does nothing', async () => {
    const [store, claim] = [open(), newClaim()];
    await store.claim(claim);
    await store.free(claim);
    expect(await store.claim(by('claim-2', claim))).toEqual({ kind: 'claimed' });
    await store.free(claim);
    expect(await store.claim(by('claim-3', claim))).toMatchObject({ kind: 'held' });
  });

  test('of many at once one claims and one takes over', async () => {
    const [store, claim] = [open(), newClaim()];
    const rivals = Array.from({ length: 8 }, (_, n) => by(`claim-${n}`, claim));
    const claims = await Promise.all(rivals.map((rival) => store.claim(rival)));
    expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
    const holder = rivals[claims.findIndex(({ kind }) => kind === 'claimed')] as RequestClaim;
    const takers = Array.from({ length: 8 }, (_, n) => by(`taker-${n}`, claim));
    const takings = await Promise.all(takers.map((taker) => store.takeOver(taker, holder)));
    expect(takings.filter((taking) => taking === 'taken')).toHaveLength(1);
  });
});

describe('requests in DynamoDB', () => {
  test('are removed after a day, and are nothing but digests and a sealed text', async () => {
    const claim = newClaim();
    const store = createDynamoDbIdempotentRequests(engine.table);
    await store.claim(claim);
    await store.keep(claim, 'sealed');
    const { Item } = await engine.table.client.send(
      new GetItemCommand({
        TableName: engine.table.tableName,
        Key: marshall(itemKeys.idempotentRequest(claim.name)),
      }),
    );
    expect(unmarshall(Item ?? {})).toEqual({
      pk: `IDEMPOTENCY#${claim.name}`,
      sk: 'ANSWER',
      ...claim,
      sealedAnswer: 'sealed',
      expiresAtS: NOW_MS / 1_000 + 86_400,
    });
  });

  test('a claim whose first answer was lost is known as its own', async () => {
    const claim = newClaim();
    const store = createDynamoDbIdempotentRequests(engine.table);
    await store.claim(claim);
    expect(await store.claim(claim)).toEqual({ kind: 'claimed' });
    const second = by('claim-2', claim);
    await store.takeOver(second, claim);
    expect(await store.takeOver(second, claim)).toBe('taken');
  });

  test('a fault of the engine is a fault of something we depend on', async () => {
    const client = mockClient(DynamoDBClient);
    client.on(PutItemCommand).rejects(new Error('down'));
    const store = createDynamoDbIdempotentRequests({
      client: new DynamoDBClient({ region: 'local' }),
      tableName: 'registry',
    });
    await expect(store.claim(newClaim())).rejects.toThrow(DependencyUnavailable);
    client.restore();
  });
});
