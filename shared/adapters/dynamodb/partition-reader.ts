import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { attempt, type Item, type RegistryTable } from './table.ts';

export interface PageRequest {
  readonly partition: string;
  /** Only sort keys that begin so. */
  readonly prefix?: string;
  /** Begins behind this sort key, whether there is an item under it or not. */
  readonly after?: string;
  readonly limit: number;
}

export interface PartitionReader {
  /**
   * Up to `limit` items in the sequence of their sort keys.
   *
   * @returns with them the sort key after which more may follow; `undefined` at the end.
   * @throws DependencyUnavailable
   */
  page(what: string, request: PageRequest): Promise<{ items: readonly Item[]; last: string | undefined }>;
  /** Every sort key of a partition, in sequence; only of items that have the attribute, if one is named. */
  sortKeys(what: string, partition: string, having?: string): Promise<readonly string[]>;
}

/** Reads partitions page by page, with strong consistency. */
export function createPartitionReader({ client, tableName }: RegistryTable): PartitionReader {
  return {
    async page(what, { partition, prefix, after, limit }) {
      const { Items, LastEvaluatedKey } = await attempt(what, () =>
        client.send(
          new QueryCommand({
            TableName: tableName,
            ConsistentRead: true,
            KeyConditionExpression:
              prefix === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: marshall({
              ':pk': partition,
              ...(prefix === undefined ? {} : { ':prefix': prefix }),
            }),
            Limit: limit,
            ...(after === undefined ? {} : { ExclusiveStartKey: marshall({ pk: partition, sk: after }) }),
          }),
        ),
      );
      return { items: Items ?? [], last: LastEvaluatedKey?.sk?.S };
    },

    async sortKeys(what, partition, having) {
      const keys: string[] = [];
      let ExclusiveStartKey: Item | undefined;
      do {
        const { Items, LastEvaluatedKey } = await attempt(what, () =>
          client.send(
            new QueryCommand({
              TableName: tableName,
              ConsistentRead: true,
              KeyConditionExpression: 'pk = :pk',
              ExpressionAttributeValues: marshall({ ':pk': partition }),
              ProjectionExpression: 'sk',
              ...(having === undefined
                ? {}
                : {
                    FilterExpression: 'attribute_exists(#having)',
                    ExpressionAttributeNames: { '#having': having },
                  }),
              ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
            }),
          ),
        );
        for (const { sk } of Items ?? []) keys.push(sk?.S as string);
        ExclusiveStartKey = LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return keys;
    },
  };
}
