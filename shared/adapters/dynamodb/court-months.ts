import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { CountedDenial } from '../../interceptions/effects.ts';
import type { CourtMonthStore } from '../../interceptions/ports.ts';
import { COURT_MONTH_ATTRIBUTE, COURT_MONTHS_INDEX, courtMonthPartition } from './keys.ts';
import { attempt, type Item, type RegistryTable } from './table.ts';

/**
 * Denials under the orders of a court in a month, by an index on interceptions that holds nothing but what is counted. An
 * index lags behind by moments, so no decision, notice or answer to a person rests on it.
 */
export function createDynamoDbCourtMonths({ client, tableName }: RegistryTable): CourtMonthStore {
  return {
    async listByCourtMonth(courtCode, month) {
      const denials: CountedDenial[] = [];
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = await attempt('reading the denials of a court', () =>
          client.send(
            new QueryCommand({
              TableName: tableName,
              IndexName: COURT_MONTHS_INDEX,
              KeyConditionExpression: `${COURT_MONTH_ATTRIBUTE} = :pk`,
              ExpressionAttributeNames: { '#items': 'items' },
              ProjectionExpression: 'productClass, #items, attempts, outcome, firstAtMs',
              ExpressionAttributeValues: marshall({ ':pk': courtMonthPartition(courtCode, month) }),
              ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
            }),
          ),
        );
        denials.push(...(page.Items ?? []).map((item) => unmarshall(item) as CountedDenial));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return denials;
    },
  };
}
