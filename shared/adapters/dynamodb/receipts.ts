import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ChangeId } from '../../contracts/ids.ts';
import { DependencyUnavailable } from '../../contracts/problem.ts';
import type { Receipt, ReceiptStore } from '../../orders/ports.ts';
import { expiresAtS } from '../../retention/periods.ts';
import { createBatchedPuts } from './batched-puts.ts';
import { itemKeys, TIME_TO_LIVE_ATTRIBUTE } from './keys.ts';
import { attempt, type Item, ifConditionHolds, type RegistryTable } from './table.ts';

/** The receipt may be settled as rejected between a claim and the read that follows it; not twice in a row. */
const MAX_CLAIMS = 3;

/** Receipts of changes in the table `registry`. */
export function createDynamoDbReceipts({ client, tableName }: RegistryTable): ReceiptStore {
  const settle = createBatchedPuts({ client, tableName }, 'settling receipts');

  async function get(changeId: ChangeId): Promise<Receipt | undefined> {
    const { Item } = await attempt('reading a receipt', () =>
      client.send(
        new GetItemCommand({
          TableName: tableName,
          Key: marshall(itemKeys.receipt(changeId)),
          ConsistentRead: true,
        }),
      ),
    );
    return Item && toReceipt(Item);
  }

  return {
    get,

    async claim(receipt) {
      for (let claims = 0; claims < MAX_CLAIMS; claims++) {
        const claimed = await ifConditionHolds('claiming a change id', () =>
          client.send(
            new PutItemCommand({
              TableName: tableName,
              Item: toItem(receipt),
              ConditionExpression: 'attribute_not_exists(pk) OR #status = :rejected',
              ExpressionAttributeNames: { '#status': 'status' },
              ExpressionAttributeValues: marshall({ ':rejected': 'rejected' }),
            }),
          ),
        );
        if (claimed) return { kind: 'claimed' };
        const holder = await get(receipt.changeId);
        if (holder && holder.status !== 'rejected') return { kind: 'exists', receipt: holder };
      }
      throw new DependencyUnavailable('dynamodb', 'a change id was given up and taken by others each time');
    },

    async settle(receipt) {
      await settle(toItem(receipt));
    },
  };
}

function toItem(receipt: Receipt): Item {
  const ends = { [TIME_TO_LIVE_ATTRIBUTE]: expiresAtS('receipt', receipt.acceptedAtMs) };
  return marshall(
    { ...itemKeys.receipt(receipt.changeId), ...receipt, ...ends },
    { removeUndefinedValues: true },
  );
}

function toReceipt(item: Item): Receipt {
  const { pk: _pk, sk: _sk, [TIME_TO_LIVE_ATTRIBUTE]: _expires, ...receipt } = unmarshall(item);
  return receipt as Receipt;
}
