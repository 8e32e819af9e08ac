import { BatchGetItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { OrderRecord } from '../../orders/order.ts';
import type { OrderStore } from '../../orders/ports.ts';
import { itemKeys, TIME_TO_LIVE_ATTRIBUTE } from './keys.ts';
import { attempt, type Item, ifConditionHolds, type RegistryTable, untilAborted } from './table.ts';
import { chunksOf, untilProcessed } from './unprocessed.ts';

/** Limit of BatchGetItem. */
const KEYS_PER_READ = 100;

/** Orders in the table `registry`: one item an order with its history, so that both change in one write. */
export function createDynamoDbOrders({ client, tableName }: RegistryTable): OrderStore {
  return {
    async get(orderId, signal) {
      const { Item } = await attempt('reading an order', () =>
        client.send(
          new GetItemCommand({
            TableName: tableName,
            Key: marshall(itemKeys.order(orderId)),
            ConsistentRead: true,
          }),
          untilAborted(signal),
        ),
      );
      return Item && toRecord(Item);
    },

    async getMany(orderIds, signal) {
      const records: OrderRecord[] = [];
      const keys = [...new Set(orderIds)].map((orderId): Item => marshall(itemKeys.order(orderId)));
      const read = async (batch: readonly Item[]) => {
        const { Responses, UnprocessedKeys } = await client.send(
          new BatchGetItemCommand({
            RequestItems: { [tableName]: { Keys: [...batch], ConsistentRead: true } },
          }),
          untilAborted(signal),
        );
        records.push(...(Responses?.[tableName] ?? []).map(toRecord));
        return UnprocessedKeys?.[tableName]?.Keys ?? [];
      };
      for (const batch of chunksOf(keys, KEYS_PER_READ)) {
        await attempt('reading orders', () => untilProcessed('reading orders', batch, read, signal));
      }
      return records;
    },

    async write(record, replaces) {
      const written = await ifConditionHolds('writing an order', () =>
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: marshall({ ...itemKeys.order(record.orderId), ...record }),
            ...(replaces ? stillThere(replaces) : { ConditionExpression: 'attribute_not_exists(pk)' }),
          }),
        ),
      );
      return written ? 'written' : 'conflict';
    },
  };
}

/**
 * Version and change name the document, the revision tells it from itself after another write. Records from before
 * there were revisions have none.
 */
function stillThere({ version, changeId, effectiveAtMs, revision }: OrderRecord) {
  const document = 'version = :version AND changeId = :changeId AND effectiveAtMs = :effectiveAtMs';
  const isSame = revision === undefined ? 'attribute_not_exists(revision)' : 'revision = :revision';
  return {
    ConditionExpression: `${document} AND ${isSame}`,
    ExpressionAttributeValues: marshall({
      ':version': version,
      ':changeId': changeId,
      ':effectiveAtMs': effectiveAtMs,
      ...(revision === undefined ? {} : { ':revision': revision }),
    }),
  };
}

function toRecord(item: Item): OrderRecord {
  const { pk: _pk, sk: _sk, [TIME_TO_LIVE_ATTRIBUTE]: _expires, ...record } = unmarshall(item);
  return record as OrderRecord;
}
