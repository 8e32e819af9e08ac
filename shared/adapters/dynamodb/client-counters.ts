import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ClientCounters } from '../../rate-limits/ports.ts';
import { mapCounts } from '../../rate-limits/shared-counts.ts';
import { expiresAtS } from '../../retention/periods.ts';
import { itemKeys, TIME_TO_LIVE_ATTRIBUTE } from './keys.ts';
import { attempt, type Item, type RegistryTable } from './table.ts';

/** Counts of clients in the table `registry`: one item for each client and API, with the sums since its first request. */
export function createDynamoDbClientCounters({ client, tableName }: RegistryTable): ClientCounters {
  return {
    async add({ clientId, api }, { passed, documents, subjects, outcomes }, nowMs) {
      const { Attributes } = await attempt('counting what a client asked', () =>
        client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: marshall(itemKeys.clientCounts(clientId, api)),
            UpdateExpression:
              'SET #expires = :expires ADD passed :passed, documents :documents, subjects :subjects, outcomes :outcomes',
            ExpressionAttributeNames: { '#expires': TIME_TO_LIVE_ATTRIBUTE },
            ExpressionAttributeValues: marshall({
              ':expires': expiresAtS('clientCounts', nowMs),
              ':passed': passed,
              ':documents': documents,
              ':subjects': subjects,
              ':outcomes': outcomes,
            }),
            ReturnValues: 'UPDATED_NEW',
          }),
        ),
      );
      const sums = unmarshall(Attributes as Item);
      return mapCounts((count) => sums[count] as number);
    },
  };
}
