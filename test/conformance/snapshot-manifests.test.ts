import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDbSnapshotManifests } from '../../shared/adapters/dynamodb/snapshot-manifests.ts';
import { createMemorySnapshotManifests } from '../../shared/adapters/memory/snapshot-manifests.ts';
import type { Sequence, SnapshotManifest, SnapshotManifests } from '../../shared/filter/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

const engines = new Set<EmbeddedDynamoDb>();

const ADAPTERS: readonly [string, () => Promise<SnapshotManifests>][] = [
  ['in memory', async () => createMemorySnapshotManifests()],
  [
    'in DynamoDB',
    async () => {
      const engine = await startEmbeddedDynamoDb();
      engines.add(engine);
      return createDynamoDbSnapshotManifests(engine.table);
    },
  ],
];

afterAll(async () => {
  await Promise.all([...engines].map((engine) => engine.close()));
});

function manifest(sequence: number, builtAtMs: number, name = `filter-${sequence}-${builtAtMs}.bin`) {
  return {
    name,
    formatVersion: 1,
    hashScheme: 1,
    secretVersion: 'test-1',
    keyCount: 20_000_000,
    sizeBits: 383_402_348,
    hashCount: 13,
    sequence: sequence as Sequence,
    builtAtMs,
    fileBytes: 47_925_438,
    sha256: 'ab'.repeat(32),
  } satisfies SnapshotManifest;
}

describe.each(ADAPTERS)('snapshot manifests %s', (_, open) => {
  let manifests: SnapshotManifests;

  beforeEach(async () => {
    manifests = await open();
  });

  it('begin without one', async () => {
    expect(await manifests.current()).toBeUndefined();
  });

  it('give back the first one whole', async () => {
    expect(await manifests.moveForward(manifest(0, 5))).toBe('moved');
    expect(await manifests.current()).toEqual(manifest(0, 5));
  });

  it.each<[string, SnapshotManifest, 'moved' | 'superseded']>([
    ['to a higher sequence', manifest(11, 100), 'moved'],
    ['to a higher sequence, even if its builder has a slow clock', manifest(11, 1), 'moved'],
    ['to a later build of the same sequence', manifest(10, 101), 'moved'],
    ['not to an earlier build of the same sequence', manifest(10, 99), 'superseded'],
    ['not to another build of the same moment', manifest(10, 100, 'filter-other.bin'), 'superseded'],
    ['not back to a lower sequence', manifest(9, 200), 'superseded'],
    ['not back to 2 from 10, which would sort after it as text', manifest(2, 200), 'superseded'],
    ['to the one that is there already', manifest(10, 100), 'moved'],
  ])('move %s', async (_, next, outcome) => {
    const present = manifest(10, 100);
    await manifests.moveForward(present);
    expect(await manifests.moveForward(next)).toBe(outcome);
    expect(await manifests.current()).toEqual(outcome === 'moved' ? next : present);
  });

  it('end at the highest sequence, whoever moves first', async () => {
    await Promise.all([3, 1, 5, 2, 4].map((sequence) => manifests.moveForward(manifest(sequence, 0))));
    expect((await manifests.current())?.sequence).toBe(5);
  });

  it('do nothing for a caller whose time is up', async () => {
    const signal = AbortSignal.abort();
    await expect(manifests.moveForward(manifest(1, 1), signal)).rejects.toThrow();
    await expect(manifests.current(signal)).rejects.toThrow();
    expect(await manifests.current()).toBeUndefined();
  });
});
