import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ensureRegistryTable } from '../../infra/local/registry-table.ts';
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
 * @throws Error if the table is not ready in time.
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
  await ensureRegistryTable(client, tableName);
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
