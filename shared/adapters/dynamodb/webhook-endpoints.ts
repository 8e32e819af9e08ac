import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { WebhookEndpoint } from '../../notices/endpoints/endpoint.ts';
import type { EndpointStore } from '../../notices/endpoints/ports.ts';
import { itemKeys } from './keys.ts';
import { attempt, type Item, ifConditionHolds, type RegistryTable } from './table.ts';

/** Webhooks of operators in the table `registry`. */
export function createDynamoDbWebhookEndpoints({ client, tableName }: RegistryTable): EndpointStore {
  return {
    async get(operatorId) {
      const { Item } = await attempt('reading a webhook', () =>
        client.send(
          new GetItemCommand({
            TableName: tableName,
            Key: marshall(itemKeys.webhook(operatorId)),
            ConsistentRead: true,
          }),
        ),
      );
      return Item && toEndpoint(Item);
    },

    async write(endpoint, replaces) {
      const written = await ifConditionHolds('writing a webhook', () =>
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: marshall({ ...itemKeys.webhook(endpoint.operatorId), ...endpoint }),
            ...(replaces ? stillThere(replaces) : { ConditionExpression: 'attribute_not_exists(pk)' }),
          }),
        ),
      );
      return written ? 'written' : 'conflict';
    },

    async remove(operatorId) {
      await attempt('removing a webhook', () =>
        client.send(
          new DeleteItemCommand({ TableName: tableName, Key: marshall(itemKeys.webhook(operatorId)) }),
        ),
      );
    },
  };
}

/** Revisions begin again when a webhook was removed and set anew; the time tells the two apart. */
function stillThere({ revision, createdAtMs }: WebhookEndpoint) {
  return {
    ConditionExpression: 'revision = :revision AND createdAtMs = :createdAtMs',
    ExpressionAttributeValues: marshall({ ':revision': revision, ':createdAtMs': createdAtMs }),
  };
}

function toEndpoint(item: Item): WebhookEndpoint {
  const { pk: _pk, sk: _sk, ...endpoint } = unmarshall(item);
  return endpoint as WebhookEndpoint;
}
