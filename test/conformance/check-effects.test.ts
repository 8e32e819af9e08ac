import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbCheckEffects } from '../../shared/adapters/dynamodb/check-effects.ts';
import { createMemoryCheckEffects } from '../../shared/adapters/memory/check-effects.ts';
import type { CheckEffectStore, CheckEffects } from '../../shared/check/ports.ts';
import type { CheckId, DecisionId, OperatorId, OrderId } from '../../shared/contracts/ids.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => CheckEffectStore> = {
  memory: createMemoryCheckEffects,
  DynamoDB: () => createDynamoDbCheckEffects(engine.table),
};

const orderId = 'ord-1' as OrderId;
const operatorId = 'demo-rail' as OperatorId;
const effects: CheckEffects = {
  checkId: 'chk_1' as CheckId,
  operatorId,
  effects: [
    {
      ref: 'p1',
      kind: 'interception',
      interception: { orderId, operatorId, decisionId: 'dec_1' as DecisionId },
    },
    {
      ref: 'p2',
      kind: 'reservation',
      allowances: [{ orderId, name: 'GRANT#g1', holder: 'h', quantity: 1, capacity: 1 }],
    },
  ],
  expiresAtMs: 1_800_000_000_500,
};

describe.each(Object.keys(stores))('effects of checks in %s', (name) => {
  const open = () => (stores[name] as () => CheckEffectStore)();

  test('are read back as they were put', async () => {
    const store = open();
    await store.put(effects);
    expect(await store.get(effects.checkId)).toEqual(effects);
  });

  test('of a check that did nothing do not exist', async () => {
    expect(await open().get('chk_2' as CheckId)).toBeUndefined();
  });
});
