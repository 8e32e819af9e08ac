import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * Takes out of a client the step that hands each command and its answer to a logger. The SDK walks through all of both
 * for that, to blank out what its model calls sensitive, even for the logger that it has by default and that writes
 * nothing. Measured: a fifth of the client's own work for an order of 15 attributes.
 *
 * @param client changed in place.
 */
export function withoutRequestLog(client: DynamoDBClient): DynamoDBClient {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
