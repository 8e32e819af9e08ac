import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RegistryTable } from '../../shared/adapters/dynamodb/table.ts';

/** dynalite ships no type declarations; this is all that the tests use of it. */
type StartDynalite = (options: { readonly createTableMs: number; readonly path?: string }) => Server;
const startDynalite: StartDynalite = createRequire(import.meta.url)('dynalite');

export interface EmbeddedDynamoDb {
  readonly table: RegistryTable;
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts a DynamoDB engine in this process, in memory, on a free port, with the empty table `registry`.
 *
 * @throws Error if the table is not ready after 5 s.
 */
export async function startEmbeddedDynamoDb(): Promise<EmbeddedDynamoDb> {
  const server = startDynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const tableName = 'registry';
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  await untilActive(client, tableName);
  return {
    table: { client, tableName },
    endpoint,
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function untilActive(client: DynamoDBClient, tableName: string): Promise<void> {
  const giveUpAt = performance.now() + 5_000;
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
    if (performance.now() > giveUpAt) throw new Error('the embedded table did not become active within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
