import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createListSyncDependencies } from '../../../functions/list-sync/dependencies.ts';
import { itemKeys } from '../../../shared/adapters/dynamodb/keys.ts';
import { chunksOf } from '../../../shared/adapters/dynamodb/unprocessed.ts';
import { inParallel } from '../../../shared/concurrency/in-parallel.ts';
import { parseSubjectKey } from '../../../shared/identity/subject-key.ts';
import { type ApplyDependencies, applyChanges } from '../../../shared/orders/apply.ts';
import { nextRecord } from '../../../shared/orders/next-record.ts';
import type { QueuedChange } from '../../../shared/orders/ports.ts';
import { createDynamoDbClient } from '../../../shared/runtime/aws-clients.ts';
import type { Row } from './row.ts';
import { startEngine } from './start-engine.ts';
import { syntheticChanges } from './synthetic-changes.ts';
import { median } from './timing.ts';

const CHANGES = 2_000;
const ROUNDS = 3;
/** On both sides. */
const BATCHES_AT_ONCE = 4;
const BATCH_SIZES = [10, 100];
const ITEMS_PER_WRITE = 25;
/** Pointer, order and receipt. The one entry of the log for each batch counts for nothing. */
const ITEMS_PER_CHANGE = 3;

const silent = { info() {}, warn() {}, error() {} };

/**
 * Items written per second: by applying batches of new orders, and by BatchWriteItem of the very items that they leave
 * behind, on the same engine, in turns.
 */
export async function measurePipeline(): Promise<readonly Row[]> {
  const { told, stop } = await startEngine<{ endpoint: string; tableName: string }>('dynamodb-engine.ts');
  const client = createDynamoDbClient({ region: 'local', endpoint: told.endpoint, profile: 'pipeline' });
  const deps = createListSyncDependencies(
    { AWS_REGION: 'local', REGISTRY_TABLE: told.tableName, DYNAMODB_ENDPOINT: told.endpoint },
    silent,
  );
  try {
    await applyAll(syntheticChanges(500, 1), 100, deps);
    const rows: Row[] = [];
    for (const batchSize of BATCH_SIZES) {
      const raw: number[] = [];
      const applied: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const seed = batchSize * 100 + round;
        const changes = syntheticChanges(CHANGES, seed);
        const requests = syntheticChanges(CHANGES, seed + 50).flatMap(itemsOf);
        applied.push(await itemsPerSecond(() => applyAll(changes, batchSize, deps)));
        raw.push(await itemsPerSecond(() => writeRaw(client, told.tableName, requests)));
      }
      const [rawRate, rate] = [median(raw), median(applied)];
      rows.push(
        ['raw BatchWriteItem, items a second', rawRate.toFixed(0)],
        [`applying in batches of ${batchSize}, items a second`, rate.toFixed(0)],
        ['  orders a second', (rate / ITEMS_PER_CHANGE).toFixed(0)],
        ['  ratio', (rate / rawRate).toFixed(2)],
      );
    }
    return rows;
  } finally {
    client.destroy();
    stop();
  }
}

async function itemsPerSecond(write: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await write();
  return (1_000 * CHANGES * ITEMS_PER_CHANGE) / (performance.now() - from);
}

async function applyAll(
  changes: readonly QueuedChange[],
  batchSize: number,
  deps: ApplyDependencies,
): Promise<void> {
  await inParallel(chunksOf(changes, batchSize), BATCHES_AT_ONCE, async (batch) => {
    const outcomes = await applyChanges(batch, deps);
    const failed = outcomes.find(({ kind }) => kind !== 'applied');
    if (failed) throw new Error(`a change was ${failed.kind}`);
  });
}

async function writeRaw(
  client: DynamoDBClient,
  tableName: string,
  requests: readonly WriteRequest[],
): Promise<void> {
  await inParallel(chunksOf(requests, ITEMS_PER_WRITE), BATCHES_AT_ONCE, async (batch) => {
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: batch } }));
  });
}

function itemsOf({ change, contentDigest }: QueuedChange): WriteRequest[] {
  const { orderId, changeId, version, acceptedAtMs, keys } = change;
  const record = nextRecord(change, undefined, { appliedAtMs: acceptedAtMs, keysKnownAtMs: acceptedAtMs });
  const { appliedAtMs, effectiveAtMs } = record;
  const receipt = { changeId, orderId, version, status: 'applied', contentDigest, acceptedAtMs };
  return [
    ...keys.map((key) => itemKeys.pointer(parseSubjectKey(key), orderId)),
    { ...itemKeys.order(orderId), ...record },
    { ...itemKeys.receipt(changeId), ...receipt, appliedAtMs, effectiveAtMs },
  ].map((item) => ({ PutRequest: { Item: marshall(item) } }));
}
