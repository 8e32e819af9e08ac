import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { EMPTY_LEDGER, type LedgerEntry } from '../../allowances/ledger.ts';
import type { AllowanceName, AllowanceStore } from '../../allowances/ports.ts';
import { itemKeys } from './keys.ts';
import { attempt, ifConditionHolds, type RegistryTable, untilAborted } from './table.ts';

/** Allowances in the table `registry`: one item a ledger, written only over the revision that was read. */
export function createDynamoDbAllowances({ client, tableName }: RegistryTable): AllowanceStore {
  return {
    async read(allowance, signal) {
      const { Item } = await attempt('reading an allowance', () =>
        client.send(
          new GetItemCommand({ TableName: tableName, Key: marshall(keyOf(allowance)), ConsistentRead: true }),
          untilAborted(signal),
        ),
      );
      if (!Item) return { ledger: EMPTY_LEDGER, revision: 0 };
      const { entries, revision } = unmarshall(Item);
      return { ledger: { entries: entries as LedgerEntry[] }, revision: revision as number };
    },

    async write(allowance, ledger, revision, signal) {
      const written = await ifConditionHolds('writing an allowance', () =>
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: marshall({ ...keyOf(allowance), entries: ledger.entries, revision: revision + 1 }),
            ConditionExpression: revision === 0 ? 'attribute_not_exists(pk)' : 'revision = :revision',
            ...(revision === 0 ? {} : { ExpressionAttributeValues: marshall({ ':revision': revision }) }),
          }),
          untilAborted(signal),
        ),
      );
      return written ? 'written' : 'conflict';
    },
  };
}

function keyOf({ orderId, name }: AllowanceName): { pk: string; sk: string } {
  return itemKeys.allowance(orderId, name);
}
