import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { SnapshotManifest, SnapshotManifests } from '../../filter/ports.ts';
import { itemKeys } from './keys.ts';
import { attempt, type Item, ifConditionHolds, type RegistryTable, untilAborted } from './table.ts';

/** The manifest of the newest snapshot in the table `registry`. */
export function createDynamoDbSnapshotManifests({ client, tableName }: RegistryTable): SnapshotManifests {
  const key = marshall(itemKeys.snapshotManifest());

  async function current(signal?: AbortSignal): Promise<SnapshotManifest | undefined> {
    return await attempt('reading the snapshot manifest', async () => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
        untilAborted(signal),
      );
      return Item ? fromItem(Item) : undefined;
    });
  }

  return {
    current,

    async moveForward(manifest, signal) {
      const command = new PutItemCommand({
        TableName: tableName,
        Item: { ...marshall(manifest), ...key },
        ConditionExpression:
          'attribute_not_exists(pk) OR #sequence < :sequence OR (#sequence = :sequence AND builtAtMs < :builtAtMs)',
        ExpressionAttributeNames: { '#sequence': 'sequence' },
        ExpressionAttributeValues: marshall({
          ':sequence': manifest.sequence,
          ':builtAtMs': manifest.builtAtMs,
        }),
      });
      const moved = await ifConditionHolds('moving the snapshot manifest', () =>
        client.send(command, untilAborted(signal)),
      );
      if (moved) return 'moved';
      // The client repeats a put whose answer was lost, and the repetition fails because the first one was done.
      return (await current(signal))?.name === manifest.name ? 'moved' : 'superseded';
    },
  };
}

/** Whether the manifest makes sense is judged against the file that it names; here it only has to have all fields. */
function fromItem(item: Item): SnapshotManifest {
  const { pk, sk, ...fields } = unmarshall(item);
  for (const [field, type] of Object.entries(FIELD_TYPES))
    if (typeof fields[field] !== type) throw new TypeError(`the snapshot manifest has no usable ${field}`);
  return fields as SnapshotManifest;
}

const FIELD_TYPES: Record<keyof SnapshotManifest, 'string' | 'number'> = {
  name: 'string',
  formatVersion: 'number',
  hashScheme: 'number',
  secretVersion: 'string',
  keyCount: 'number',
  sizeBits: 'number',
  hashCount: 'number',
  sequence: 'number',
  builtAtMs: 'number',
  fileBytes: 'number',
  sha256: 'string',
};
