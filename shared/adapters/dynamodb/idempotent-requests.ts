import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DependencyUnavailable } from '../../contracts/problem.ts';
import type { RequestClaim, RequestRecord, RequestStore } from '../../idempotency/ports.ts';
import { expiresAtS } from '../../retention/periods.ts';
import { itemKeys, TIME_TO_LIVE_ATTRIBUTE } from './keys.ts';
import { attempt, type Item, ifConditionHolds, type RegistryTable } from './table.ts';

/** A name may be given back between its refusal and the read that follows; not so often in a row. */
const MAX_CLAIMS = 3;

/** Whoever writes names the attempt that it takes to hold the name. */
const STILL_HELD = 'claimId = :claimId';

/**
 * Requests in the table `registry`. They remove themselves a day later, or some days after that; whether the time of one
 * is over, its reader judges.
 */
export function createDynamoDbIdempotentRequests({ client, tableName }: RegistryTable): RequestStore {
  async function read(name: string): Promise<RequestRecord | undefined> {
    const { Item } = await attempt('reading what is known of a request', () =>
      client.send(
        new GetItemCommand({
          TableName: tableName,
          Key: marshall(itemKeys.idempotentRequest(name)),
          ConsistentRead: true,
        }),
      ),
    );
    return Item && toRecord(Item);
  }

  function replace(what: string, record: RequestRecord, claimId: string): Promise<boolean> {
    return ifConditionHolds(what, () =>
      client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: toItem(record),
          ConditionExpression: STILL_HELD,
          ExpressionAttributeValues: marshall({ ':claimId': claimId }),
        }),
      ),
    );
  }

  return {
    async claim(claim) {
      for (let claims = 0; claims < MAX_CLAIMS; claims++) {
        const claimed = await ifConditionHolds('claiming a request', () =>
          client.send(
            new PutItemCommand({
              TableName: tableName,
              Item: toItem(claim),
              ConditionExpression: 'attribute_not_exists(pk)',
            }),
          ),
        );
        if (claimed) return { kind: 'claimed' };
        const holder = await read(claim.name);
        // A retry of the SDK finds what its first attempt wrote, whose answer was lost.
        if (holder?.claimId === claim.claimId) return { kind: 'claimed' };
        if (holder) return { kind: 'held', holder };
      }
      throw new DependencyUnavailable('dynamodb', 'the claim of a request was removed each time');
    },

    async takeOver(claim, holder) {
      if (await replace('taking over a request', claim, holder.claimId)) return 'taken';
      return (await read(claim.name))?.claimId === claim.claimId ? 'taken' : 'conflict';
    },

    async keep(claim, sealedAnswer) {
      const record = { ...claim, sealedAnswer };
      return (await replace('keeping the answer to a request', record, claim.claimId)) ? 'kept' : 'overtaken';
    },

    async free({ name, claimId }) {
      await ifConditionHolds('giving back the name of a request', () =>
        client.send(
          new DeleteItemCommand({
            TableName: tableName,
            Key: marshall(itemKeys.idempotentRequest(name)),
            ConditionExpression: STILL_HELD,
            ExpressionAttributeValues: marshall({ ':claimId': claimId }),
          }),
        ),
      );
    },
  };
}

function toItem({ name, content, claimId, claimedAtMs, sealedAnswer }: RequestRecord): Item {
  return marshall(
    {
      ...itemKeys.idempotentRequest(name),
      name,
      content,
      claimId,
      claimedAtMs,
      sealedAnswer,
      [TIME_TO_LIVE_ATTRIBUTE]: expiresAtS('idempotentRequest', claimedAtMs),
    },
    { removeUndefinedValues: true },
  );
}

function toRecord(item: Item): RequestRecord {
  const { name, content, claimId, claimedAtMs, sealedAnswer } = unmarshall(item);
  const claim: RequestClaim = { name, content, claimId, claimedAtMs };
  return sealedAnswer === undefined ? claim : { ...claim, sealedAnswer };
}
