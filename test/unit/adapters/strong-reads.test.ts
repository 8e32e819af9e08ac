import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import { createDynamoDbActClaims } from '../../../shared/adapters/dynamodb/act-claims.ts';
import { createDynamoDbAllowances } from '../../../shared/adapters/dynamodb/allowances.ts';
import { createDynamoDbAuditEntries } from '../../../shared/adapters/dynamodb/audit-entries.ts';
import { createDynamoDbChangeLog } from '../../../shared/adapters/dynamodb/change-log.ts';
import { createDynamoDbCheckEffects } from '../../../shared/adapters/dynamodb/check-effects.ts';
import { createDynamoDbClients } from '../../../shared/adapters/dynamodb/clients.ts';
import { createDynamoDbDeadlines } from '../../../shared/adapters/dynamodb/deadlines.ts';
import { createDynamoDbDueCursor } from '../../../shared/adapters/dynamodb/due-cursor.ts';
import { createDynamoDbInterceptions } from '../../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbKeyState } from '../../../shared/adapters/dynamodb/key-state.ts';
import { createDynamoDbListedKeys } from '../../../shared/adapters/dynamodb/listed-keys.ts';
import { createDynamoDbNotices } from '../../../shared/adapters/dynamodb/notices.ts';
import { createDynamoDbObjections } from '../../../shared/adapters/dynamodb/objections.ts';
import { createDynamoDbOrders } from '../../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbReceipts } from '../../../shared/adapters/dynamodb/receipts.ts';
import { createDynamoDbReminders } from '../../../shared/adapters/dynamodb/reminders.ts';
import { createDynamoDbRetention } from '../../../shared/adapters/dynamodb/retention.ts';
import { createDynamoDbSnapshotManifests } from '../../../shared/adapters/dynamodb/snapshot-manifests.ts';
import type { RegistryTable } from '../../../shared/adapters/dynamodb/table.ts';
import { createDynamoDbWebhookEndpoints } from '../../../shared/adapters/dynamodb/webhook-endpoints.ts';
import type { CheckId, OperatorId, OrderId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { Sequence } from '../../../shared/filter/ports.ts';
import type { SubjectKey } from '../../../shared/identity/subject-key.ts';
import type { ClientId } from '../../../shared/operators/client-record.ts';

const key = new Uint8Array(16) as SubjectKey;
const orderId = 'ord-1' as OrderId;

/** The table with its own answer to one kind of command, so that an adapter goes on to the read behind it. */
function answering({ client, tableName }: RegistryTable, name: string, answer: () => object): RegistryTable {
  const send = async (command: Sent) =>
    command.constructor.name === name ? answer() : await client.send(command as never);
  return { client: { send } as unknown as DynamoDBClient, tableName };
}

const claim = { orderId, version: 2, ending: false, changeId: 'c' as never, claimedAtMs: 1 };
const held = (): never => {
  throw new ConditionalCheckFailedException({ $metadata: {}, message: 'held' });
};

/**
 * The embedded engine has one replica, so no test against it can tell a strong read from an eventual one. Here every
 * read that an adapter sends is looked at instead.
 */
const READS: Record<string, (table: RegistryTable) => Promise<unknown>> = {
  'the claim of an act that somebody holds': async (table) => {
    const claims = createDynamoDbActClaims(answering(table, 'PutItemCommand', held));
    await expect(claims.claim(claim)).rejects.toThrow(DependencyUnavailable);
  },
  'the uses of an allowance': (table) => createDynamoDbAllowances(table).read({ orderId, name: 'GRANT#g1' }),
  'the head of an audit chain': (table) => createDynamoDbAuditEntries(table).head(1),
  'an entry of an audit chain': (table) => createDynamoDbAuditEntries(table).get(1, 1),
  'an audit chain': (table) => createDynamoDbAuditEntries(table).readAfter(1, 0, 10),
  'the head of the log': (table) => createDynamoDbChangeLog(table).head(),
  'the log after a sequence': (table) => createDynamoDbChangeLog(table).readAfter(1 as Sequence),
  'the effects of a check': (table) => createDynamoDbCheckEffects(table).get('chk_1' as CheckId),
  'the record of a client': (table) => createDynamoDbClients(table).find('client-1' as ClientId),
  'the records of all clients': (table) => createDynamoDbClients(table).list(),
  'a clock': (table) => {
    const clock = { pk: 'p', sk: 's', orderId, deadlineId: 'removal', dueAtMs: 1 };
    const stopped = answering(table, 'DeleteItemCommand', () => ({ Attributes: marshall(clock) }));
    return createDynamoDbDeadlines(stopped).stop(orderId, 'removal');
  },
  'the clocks of an order': (table) => createDynamoDbDeadlines(table).listByOrder(orderId),
  'what falls due': (table) => createDynamoDbDeadlines(table).listDue(1, 10),
  'how far the last run through the clocks came': (table) => createDynamoDbDueCursor(table).read(),
  'the interceptions of an order': (table) => createDynamoDbInterceptions(table).listByOrder(orderId),
  'the state of the secret': (table) => createDynamoDbKeyState(table).read(),
  'all listed keys': async (table) => {
    for await (const _page of createDynamoDbListedKeys(table).scan()) return;
  },
  'a notice': (table) => createDynamoDbNotices(table).get('demo-rail' as OperatorId, 'ntc_1' as never),
  'a list of notices': (table) =>
    createDynamoDbNotices(table).list('demo-rail' as OperatorId, 'parked', { limit: 10 }),
  'all notices of an operator': (table) =>
    createDynamoDbNotices(table).list('demo-rail' as OperatorId, 'all', { limit: 10 }),
  'the notices of an order': (table) => createDynamoDbNotices(table).listByOrder(orderId),
  'the operators with notices': (table) => createDynamoDbNotices(table).listOperators(),
  'the webhook of an operator': (table) =>
    createDynamoDbWebhookEndpoints(table).get('demo-rail' as OperatorId),
  'the notices of an operator': (table) =>
    createDynamoDbNotices(table).listPending('demo-rail' as OperatorId),
  'an objection': (table) => createDynamoDbObjections(table).get(orderId, 'obj_1' as never),
  'the objections to an order': (table) => createDynamoDbObjections(table).listByOrder(orderId),
  'an order': (table) => createDynamoDbOrders(table).get(orderId),
  'many orders': (table) => createDynamoDbOrders(table).getMany([orderId]),
  'the pointers of a key': (table) => createDynamoDbPointers(table).findOrderIds([key]),
  'a receipt': (table) => createDynamoDbReceipts(table).get('c' as never),
  'the reminders of a court': (table) => createDynamoDbReminders(table).listFor('京0105', 10),
  'what hangs on an ended order': (table) => createDynamoDbRetention(table).expireInterceptions(orderId, 1),
  'the snapshot manifest': (table) => createDynamoDbSnapshotManifests(table).current(),
};

interface Sent {
  readonly constructor: { readonly name: string };
  readonly input: {
    readonly ConsistentRead?: boolean;
    readonly RequestItems?: Record<string, { readonly ConsistentRead?: boolean }>;
  };
}

describe('a read of the register is strongly consistent', () => {
  test.each(Object.keys(READS))('%s', async (what) => {
    const reads: (boolean | undefined)[] = [];
    const client = {
      async send(command: Sent) {
        const { name } = command.constructor;
        const { input } = command;
        if (name === 'BatchGetItemCommand') reads.push(input.RequestItems?.registry?.ConsistentRead);
        else if (/^(GetItem|Query|Scan)Command$/.test(name)) reads.push(input.ConsistentRead);
        return {};
      },
    };
    await READS[what]?.({ client: client as unknown as DynamoDBClient, tableName: 'registry' });
    expect(reads.length).toBeGreaterThan(0);
    expect(new Set(reads)).toEqual(new Set([true]));
  });
});
