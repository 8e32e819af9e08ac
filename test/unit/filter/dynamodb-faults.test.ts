import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { createDynamoDbChangeLog } from '../../../shared/adapters/dynamodb/change-log.ts';
import { createDynamoDbListedKeys } from '../../../shared/adapters/dynamodb/listed-keys.ts';
import { createDynamoDbSnapshotManifests } from '../../../shared/adapters/dynamodb/snapshot-manifests.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { appendToLog } from '../../../shared/filter/append.ts';
import { BEFORE_FIRST, type Sequence, type SnapshotManifest } from '../../../shared/filter/ports.ts';
import { startEmbeddedDynamoDb } from '../../support/embedded-dynamodb.ts';
import { createFilterWorld, keyOf, SECRET_VERSION } from './filter-world.ts';

const client = new DynamoDBClient({ region: 'local' });
const dynamoDb = mockClient(client);
const table = { client, tableName: 'registry' };
const log = createDynamoDbChangeLog(table);
const manifests = createDynamoDbSnapshotManifests(table);
const manifest = {
  name: 'filter-1.bin',
  formatVersion: 1,
  hashScheme: 1,
  secretVersion: 'test-1',
  keyCount: 1,
  sizeBits: 8,
  hashCount: 1,
  sequence: 1 as Sequence,
  builtAtMs: 1,
  fileBytes: 145,
  sha256: 'ab',
} satisfies SnapshotManifest;

afterEach(() => {
  dynamoDb.reset();
});

/** The signals that were given along with the calls so far. */
function signalsGiven(): AbortSignal[] {
  return dynamoDb.calls().flatMap((call) => {
    const [, options] = call.args as readonly unknown[] as [unknown, { abortSignal?: AbortSignal }?];
    return options?.abortSignal ?? [];
  });
}

async function scanAll(segments = 1) {
  const pages = [];
  for await (const page of createDynamoDbListedKeys(table, { segments }).scan()) pages.push(page);
  return pages;
}

const CALLS: readonly [string, () => Promise<unknown>][] = [
  ['reading the head', () => log.head()],
  ['appending', () => log.put(1 as Sequence, { kind: 'fence' })],
  ['reading the log', () => log.readAfter(BEFORE_FIRST)],
  ['reading the manifest', () => manifests.current()],
  ['moving the manifest', () => manifests.moveForward(manifest)],
  ['scanning', () => scanAll()],
  ['scanning by segments', () => scanAll(3)],
];

describe('DynamoDB at fault', () => {
  it.each(CALLS)('is a dependency that is unavailable, when throttled at %s', async (_, call) => {
    const cause = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    dynamoDb.rejects(cause);
    const error = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DependencyUnavailable);
    expect(error).toMatchObject({ dependency: 'dynamodb', cause });
  });

  it('is read with strong consistency wherever the log, the manifest or the pointers are read', async () => {
    dynamoDb.on(QueryCommand).resolves({ Items: [] });
    dynamoDb.on(GetItemCommand).resolves({});
    dynamoDb.on(ScanCommand).resolves({ Items: [] });
    await log.head();
    await log.readAfter(BEFORE_FIRST);
    await manifests.current();
    await scanAll(2);
    const inputs = dynamoDb.calls().map((call) => call.args[0].input as { ConsistentRead?: boolean });
    expect(inputs).toHaveLength(5);
    expect(inputs.every((input) => input.ConsistentRead === true)).toBe(true);
  });

  it.each<[string, Record<string, unknown>]>([
    ['of a kind that is not known', { kind: 'surprise' }],
    ['with keys of a wrong length', { kind: 'keys', keys: new Uint8Array(17) }],
    ['without its keys', { kind: 'keys' }],
    ['without what it covers', { kind: 'snapshot', required: true }],
    ['that does not say whether it is required', { kind: 'snapshot', covers: 1 }],
  ])('an entry %s stops the reader: skipping it would miss keys', async (_, fields) => {
    const item = marshall({ pk: 'LOG', sk: '0000000000000001', ...fields });
    dynamoDb.on(QueryCommand).resolves({ Items: [item] });
    await expect(log.readAfter(BEFORE_FIRST)).rejects.toThrow(DependencyUnavailable);
  });

  it('a manifest without one of its fields is not used', async () => {
    for (const field of Object.keys(manifest)) {
      const { [field]: _left, ...rest } = manifest as Record<string, unknown>;
      dynamoDb.on(GetItemCommand).resolves({ Item: marshall({ pk: 'SNAPSHOT', sk: 'CURRENT', ...rest }) });
      await expect(manifests.current(), field).rejects.toThrow(DependencyUnavailable);
    }
  });

  it('a pointer that cannot be read stops the builder: a snapshot without it would miss a key', async () => {
    dynamoDb.on(ScanCommand).resolves({ Items: [marshall({ pk: 'SUBJECT#nonsense' })] });
    await expect(scanAll()).rejects.toThrow(DependencyUnavailable);
  });

  it('the manifest counts as moved when only the answer was lost', async () => {
    dynamoDb
      .on(PutItemCommand)
      .rejects(new ConditionalCheckFailedException({ message: 'failed', $metadata: {} }));
    dynamoDb.on(GetItemCommand).resolves({ Item: marshall({ pk: 'SNAPSHOT', sk: 'CURRENT', ...manifest }) });
    expect(await manifests.moveForward(manifest)).toBe('moved');
  });

  it('a segment of a scan that fails fails the scan, and the others are stopped', async () => {
    dynamoDb.on(ScanCommand).callsFake(async (input) => {
      if (input.Segment === 2) throw new Error('segment lost');
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { Items: [], LastEvaluatedKey: { pk: { S: 'x' }, sk: { S: 'y' } } };
    });
    await expect(scanAll(4)).rejects.toThrow(DependencyUnavailable);
    const signals = signalsGiven();
    expect(signals.length).toBeGreaterThanOrEqual(4);
    expect(signals.every((signal) => signal.aborted)).toBe(true);
  });

  it('that never answers does not hold up a follower', async () => {
    const world = createFilterWorld();
    await world.build();
    dynamoDb.on(QueryCommand).callsFake(() => new Promise(() => {}));
    const follower = world.follow({ log, pollTimeoutMs: 40, secretVersion: SECRET_VERSION });
    const startedAt = performance.now();
    expect(await follower.poll()).toEqual({ kind: 'failed', reason: 'log-unreachable' });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(signalsGiven().map((signal) => signal.aborted)).toEqual([true]);
  });
});

describe('an append whose answer is lost', () => {
  it('is repeated by the client and may stand twice, but leaves no gap and loses nothing', async () => {
    const engine = await startEmbeddedDynamoDb();
    try {
      const client = new DynamoDBClient({
        endpoint: engine.endpoint,
        region: 'local',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        maxAttempts: 3,
      });
      let lost = 0;
      client.middlewareStack.add(
        (next) => async (args) => {
          const result = await next(args);
          if ('Item' in args.input && lost++ === 0) {
            throw Object.assign(new Error('connection reset'), { name: 'TimeoutError', code: 'ECONNRESET' });
          }
          return result;
        },
        { step: 'deserialize', priority: 'high' },
      );
      const real = createDynamoDbChangeLog({ ...engine.table, client });
      expect(await appendToLog(real, { kind: 'keys', keys: [keyOf(1)] })).toBe(2);
      expect(await appendToLog(real, { kind: 'keys', keys: [keyOf(2)] })).toBe(3);
      const { entries } = await real.readAfter(BEFORE_FIRST);
      expect(entries.map((entry) => entry.sequence)).toEqual([1, 2, 3]);
      const [first, second] = entries;
      expect(first).toMatchObject({ kind: 'keys' });
      expect(second).toEqual({ ...first, sequence: 2 });
      client.destroy();
    } finally {
      await engine.close();
    }
  });
});
