import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { inParallel } from '../../concurrency/in-parallel.ts';
import type { EndedOrderStore } from '../../retention/ports.ts';
import { createBatchedPuts } from './batched-puts.ts';
import { type ItemKey, interceptionPartition, itemKeys, TIME_TO_LIVE_ATTRIBUTE } from './keys.ts';
import { createPartitionReader } from './partition-reader.ts';
import { ifConditionHolds, type RegistryTable } from './table.ts';

const UPDATES_AT_ONCE = 16;

const WHAT = 'limiting how long an item is kept';
const READING = 'reading what hangs on an order';

/** Which end an item gets, and on which condition beside that it is there. */
interface EndOfItem {
  readonly expiresAtS: number;
  readonly condition?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Sets the time to live of items in the table `registry`; DynamoDB removes them some time after it. */
export function createDynamoDbRetention(table: RegistryTable): EndedOrderStore {
  const { client, tableName: TableName } = table;
  const partitions = createPartitionReader(table);
  const putPointer = createBatchedPuts(table, 'putting pointers again');

  async function expire(
    key: ItemKey,
    { expiresAtS, condition, names = {}, values = {} }: EndOfItem,
  ): Promise<void> {
    await ifConditionHolds(WHAT, () =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall(key),
          // An update creates an item that is not there, so it has to be asked for.
          ConditionExpression: `attribute_exists(pk)${condition === undefined ? '' : ` AND (${condition})`}`,
          UpdateExpression: 'SET #expires = :at',
          ExpressionAttributeNames: { '#expires': TIME_TO_LIVE_ATTRIBUTE, ...names },
          ExpressionAttributeValues: marshall({ ':at': expiresAtS, ...values }),
        }),
      ),
    );
  }

  async function keep(key: ItemKey): Promise<void> {
    await ifConditionHolds(WHAT, () =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall(key),
          ConditionExpression: 'attribute_exists(#expires)',
          UpdateExpression: 'REMOVE #expires',
          ExpressionAttributeNames: { '#expires': TIME_TO_LIVE_ATTRIBUTE },
        }),
      ),
    );
  }

  async function expireAll(pk: string, expiresAtS: number): Promise<void> {
    const sortKeys = await partitions.sortKeys(READING, pk);
    await inParallel(sortKeys, UPDATES_AT_ONCE, (sk) => expire({ pk, sk }, { expiresAtS }));
  }

  async function keepAll(pk: string): Promise<void> {
    const sortKeys = await partitions.sortKeys(READING, pk, TIME_TO_LIVE_ATTRIBUTE);
    await inParallel(sortKeys, UPDATES_AT_ONCE, (sk) => keep({ pk, sk }));
  }

  return {
    expireInterceptions: (orderId, expiresAtS) => expireAll(interceptionPartition(orderId), expiresAtS),

    expireAllowances: (orderId, expiresAtS) => expireAll(itemKeys.allowance(orderId, '').pk, expiresAtS),

    async expirePointers(orderId, keys, expiresAtS) {
      const condition = 'attribute_not_exists(#expires) OR #expires > :at';
      await inParallel(keys, UPDATES_AT_ONCE, (key) =>
        expire(itemKeys.pointer(key, orderId), { expiresAtS, condition }),
      );
    },

    async expireOrder(orderId, expiresAtS, periodEndedByMs) {
      const ended = 'terms.#status IN (:released, :cancelled)';
      const over = periodEndedByMs === undefined ? '' : ' OR terms.period.toMs <= :endedBy';
      await expire(itemKeys.order(orderId), {
        expiresAtS,
        condition: `${ended}${over}`,
        names: { '#status': 'status' },
        values: {
          ':released': 'released',
          ':cancelled': 'cancelled',
          ...(periodEndedByMs === undefined ? {} : { ':endedBy': periodEndedByMs }),
        },
      });
    },

    keepInterceptions: (orderId) => keepAll(interceptionPartition(orderId)),

    keepAllowances: (orderId) => keepAll(itemKeys.allowance(orderId, '').pk),

    async keepPointers(orderId, keys) {
      await Promise.all(keys.map((key) => putPointer(marshall(itemKeys.pointer(key, orderId)))));
    },
  };
}
