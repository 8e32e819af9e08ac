import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCli } from '../../../functions/cli/run.ts';
import { createRegistryApp } from '../../../functions/registry-api/app.ts';
import { startDynamoDbEngine } from '../../../infra/local/dynamodb-engine.ts';
import { ensureRegistryTable } from '../../../infra/local/registry-table.ts';
import { createDynamoDbAuditEntries } from '../../../shared/adapters/dynamodb/audit-entries.ts';
import { itemKeys } from '../../../shared/adapters/dynamodb/keys.ts';
import { createTokenEndpoint } from '../../../shared/adapters/http/token-endpoint.ts';
import { createMemoryAuditEntries } from '../../../shared/adapters/memory/audit-entries.ts';
import { createMemoryOrders } from '../../../shared/adapters/memory/orders.ts';
import { createMemoryReceipts } from '../../../shared/adapters/memory/receipts.ts';
import { chainOf } from '../../../shared/audit/chains.ts';
import { CHECKPOINT_TYPE } from '../../../shared/audit/checkpoint.ts';
import type { AuditEntryStore } from '../../../shared/audit/ports.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { auditParts } from '../../support/audit-parts.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { courtParts } from '../../support/court-parts.ts';
import { createTestTokens } from '../../support/tokens.ts';
import { eventOf } from '../../unit/audit/fixtures.ts';
import { makers } from '../../unit/orders/fixtures.ts';
import { fileWith, terminal } from '../cli/world.ts';
import { temporaryFolder } from '../embedded/temporary-folder.ts';

const event = eventOf();
const chain = chainOf(event, '');

/** A service whose audit stands in this store, and a user who verifies it. */
async function service(entries: AuditEntryStore = createMemoryAuditEntries(), seed = 8) {
  const { io, clock, stdout, stderr } = terminal();
  const parts = auditParts({ clock, entries, seed });
  const tokens = await createTestTokens({ clock });
  const registry = createRegistryApp({
    ...parts,
    ...courtParts(),
    logger: createCapturedLog().logger,
    newRequestId: () => 'request-1',
    verifier: tokens.verifier,
    orders: createMemoryOrders(),
    receipts: createMemoryReceipts(),
    cipher: makers.cipher,
    intake: () => Promise.reject(new DependencyUnavailable('sqs', 'not in this test')),
  });
  const tokenEndpoint = createTokenEndpoint({
    clients: [
      { clientId: 'demo-ops', secret: 'demo-ops-secret', scopes: ['operations'] },
      { clientId: 'court', secret: 'court-secret', scopes: ['registry:write'] },
    ],
    signingKey: tokens.signingKey,
    issuer: tokens.issuer,
    audience: tokens.audience,
    clock,
    newTokenId: () => 'token-1',
  });
  return {
    ...parts,
    async verify(...options: string[]) {
      const session = terminal({
        clock,
        sleep: io.sleep,
        fetch: async (url, init) => {
          const request = new Request(url, init);
          return await (url.endsWith('/oauth2/token') ? tokenEndpoint : registry).fetch(request);
        },
      });
      const exitCode = await runCli(['audit', 'verify', ...options], session.io);
      return { exitCode, stdout: session.stdout(), stderr: session.stderr() };
    },
    io,
    stdout,
    stderr,
  };
}

async function fill(audit: { record(one: typeof event): Promise<void> }, count: number) {
  for (let n = 0; n < count; n++) await audit.record({ ...event, atMs: event.atMs + n });
}

describe('audit verify', () => {
  test('finds an audit in order, tells what it saw, and what no checkpoint has seen', async () => {
    const { audit, writeCheckpoint, verify } = await service();
    await fill(audit, 6);
    await writeCheckpoint();
    await fill(audit, 2);
    const { exitCode, stdout } = await verify();
    expect(exitCode).toBe(0);
    // Reading adds entries of its own, some of them to chains that are read after that.
    expect(stdout).toMatch(
      /^(8|9|1\d|2[0-5]) events in \1 entries of 16 chains; 1 checkpoint, the newest of 2026/,
    );
    expect(stdout).toMatch(/; ([2-9]|1\d) entries that no checkpoint has seen yet\n$/);
  });

  test('says so when there is nothing yet', async () => {
    const { verify } = await service();
    expect(await verify()).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('no checkpoint yet'),
    });
  });

  test('does not take a checkpoint that another key signed, or that stands at another time', async () => {
    const { writing, writeCheckpoint, verify } = await service();
    const { name } = await writeCheckpoint();
    const other = auditParts({ seed: 3 }).writing.signer;
    const forged = await other.sign(CHECKPOINT_TYPE, { atMs: 1, chains: [] });
    await writing.checkpoints.put({ name: 'checkpoints/2026-11-24.jws', statement: forged });
    const moved = (await writing.checkpoints.listAfter('', 1)).checkpoints[0]?.statement as string;
    await writing.checkpoints.put({ name: 'checkpoints/2026-11-25.jws', statement: moved });
    const { exitCode, stdout } = await verify();
    expect(exitCode).toBe(4);
    expect(stdout.split('\n').slice(1)).toEqual([
      'checkpoints/2026-11-24.jws: is signed with a key that is not among the public keys',
      'checkpoints/2026-11-25.jws: stands under the name of another time',
      '',
    ]);
    expect(stdout).not.toContain(`${name}:`);
  });

  test('verifies with the keys that the user trusts instead of those of the service', async () => {
    const { writeCheckpoint, statementSigner, verify } = await service();
    await writeCheckpoint();
    const trusted = (key: object) => fileWith(JSON.stringify({ keys: [key] }), 'keys.json').path;
    expect((await verify('--keys', trusted(await statementSigner.publicKey()))).exitCode).toBe(0);
    const another = await auditParts({ seed: 3 }).statementSigner.publicKey();
    expect((await verify('--keys', trusted(another))).exitCode).toBe(4);
    expect((await verify('--keys', fileWith('{}', 'none.json').path)).exitCode).toBe(2);
  });

  test('is for operations, and for nothing else', async () => {
    const { verify } = await service();
    const refused = await verify('--client-id', 'court', '--client-secret', 'court-secret');
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('operations') });
    expect((await verify('more')).exitCode).toBe(2);
  });
});

describe('audit verify over items that somebody altered on disk', () => {
  async function onDisk() {
    const folder = temporaryFolder();
    const clients: DynamoDBClient[] = [];
    /** Opens the same files again: what is found stands on disk and not in a cache. */
    async function open() {
      const engine = await startDynamoDbEngine(folder);
      const client = new DynamoDBClient({
        endpoint: engine.endpoint,
        region: 'local',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      clients.push(client);
      await ensureRegistryTable(client, 'registry');
      let isOpen = true;
      const close = async () => {
        if (!isOpen) return;
        isOpen = false;
        client.destroy();
        await engine.close();
      };
      onTestFinished(close);
      return { client, close, store: createDynamoDbAuditEntries({ client, tableName: 'registry' }) };
    }

    const first = await open();
    const writer = await service(first.store);
    await fill(writer.audit, 8);
    await writer.writeCheckpoint();
    return {
      async verifyAfter(alter: (client: DynamoDBClient) => Promise<unknown>) {
        await alter(first.client);
        await first.close();
        const second = await open();
        const reader = await service(second.store);
        const { checkpoints } = await writer.auditCheckpoints.listAfter('', 10);
        for (const checkpoint of checkpoints) await reader.writing.checkpoints.put(checkpoint);
        const { exitCode, stdout } = await reader.verify();
        return { exitCode, found: stdout.split('\n').slice(1, -1) };
      },
    };
  }

  const Key = (seq: number) => marshall(itemKeys.auditEntry(chain, seq));
  const TableName = 'registry';

  async function read(client: DynamoDBClient, seq: number) {
    return (await client.send(new GetItemCommand({ TableName, Key: Key(seq) }))).Item ?? {};
  }

  test('is content with items that nobody touched', async () => {
    const { verifyAfter } = await onDisk();
    expect(await verifyAfter(async () => {})).toEqual({ exitCode: 0, found: [] });
  });

  test.each<[string, (client: DynamoDBClient) => Promise<unknown>, string]>([
    [
      'who acted was changed',
      async (client) => {
        const { events } = await read(client, 3);
        const altered = events?.S?.replace('demo-court', 'demo-other') as string;
        return await client.send(
          new UpdateItemCommand({
            TableName,
            Key: Key(3),
            UpdateExpression: 'SET events = :events',
            ExpressionAttributeValues: { ':events': { S: altered } },
          }),
        );
      },
      `chain ${chain}, entry 3: was changed`,
    ],
    [
      'the events were made unreadable',
      (client) =>
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: Key(4),
            UpdateExpression: 'SET events = :events',
            ExpressionAttributeValues: { ':events': { N: '7' } },
          }),
        ),
      `chain ${chain}, entry 4: was changed`,
    ],
    [
      'an entry was removed',
      (client) => client.send(new DeleteItemCommand({ TableName, Key: Key(5) })),
      `chain ${chain}, entry 5: is missing`,
    ],
    [
      'the end was cut off',
      async (client) => {
        for (const seq of [7, 8]) await client.send(new DeleteItemCommand({ TableName, Key: Key(seq) }));
      },
      `chain ${chain}: ends at entry 6; a checkpoint has seen entry 8`,
    ],
    [
      'an entry was put a second time',
      async (client) => {
        const item = await read(client, 2);
        await client.send(new PutItemCommand({ TableName, Item: { ...item, ...Key(9) } }));
      },
      `chain ${chain}, entry 2: stands there twice`,
    ],
    [
      'something was put that has no place',
      (client) => client.send(new PutItemCommand({ TableName, Item: { ...Key(9), sk: { S: 'x' } } })),
      `chain ${chain}, entry 0: was changed`,
    ],
  ])('finds that %s', async (_, alter, finding) => {
    const { verifyAfter } = await onDisk();
    expect(await verifyAfter(alter)).toEqual({ exitCode: 4, found: [finding] });
  });

  test('finds two entries that changed places', async () => {
    const { verifyAfter } = await onDisk();
    const outcome = await verifyAfter(async (client) => {
      const [second, sixth] = [await read(client, 2), await read(client, 6)];
      await client.send(new PutItemCommand({ TableName, Item: { ...sixth, ...Key(2) } }));
      await client.send(new PutItemCommand({ TableName, Item: { ...second, ...Key(6) } }));
    });
    expect(outcome.exitCode).toBe(4);
    expect(outcome.found).toEqual(
      [2, 3, 4, 5].map((seq) => `chain ${chain}, entry ${seq}: stands behind a later one`),
    );
  });
});
