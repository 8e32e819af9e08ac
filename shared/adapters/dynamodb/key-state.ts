import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { KeyStateStore } from '../../key-rotation/ports.ts';
import { type KeyState, stableState } from '../../key-rotation/state.ts';
import { itemKeys } from './keys.ts';
import { attempt, type Item, ifConditionHolds, type RegistryTable } from './table.ts';

/**
 * What the register knows of its subject-key secret: one item. Until the secret is rotated for the first time it holds a
 * version and a fingerprint and nothing else.
 */
export function createDynamoDbKeyState({ client, tableName }: RegistryTable): KeyStateStore {
  const key = itemKeys.keyFingerprint();
  return {
    async read() {
      const { Item } = await attempt('reading the state of the subject-key secret', () =>
        client.send(new GetItemCommand({ TableName: tableName, Key: marshall(key), ConsistentRead: true })),
      );
      return Item && fromItem(Item);
    },

    async putOnce({ version, fingerprint }) {
      await ifConditionHolds('keeping the fingerprint of the subject-key secret', () =>
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: marshall({ ...key, version, fingerprint }),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
    },

    async replace(next, seen) {
      const isNew = seen.revision === 0;
      const written = await ifConditionHolds('writing the state of the subject-key secret', () =>
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: marshall({ ...next, ...key }, { removeUndefinedValues: true }),
            ConditionExpression: isNew
              ? 'attribute_exists(pk) AND attribute_not_exists(revision)'
              : 'revision = :revision',
            ...(isNew ? {} : { ExpressionAttributeValues: marshall({ ':revision': seen.revision }) }),
          }),
        ),
      );
      return written ? 'written' : 'conflict';
    },
  };
}

function fromItem(item: Item): KeyState {
  const { pk: _pk, sk: _sk, ...fields } = unmarshall(item);
  if (fields.phase !== undefined) return fields as KeyState;
  const { version, fingerprint } = fields;
  return stableState({ version: String(version), fingerprint: String(fingerprint) });
}
