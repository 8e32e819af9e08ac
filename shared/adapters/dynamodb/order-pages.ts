import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { OrderId } from '../../contracts/ids.ts';
import type { OrderPages } from '../../key-rotation/ports.ts';
import { ORDER_PREFIX } from './keys.ts';
import { createDynamoDbOrders } from './orders.ts';
import { attempt, type Item, type RegistryTable } from './table.ts';

/** Items that one request looks at, of whatever kind. The orders among them are held at the same time. */
const ITEMS_PER_PAGE = 300;

/**
 * All orders in the table `registry`: their ids by a strongly consistent scan that asks for keys alone, as a scan cannot be
 * limited to one kind of item, and then the orders themselves.
 */
export function createDynamoDbOrderPages(table: RegistryTable, itemsPerPage = ITEMS_PER_PAGE): OrderPages {
  const { client, tableName } = table;
  const orders = createDynamoDbOrders(table);
  return {
    async page(cursor) {
      const { Items = [], LastEvaluatedKey } = await attempt('scanning for orders', () =>
        client.send(
          new ScanCommand({
            TableName: tableName,
            ConsistentRead: true,
            Limit: itemsPerPage,
            FilterExpression: 'begins_with(pk, :order)',
            ExpressionAttributeValues: marshall({ ':order': ORDER_PREFIX }),
            ProjectionExpression: 'pk',
            ...(cursor === undefined ? {} : { ExclusiveStartKey: JSON.parse(cursor) as Item }),
          }),
        ),
      );
      return {
        orders: await orders.getMany(Items.map(toOrderId)),
        next: LastEvaluatedKey ? JSON.stringify(LastEvaluatedKey) : undefined,
      };
    },
  };
}

function toOrderId(item: Item): OrderId {
  return String(unmarshall(item).pk).slice(ORDER_PREFIX.length) as OrderId;
}
