import { setTimeout as pause } from 'node:timers/promises';
import { BatchWriteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createListSyncDependencies } from '../../../functions/list-sync/dependencies.ts';
import { itemKeys } from '../../../shared/adapters/dynamodb/keys.ts';
import type { Item, RegistryTable } from '../../../shared/adapters/dynamodb/table.ts';
import { chunksOf } from '../../../shared/adapters/dynamodb/unprocessed.ts';
import { inParallel } from '../../../shared/concurrency/in-parallel.ts';
import { deadlinesOf } from '../../../shared/due-process/order-deadlines.ts';
import { parseSubjectKey } from '../../../shared/identity/subject-key.ts';
import { type ApplyDependencies, applyChanges } from '../../../shared/orders/apply.ts';
import { nextRecord } from '../../../shared/orders/next-record.ts';
import type { QueuedChange } from '../../../shared/orders/ports.ts';
import { createDynamoDbClient } from '../../../shared/runtime/aws-clients.ts';
import type { Row } from './row.ts';
import { startEngine } from './start-engine.ts';
import { syntheticChanges } from './synthetic-changes.ts';
import { median } from './timing.ts';

const CHANGES = 1_000;
/** Of each side, before anything counts: until then the SDK is still being compiled, most of all for single puts. */
const WARM_UP_ROUNDS = 2;
const ROUNDS = 5;
/** On both sides. */
const BATCHES_AT_ONCE = 4;
/** The first is that of the lane of impositions, deployed and embedded; the second that of the lane of releases. */
const BATCH_SIZES = [100, 10];
const ITEMS_PER_WRITE = 25;
/** Of the second reference; enough to keep the engine busy. */
const ORDERS_AT_ONCE = 25;

const silent = { info() {}, warn() {}, error() {} };

/**
 * Items written per second, on the same engine and in turns: by applying batches of new orders; by BatchWriteItem of the
 * very items that they leave behind (pointers, order, receipt and clocks; not the one entry of the log for each batch); and by the
 * same with each order in a PutItem under a condition, which is the least that a safe sequence can do. Both references
 * have their items marshalled beforehand; the pipeline marshals them in its time.
 */
export async function measurePipeline(): Promise<readonly Row[]> {
  const { told, stop } = await startEngine<{ endpoint: string; tableName: string }>('dynamodb-engine.ts');
  const client = createDynamoDbClient({ region: 'local', endpoint: told.endpoint, profile: 'pipeline' });
  const table = { client, tableName: told.tableName };
  const deps = createListSyncDependencies(
    {
      AWS_REGION: 'local',
      REGISTRY_TABLE: told.tableName,
      DYNAMODB_ENDPOINT: told.endpoint,
      // New orders lead to no notices, so nobody listens there.
      NOTICES_QUEUE_URL: 'http://127.0.0.1:9/notices',
    },
    silent,
  );
  let seed = 0;
  const rateOf = async (
    write: (changes: readonly QueuedChange[]) => () => Promise<void>,
  ): Promise<number> => {
    const changes = await syntheticChanges(CHANGES, ++seed);
    const items = changes.reduce((sum, change) => sum + itemsOf(change).others.length + 1, 0);
    const writing = write(changes);
    // Connections that the engine has closed meanwhile are noticed before they are used.
    await pause(50);
    const from = performance.now();
    await writing();
    return (1_000 * items) / (performance.now() - from);
  };
  try {
    const rows: Row[] = [];
    for (const batchSize of BATCH_SIZES) {
      const rounds: Rates[] = [];
      for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
        const applied = await rateOf((changes) => () => applyAll(changes, batchSize, deps));
        const raw = await rateOf((changes) => writeRaw(table, changes));
        const guarded = await rateOf((changes) => writeGuarded(table, changes));
        rounds.push({ applied, raw, guarded });
      }
      rows.push(...rowsOf(batchSize, rounds.slice(WARM_UP_ROUNDS)));
    }
    return rows;
  } finally {
    client.destroy();
    stop();
  }
}

interface Rates {
  readonly applied: number;
  readonly raw: number;
  readonly guarded: number;
}

function rowsOf(batchSize: number, rounds: readonly Rates[]): Row[] {
  const rate = (which: keyof Rates) => median(rounds.map((one) => one[which])).toFixed(0);
  const ratio = (a: keyof Rates, b: keyof Rates) => {
    const ratios = rounds.map((one) => one[a] / one[b]).toSorted((one, other) => one - other);
    return `${median(ratios).toFixed(2)} (${ratios[0]?.toFixed(2)} to ${ratios.at(-1)?.toFixed(2)})`;
  };
  return [
    ['raw BatchWriteItem, items a second', rate('raw')],
    ['the same, orders one by one under a condition', rate('guarded')],
    [`applying in batches of ${batchSize}, items a second`, rate('applied')],
    ['  ratio to BatchWriteItem, median of rounds', ratio('applied', 'raw')],
    ['  ratio to orders one by one', ratio('applied', 'guarded')],
    ['  ratio of orders one by one to BatchWriteItem', ratio('guarded', 'raw')],
  ];
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

function writeRaw(table: RegistryTable, changes: readonly QueuedChange[]): () => Promise<void> {
  const items = changes.flatMap((change) => {
    const { order, others } = itemsOf(change);
    return [order, ...others];
  });
  return () => writeBatches(table, items);
}

function writeGuarded(table: RegistryTable, changes: readonly QueuedChange[]): () => Promise<void> {
  const items = changes.map(itemsOf);
  const others = items.flatMap((one) => one.others);
  return async () => {
    await inParallel(items, ORDERS_AT_ONCE, async ({ order }) => {
      const ConditionExpression = 'attribute_not_exists(pk)';
      await table.client.send(
        new PutItemCommand({ TableName: table.tableName, Item: order, ConditionExpression }),
      );
    });
    await writeBatches(table, others);
  };
}

async function writeBatches({ client, tableName }: RegistryTable, items: readonly Item[]): Promise<void> {
  await inParallel(chunksOf(items, ITEMS_PER_WRITE), BATCHES_AT_ONCE, async (batch) => {
    const requests = batch.map((item) => ({ PutRequest: { Item: item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }));
  });
}

function itemsOf({ change, contentDigest }: QueuedChange): { readonly order: Item; readonly others: Item[] } {
  const { orderId, changeId, version, acceptedAtMs, keys } = change;
  const record = nextRecord(change, undefined, { appliedAtMs: acceptedAtMs, keysKnownAtMs: acceptedAtMs });
  const { appliedAtMs, effectiveAtMs } = record;
  const receipt = { changeId, orderId, version, status: 'applied', contentDigest, acceptedAtMs };
  return {
    order: marshall({ ...itemKeys.order(orderId), ...record }),
    others: [
      ...keys.map((key) => itemKeys.pointer(parseSubjectKey(key), orderId)),
      { ...itemKeys.receipt(changeId), ...receipt, appliedAtMs, effectiveAtMs },
      ...deadlinesOf(record).flatMap(({ dueAtMs, deadlineId, ...clock }) => [
        { ...itemKeys.due({ dueAtMs, deadlineId }), dueAtMs, deadlineId, orderId },
        { ...itemKeys.deadline(orderId, deadlineId), dueAtMs, deadlineId, ...clock },
      ]),
    ].map((item): Item => marshall(item, { removeUndefinedValues: true })),
  };
}
