import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ReminderStore } from '../../due-process/ports.ts';
import type { Reminder } from '../../due-process/reminders.ts';
import { expiresAtS } from '../../retention/periods.ts';
import { itemKeys, reminderPartition, TIME_TO_LIVE_ATTRIBUTE } from './keys.ts';
import { createPartitionReader } from './partition-reader.ts';
import { type Item, ifConditionHolds, type RegistryTable } from './table.ts';

/** Courts' queues of reminders in the table `registry`. */
export function createDynamoDbReminders(table: RegistryTable): ReminderStore {
  const reader = createPartitionReader(table);
  return {
    async putOnce(reminder) {
      const stored = await ifConditionHolds('storing a reminder', () =>
        table.client.send(
          new PutItemCommand({
            TableName: table.tableName,
            Item: marshall(
              {
                ...itemKeys.reminder(reminder),
                ...reminder,
                [TIME_TO_LIVE_ATTRIBUTE]: expiresAtS('reminder', reminder.remindedAtMs),
              },
              { removeUndefinedValues: true },
            ),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
      return stored ? 'stored' : 'present';
    },

    async listFor(addressee, limit, after) {
      const { items, last } = await reader.page('reading the reminders of a court', {
        partition: reminderPartition(addressee),
        limit,
        ...(after === undefined ? {} : { after }),
      });
      return { reminders: items.map(toReminder), ...(last === undefined ? {} : { next: last }) };
    },
  };
}

function toReminder(item: Item): Reminder {
  const { pk: _pk, sk: _sk, [TIME_TO_LIVE_ATTRIBUTE]: _expires, ...reminder } = unmarshall(item);
  return reminder as Reminder;
}
