import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { RateCounters } from '../../rate-limits/ports.ts';
import { expiresAtS } from '../../retention/periods.ts';
import { itemKeys, TIME_TO_LIVE_ATTRIBUTE } from './keys.ts';
import { attempt, type Item, type RegistryTable } from './table.ts';

/**
 * Counters in the table `registry`. `ADD` is atomic without a condition. A retry after a lost answer counts twice,
 * which errs on the side of the limit.
 */
export function createDynamoDbRateCounters({ client, tableName }: RegistryTable): RateCounters {
  return {
    async increment({ name, windowFromMs, windowToMs }) {
      const { Attributes } = await attempt('counting under a rate limit', () =>
        client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: marshall(itemKeys.rateCounter(name, windowFromMs)),
            UpdateExpression: 'SET #expires = :expires ADD passages :one',
            ExpressionAttributeNames: { '#expires': TIME_TO_LIVE_ATTRIBUTE },
            ExpressionAttributeValues: marshall({
              ':expires': expiresAtS('rateCounter', windowToMs),
              ':one': 1,
            }),
            ReturnValues: 'UPDATED_NEW',
          }),
        ),
      );
      return unmarshall(Attributes as Item).passages as number;
    },
  };
}
