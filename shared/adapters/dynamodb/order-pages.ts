import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { OrderPages } from '../../key-rotation/ports.ts';
import { ORDER_PREFIX } from './keys.ts';
import { toRecord } from './orders.ts';
import { attempt, type Item, type RegistryTable } from './table.ts';

/** Items that one request looks at, of whatever kind: of them some are orders, of which the largest have 400 KB. */
const ITEMS_PER_PAGE = 500;

/** All orders in the table `registry`, by a strongly consistent scan. A page holds at most 1 MB. */
export function createDynamoDbOrderPages(
  { client, tableName }: RegistryTable,
  itemsPerPage = ITEMS_PER_PAGE,
): OrderPages {
  return {
    async page(cursor) {
      const { Items = [], LastEvaluatedKey } = await attempt('scanning the orders', () =>
        client.send(
          new ScanCommand({
            TableName: tableName,
            ConsistentRead: true,
            Limit: itemsPerPage,
            FilterExpression: 'begins_with(pk, :order)',
            ExpressionAttributeValues: marshall({ ':order': ORDER_PREFIX }),
            ...(cursor === undefined ? {} : { ExclusiveStartKey: JSON.parse(cursor) as Item }),
          }),
        ),
      );
      return {
        orders: Items.map(toRecord),
        next: LastEvaluatedKey ? JSON.stringify(LastEvaluatedKey) : undefined,
      };
    },
  };
}
