import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { formatSubjectKey, type SubjectKey } from '../../../shared/identity/subject-key.ts';
import type { SubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { createDynamoDbClient } from '../../../shared/runtime/aws-clients.ts';
import type { Engines } from '../world/check-service.ts';
import type { Peer } from './peer.ts';
import type { Question } from './questions.ts';

/**
 * One strongly consistent GetItem through the SDK. The embedded engine holds only those of the listed keys that are
 * asked for, so it is as quick as it gets.
 */
export async function dynamoDbPeer(
  engines: Engines,
  keyer: SubjectKeyer,
  questions: readonly Question[],
): Promise<Peer> {
  const client = createDynamoDbClient({
    region: 'us-east-1',
    endpoint: engines.dynamoDbEndpoint,
    // The limits of a check would end some of the calls when 64 are under way.
    profile: 'pipeline',
  });
  const itemOf = (key: SubjectKey) => ({ pk: { S: `LISTED#${formatSubjectKey(key)}` }, sk: { S: '-' } });
  for (const { document } of questions.filter(({ listed }) => listed)) {
    await client.send(
      new PutItemCommand({ TableName: engines.tableName, Item: itemOf(keyer.keyOf(document)) }),
    );
  }
  return {
    name: 'dynamodb-get',
    async isListed(key) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: engines.tableName, Key: itemOf(key), ConsistentRead: true }),
      );
      return Item !== undefined;
    },
    bytesPerKey: undefined,
  };
}
