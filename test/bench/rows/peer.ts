import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoDbClient } from '../../../shared/runtime/aws-clients.ts';
import type { Row } from '../row.ts';
import { timedWaits } from '../timed.ts';
import type { Engines } from '../world/check-service.ts';

const SLICE_MS = 120;

/**
 * What each check costs a service that has no filter in front of its table, at the very least: one strongly
 * consistent read by the SDK, of a person who is not there. No HTTP, no validation, no HMAC.
 *
 * @param keys of people who are not listed, 32 hexadecimal characters each
 */
export function peerRow(engines: Engines, keys: readonly string[]): Row {
  const client = createDynamoDbClient({
    region: 'us-east-1',
    endpoint: engines.dynamoDbEndpoint,
    profile: 'check',
  });
  return {
    name: 'peer.dynamodb-get',
    slice: timedWaits(
      (turn) =>
        client.send(
          new GetItemCommand({
            TableName: engines.tableName,
            Key: { pk: { S: `SUBJECT#${keys[turn % keys.length]}` }, sk: { S: 'STATE' } },
            ConsistentRead: true,
          }),
        ),
      { sliceMs: SLICE_MS },
      ({ Item }) => {
        if (Item) throw new Error('peer.dynamodb-get: somebody was found');
      },
    ),
  };
}
