import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DependencyUnavailable } from '../../contracts/problem.ts';
import type { ActClaim, ActClaimStore } from '../../due-process/acts/ports.ts';
import { expiresAtS } from '../../retention/periods.ts';
import { itemKeys, TIME_TO_LIVE_ATTRIBUTE } from './keys.ts';
import { attempt, type Item, ifConditionHolds, type RegistryTable } from './table.ts';

/** A claim may be removed between its refusal and the read that follows; not twice in a row. */
const MAX_CLAIMS = 3;

/** Claims of acts in the table `registry`. They remove themselves when nothing can be under way any more. */
export function createDynamoDbActClaims({ client, tableName }: RegistryTable): ActClaimStore {
  async function read(claim: ActClaim): Promise<ActClaim | undefined> {
    const { Item } = await attempt('reading the claim of an act', () =>
      client.send(
        new GetItemCommand({ TableName: tableName, Key: marshall(keyOf(claim)), ConsistentRead: true }),
      ),
    );
    return Item && toClaim(Item);
  }

  return {
    async claim(claim) {
      for (let claims = 0; claims < MAX_CLAIMS; claims++) {
        const claimed = await ifConditionHolds('claiming an act', () =>
          client.send(
            new PutItemCommand({
              TableName: tableName,
              Item: toItem(claim),
              ConditionExpression: 'attribute_not_exists(pk)',
            }),
          ),
        );
        if (claimed) return { kind: 'claimed' };
        const holder = await read(claim);
        if (holder) return { kind: 'held', holder };
      }
      throw new DependencyUnavailable('dynamodb', 'the claim of an act was removed each time');
    },

    async takeOver(claim, holder) {
      const taken = await ifConditionHolds('taking over the claim of an act', () =>
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: toItem(claim),
            ConditionExpression: 'changeId = :changeId AND claimedAtMs = :claimedAtMs',
            ExpressionAttributeValues: marshall({
              ':changeId': holder.changeId,
              ':claimedAtMs': holder.claimedAtMs,
            }),
          }),
        ),
      );
      return taken ? 'taken' : 'conflict';
    },
  };
}

function keyOf({ orderId, version, ending }: ActClaim) {
  return itemKeys.actClaim(orderId, version, ending);
}

function toItem(claim: ActClaim): Item {
  const ends = { [TIME_TO_LIVE_ATTRIBUTE]: expiresAtS('actClaim', claim.claimedAtMs) };
  return marshall({ ...keyOf(claim), ...claim, ...ends });
}

function toClaim(item: Item): ActClaim {
  const { orderId, version, ending, changeId, claimedAtMs } = unmarshall(item);
  return { orderId, version, ending, changeId, claimedAtMs } as ActClaim;
}
