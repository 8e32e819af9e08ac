import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { inParallel } from '../../concurrency/in-parallel.ts';
import type { EndedOrderStore } from '../../retention/ports.ts';
import { type ItemKey, interceptionPartition, itemKeys, TIME_TO_LIVE_ATTRIBUTE } from './keys.ts';
import { createPartitionReader } from './partition-reader.ts';
import { ifConditionHolds, type RegistryTable } from './table.ts';

const UPDATES_AT_ONCE = 16;

/** Sets the time to live of items in the table `registry`; DynamoDB removes them some time after it. */
export function createDynamoDbRetention({ client, tableName }: RegistryTable): EndedOrderStore {
  const partitions = createPartitionReader({ client, tableName });

  async function expire(key: ItemKey, expiresAtS: number, furtherCondition = ''): Promise<void> {
    await ifConditionHolds('limiting how long an item is kept', () =>
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall(key),
          // An update creates an item that is not there, so it has to be asked for.
          ConditionExpression: `attribute_exists(pk)${furtherCondition}`,
          UpdateExpression: 'SET #expires = :at',
          ExpressionAttributeNames: {
            '#expires': TIME_TO_LIVE_ATTRIBUTE,
            ...(furtherCondition === '' ? {} : { '#status': 'status' }),
          },
          ExpressionAttributeValues: marshall({
            ':at': expiresAtS,
            ...(furtherCondition === '' ? {} : { ':released': 'released', ':cancelled': 'cancelled' }),
          }),
        }),
      ),
    );
  }

  async function expirePartition(pk: string, expiresAtS: number): Promise<void> {
    const sortKeys = await partitions.sortKeys('reading what hangs on an order', pk);
    await inParallel(sortKeys, UPDATES_AT_ONCE, (sk) => expire({ pk, sk }, expiresAtS));
  }

  return {
    expireInterceptions: (orderId, expiresAtS) => expirePartition(interceptionPartition(orderId), expiresAtS),
    expireAllowances: (orderId, expiresAtS) =>
      expirePartition(itemKeys.allowance(orderId, '').pk, expiresAtS),
    async expirePointers(orderId, keys, expiresAtS) {
      await inParallel(keys, UPDATES_AT_ONCE, (key) => expire(itemKeys.pointer(key, orderId), expiresAtS));
    },
    expireOrder: (orderId, expiresAtS) =>
      expire(itemKeys.order(orderId), expiresAtS, ' AND terms.#status IN (:released, :cancelled)'),
  };
}
