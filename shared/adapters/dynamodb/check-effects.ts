import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { CheckEffectStore, CheckEffects } from '../../check/ports.ts';
import { itemKeys, TIME_TO_LIVE_ATTRIBUTE } from './keys.ts';
import { attempt, type RegistryTable, untilAborted } from './table.ts';

/** Effects of checks in the table `registry`; DynamoDB forgets them once nobody reports an outcome any more. */
export function createDynamoDbCheckEffects({ client, tableName }: RegistryTable): CheckEffectStore {
  return {
    async put(effects, signal) {
      const Item = marshall({
        ...itemKeys.checkEffects(effects.checkId),
        ...effects,
        [TIME_TO_LIVE_ATTRIBUTE]: Math.ceil(effects.expiresAtMs / 1_000),
      });
      await attempt('keeping the effects of a check', () =>
        client.send(new PutItemCommand({ TableName: tableName, Item }), untilAborted(signal)),
      );
    },

    async get(checkId) {
      const { Item } = await attempt('reading the effects of a check', () =>
        client.send(
          new GetItemCommand({
            TableName: tableName,
            Key: marshall(itemKeys.checkEffects(checkId)),
            ConsistentRead: true,
          }),
        ),
      );
      if (!Item) return undefined;
      const { pk: _pk, sk: _sk, [TIME_TO_LIVE_ATTRIBUTE]: _expires, ...effects } = unmarshall(Item);
      return effects as CheckEffects;
    },
  };
}
