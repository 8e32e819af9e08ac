import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { inParallel } from '../../concurrency/in-parallel.ts';
import type { OrderId } from '../../contracts/ids.ts';
import type { SubjectKey } from '../../identity/subject-key.ts';
import type { PointerStore } from '../../orders/ports.ts';
import { createBatchedPuts } from './batched-puts.ts';
import { itemKeys, pointerPartition } from './keys.ts';
import { attempt, type Item, type RegistryTable, untilAborted } from './table.ts';

const QUERIES_AT_ONCE = 16;

/** The sort key of a pointer is `ORDER#<order id>`. */
const ORDER_PREFIX = 'ORDER#';

/** Pointers in the table `registry`: the key is all there is to one, so putting it again changes nothing. */
export function createDynamoDbPointers({ client, tableName }: RegistryTable): PointerStore {
  const putPointer = createBatchedPuts({ client, tableName }, 'putting pointers');

  async function ordersOf(key: SubjectKey, signal: AbortSignal | undefined): Promise<OrderId[]> {
    const orderIds: OrderId[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await attempt('reading the pointers of a key', () =>
        client.send(
          new QueryCommand({
            TableName: tableName,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: marshall({ ':pk': pointerPartition(key) }),
            ProjectionExpression: 'sk',
            ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
          }),
          untilAborted(signal),
        ),
      );
      for (const item of page.Items ?? []) orderIds.push(toOrderId(item));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return orderIds;
  }

  return {
    async put(orderId, keys) {
      await Promise.all(keys.map((key) => putPointer(marshall(itemKeys.pointer(key, orderId)))));
    },

    async findOrderIds(keys, signal) {
      const found = await inParallel(keys, QUERIES_AT_ONCE, (key) => ordersOf(key, signal));
      return [...new Set(found.flat())];
    },
  };
}

function toOrderId(item: Item): OrderId {
  const { sk } = unmarshall(item);
  return (sk as string).slice(ORDER_PREFIX.length) as OrderId;
}
