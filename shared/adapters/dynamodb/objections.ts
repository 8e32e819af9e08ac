import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Objection } from '../../due-process/objections/objection.ts';
import type { ObjectionStore } from '../../due-process/objections/ports.ts';
import { itemKeys, objectionPartition } from './keys.ts';
import { createPartitionReader } from './partition-reader.ts';
import { attempt, type Item, ifConditionHolds, type RegistryTable } from './table.ts';

const PAGE = 100;

/** Objections in the table `registry`, each one item that is written only over the revision before. */
export function createDynamoDbObjections(table: RegistryTable): ObjectionStore {
  const { client, tableName } = table;
  const reader = createPartitionReader(table);
  return {
    async get(orderId, objectionId) {
      const { Item } = await attempt('reading an objection', () =>
        client.send(
          new GetItemCommand({
            TableName: tableName,
            Key: marshall(itemKeys.objection(orderId, objectionId)),
            ConsistentRead: true,
          }),
        ),
      );
      return Item && toObjection(Item);
    },

    async listByOrder(orderId) {
      const objections: Objection[] = [];
      let after: string | undefined;
      do {
        const { items, last } = await reader.page('reading the objections to an order', {
          partition: objectionPartition(orderId),
          limit: PAGE,
          ...(after === undefined ? {} : { after }),
        });
        objections.push(...items.map(toObjection));
        after = last;
      } while (after !== undefined);
      return objections.sort((a, b) => a.filedAtMs - b.filedAtMs || (a.objectionId < b.objectionId ? -1 : 1));
    },

    async write(objection) {
      const before = objection.revision - 1;
      const written = await ifConditionHolds('writing an objection', () =>
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: marshall(
              { ...itemKeys.objection(objection.orderId, objection.objectionId), ...objection },
              { removeUndefinedValues: true },
            ),
            ConditionExpression: before === 0 ? 'attribute_not_exists(pk)' : 'revision = :before',
            ...(before === 0 ? {} : { ExpressionAttributeValues: marshall({ ':before': before }) }),
          }),
        ),
      );
      return written ? 'written' : 'conflict';
    },
  };
}

function toObjection(item: Item): Objection {
  const { pk: _pk, sk: _sk, ...objection } = unmarshall(item);
  return objection as Objection;
}
