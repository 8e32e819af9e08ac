import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { KeyFingerprintStore } from '../../identity/key-fingerprint.ts';
import { itemKeys } from './keys.ts';
import { attempt, ifConditionHolds, type RegistryTable } from './table.ts';

/** The register's fingerprint of its subject-key secret: one item, never changed once put. */
export function createDynamoDbKeyFingerprint({ client, tableName }: RegistryTable): KeyFingerprintStore {
  const key = itemKeys.keyFingerprint();
  return {
    async read() {
      const { Item } = await attempt('reading the fingerprint of the subject-key secret', () =>
        client.send(new GetItemCommand({ TableName: tableName, Key: marshall(key), ConsistentRead: true })),
      );
      if (!Item) return undefined;
      const { version, fingerprint } = unmarshall(Item);
      return { version: String(version), fingerprint: String(fingerprint) };
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
  };
}
