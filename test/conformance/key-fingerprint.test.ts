import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbKeyFingerprint } from '../../shared/adapters/dynamodb/key-fingerprint.ts';
import { createMemoryKeyFingerprint } from '../../shared/adapters/memory/key-fingerprint.ts';
import { DependencyUnavailable } from '../../shared/contracts/problem.ts';
import {
  confirmSubjectKeySecret,
  fingerprintOf,
  type KeyFingerprintStore,
} from '../../shared/identity/key-fingerprint.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => KeyFingerprintStore> = {
  memory: createMemoryKeyFingerprint,
  DynamoDB: () => createDynamoDbKeyFingerprint(engine.table),
};

const secret = { version: '1', key: new Uint8Array(32).fill(1) };
const otherKey = { version: '1', key: new Uint8Array(32).fill(2) };
const otherVersion = { ...secret, version: '2' };

test.each(Object.keys(stores))('the fingerprint in %s is the first one, for good', async (name) => {
  const store = (stores[name] as () => KeyFingerprintStore)();
  expect(await store.read()).toBeUndefined();
  await store.putOnce(fingerprintOf(secret));
  await store.putOnce(fingerprintOf(otherKey));
  expect(await store.read()).toEqual(fingerprintOf(secret));
});

describe('a register', () => {
  test('that is new takes the secret of whoever comes first, and no other afterwards', async () => {
    const store = createMemoryKeyFingerprint();
    await confirmSubjectKeySecret(secret, store);
    await confirmSubjectKeySecret(secret, store);
    for (const other of [otherKey, otherVersion]) {
      await expect(confirmSubjectKeySecret(other, store)).rejects.toThrow(DependencyUnavailable);
    }
  });

  test('that is new takes one secret even if two come at once', async () => {
    const store = createMemoryKeyFingerprint();
    const results = await Promise.allSettled([
      confirmSubjectKeySecret(secret, store),
      confirmSubjectKeySecret(otherKey, store),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('whose fingerprint cannot be read confirms nothing', async () => {
    const down = () => Promise.reject(new DependencyUnavailable('dynamodb', 'down'));
    await expect(confirmSubjectKeySecret(secret, { read: down, putOnce: down })).rejects.toThrow(
      DependencyUnavailable,
    );
  });
});

test('a fingerprint tells nothing of the key and differs from any subject key', () => {
  expect(fingerprintOf(secret)).toEqual({
    version: '1',
    fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(fingerprintOf(secret).fingerprint).not.toBe(fingerprintOf(otherKey).fingerprint);
});
