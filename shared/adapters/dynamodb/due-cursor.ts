import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { DueCursorStore } from '../../due-process/ports.ts';
import { itemKeys } from './keys.ts';
import { attempt, type RegistryTable } from './table.ts';

/** How far the last run through the clocks came, in the table `registry`. */
export function createDynamoDbDueCursor({ client, tableName }: RegistryTable): DueCursorStore {
  const TableName = tableName;
  const Key = marshall(itemKeys.dueCursor());
  return {
    async read() {
      const { Item } = await attempt('reading how far the last run came', () =>
        client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true })),
      );
      if (!Item) return undefined;
      const { dueAtMs, deadlineId } = unmarshall(Item);
      return { dueAtMs: dueAtMs as number, deadlineId: deadlineId as string };
    },
    async write(position) {
      if (position === undefined) {
        await attempt('forgetting how far the last run came', () =>
          client.send(new DeleteItemCommand({ TableName, Key })),
        );
        return;
      }
      const { dueAtMs, deadlineId } = position;
      await attempt('noting how far this run came', () =>
        client.send(
          new PutItemCommand({ TableName, Item: { ...Key, ...marshall({ dueAtMs, deadlineId }) } }),
        ),
      );
    },
  };
}
