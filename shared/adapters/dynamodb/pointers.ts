import { BatchWriteItemCommand, QueryCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { inParallel } from '../../concurrency/in-parallel.ts';
import type { OrderId } from '../../contracts/ids.ts';
import type { SubjectKey } from '../../identity/subject-key.ts';
import type { PointerStore } from '../../orders/ports.ts';
import { itemKeys, pointerPartition } from './keys.ts';
import { attempt, type Item, type RegistryTable, untilAborted } from './table.ts';
import { chunksOf, untilProcessed } from './unprocessed.ts';

/** Limit of BatchWriteItem. */
const ITEMS_PER_WRITE = 25;

const QUERIES_AT_ONCE = 16;

/** The sort key of a pointer is `ORDER#<order id>`. */
const ORDER_PREFIX = 'ORDER#';

/** Pointers in the table `registry`: the key is all there is to one, so putting it again changes nothing. */
export function createDynamoDbPointers({ client, tableName }: RegistryTable): PointerStore {
  async function put(batch: readonly WriteRequest[]): Promise<readonly WriteRequest[]> {
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [tableName]: [...batch] } }),
    );
    return UnprocessedItems?.[tableName] ?? [];
  }

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
      const requests = keys.map(
        (key): WriteRequest => ({
          PutRequest: { Item: marshall(itemKeys.pointer(key, orderId)) },
        }),
      );
      for (const batch of chunksOf(requests, ITEMS_PER_WRITE)) {
        await attempt('putting pointers', () => untilProcessed('putting pointers', batch, put));
      }
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
