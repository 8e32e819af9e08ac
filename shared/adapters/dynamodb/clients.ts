import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ClientRecord } from '../../operators/client-record.ts';
import type { ClientDirectory } from '../../operators/ports.ts';
import { CLIENTS_PARTITION, itemKeys } from './keys.ts';
import { createPartitionReader } from './partition-reader.ts';
import { attempt, type Item, ifConditionHolds, type RegistryTable } from './table.ts';

const PAGE = 500;

/** Machine clients in the table `registry`. */
export function createDynamoDbClients(table: RegistryTable): ClientDirectory {
  const { client, tableName } = table;
  const reader = createPartitionReader(table);
  return {
    async find(clientId) {
      const { Item } = await attempt('reading a client', () =>
        client.send(
          new GetItemCommand({
            TableName: tableName,
            Key: marshall(itemKeys.client(clientId)),
            ConsistentRead: true,
          }),
        ),
      );
      return Item && toRecord(Item);
    },

    async put(record) {
      const written = await ifConditionHolds('writing a client', () =>
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: marshall({ ...itemKeys.client(record.clientId), ...record }),
            ConditionExpression: 'attribute_not_exists(pk) OR #status = :active',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: marshall({ ':active': 'active' }),
          }),
        ),
      );
      return written ? 'written' : 'removed-before';
    },

    async remove(clientId, atMs) {
      const removed = await ifConditionHolds('removing a client', () =>
        client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: marshall(itemKeys.client(clientId)),
            UpdateExpression: 'SET #status = :removed, removedAtMs = if_not_exists(removedAtMs, :at)',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: marshall({ ':removed': 'removed', ':at': atMs }),
          }),
        ),
      );
      return removed ? 'removed' : 'unknown';
    },

    async list() {
      const records: ClientRecord[] = [];
      let after: string | undefined;
      do {
        const { items, last } = await reader.page('listing the clients', {
          partition: CLIENTS_PARTITION,
          limit: PAGE,
          ...(after === undefined ? {} : { after }),
        });
        records.push(...items.map(toRecord));
        after = last;
      } while (after !== undefined);
      return records;
    },
  };
}

function toRecord(item: Item): ClientRecord {
  const { pk: _pk, sk: _sk, ...record } = unmarshall(item);
  return record as ClientRecord;
}
