import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { BEFORE_FIRST, type ChangeLog } from '../../filter/ports.ts';
import { formatSequence, LOG_PARTITION } from './keys.ts';
import { fromLogItem, readSequence, toLogItem } from './log-item.ts';
import { attempt, ifConditionHolds, type RegistryTable, untilAborted } from './table.ts';

/** The change log in the table `registry`; every read is strongly consistent (I3). */
export function createDynamoDbChangeLog({ client, tableName }: RegistryTable): ChangeLog {
  return {
    async head(signal) {
      return await attempt('reading the head of the log', async () => {
        const { Items } = await client.send(
          new QueryCommand({
            TableName: tableName,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :log',
            ExpressionAttributeValues: { ':log': { S: LOG_PARTITION } },
            ProjectionExpression: 'sk',
            ScanIndexForward: false,
            Limit: 1,
          }),
          untilAborted(signal),
        );
        const newest = Items?.[0];
        return newest ? readSequence(newest.sk?.S) : BEFORE_FIRST;
      });
    },

    async put(sequence, payload, signal) {
      const command = new PutItemCommand({
        TableName: tableName,
        Item: toLogItem(sequence, payload),
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      const done = await ifConditionHolds('appending to the log', () =>
        client.send(command, untilAborted(signal)),
      );
      return done ? 'appended' : 'taken';
    },

    async readAfter(sequence, signal) {
      return await attempt('reading the log', async () => {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName: tableName,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :log AND sk > :after',
            ExpressionAttributeValues: {
              ':log': { S: LOG_PARTITION },
              ':after': { S: formatSequence(sequence) },
            },
          }),
          untilAborted(signal),
        );
        return { entries: Items.map(fromLogItem), more: LastEvaluatedKey !== undefined };
      });
    },
  };
}
