import { describe, expect, test } from 'vitest';
import { createDynamoDbAllowances } from '../../shared/adapters/dynamodb/allowances.ts';
import { createDynamoDbChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { createDynamoDbCheckEffects } from '../../shared/adapters/dynamodb/check-effects.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbKeyFingerprint } from '../../shared/adapters/dynamodb/key-fingerprint.ts';
import { itemKeys, pointerPartition } from '../../shared/adapters/dynamodb/keys.ts';
import { createDynamoDbListedKeys } from '../../shared/adapters/dynamodb/listed-keys.ts';
import { createDynamoDbNotices } from '../../shared/adapters/dynamodb/notices.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbReceipts } from '../../shared/adapters/dynamodb/receipts.ts';
import { createDynamoDbSnapshotManifests } from '../../shared/adapters/dynamodb/snapshot-manifests.ts';
import type { RegistryTable } from '../../shared/adapters/dynamodb/table.ts';
import type {
  ChangeId,
  CheckId,
  DecisionId,
  NoticeId,
  OperatorId,
  OrderId,
} from '../../shared/contracts/ids.ts';
import type { Sequence } from '../../shared/filter/ports.ts';
import type { SubjectKey } from '../../shared/identity/subject-key.ts';
import { recordCommands } from './recorded-commands.ts';
import { isLike, partitionsOf, statementsOf } from './role-policies.ts';
import { FUNCTION_NAMES, type FunctionName, ofType, synthesize } from './synthesized.ts';

const stacks = synthesize();

const orderId = 'ord-1' as OrderId;
const changeId = '00000000-0000-4000-8000-000000000001' as ChangeId;
const checkId = 'chk_1' as CheckId;
const operatorId = 'operator' as OperatorId;
const key = Buffer.alloc(16, 1) as Uint8Array as SubjectKey;
const interception = { orderId, operatorId, decisionId: 'dec_1' as DecisionId };
const allowance = { orderId, name: 'g1' } as const;
/** Documents of no content: only the keys of the items count here. */
const anything = { orderId, changeId, operatorId, checkId } as never;

/** What each function does with the table, through the very adapters that its `dependencies.ts` wires. */
const USES: Readonly<Record<FunctionName, (table: RegistryTable) => readonly Promise<unknown>[]>> = {
  checkApi(table) {
    const log = createDynamoDbChangeLog(table);
    const orders = createDynamoDbOrders(table);
    const interceptions = createDynamoDbInterceptions(table);
    const allowances = createDynamoDbAllowances(table);
    const effects = createDynamoDbCheckEffects(table);
    return [
      log.head(),
      log.readAfter(1 as Sequence),
      createDynamoDbSnapshotManifests(table).current(),
      createDynamoDbPointers(table).findOrderIds([key]),
      orders.get(orderId),
      orders.getMany([orderId]),
      interceptions.countAgain(interception, {
        notBeforeMs: 1,
        atMs: 2,
        checkpoint: 'sale',
        lastCheckId: checkId,
      }),
      interceptions.withdraw(interception),
      interceptions.setOutcome(interception, 'sold'),
      allowances.read(allowance as never),
      allowances.write(allowance as never, { entries: [] }, 0),
      effects.put({ checkId, operatorId, effects: [], expiresAtMs: 1 } as never),
      effects.get(checkId),
      ...useOfFingerprint(table),
    ];
  },
  registryApi(table) {
    const receipts = createDynamoDbReceipts(table);
    return [
      receipts.get(changeId),
      receipts.claim(anything),
      createDynamoDbOrders(table).get(orderId),
      ...useOfFingerprint(table),
    ];
  },
  releases: consumeChanges,
  impositions: consumeChanges,
  filterBuilder(table) {
    const log = createDynamoDbChangeLog(table);
    const manifests = createDynamoDbSnapshotManifests(table);
    return [
      log.head(),
      log.put(1 as Sequence, { kind: 'fence' }),
      manifests.current(),
      manifests.moveForward({ name: 'n', sequence: 1, builtAtMs: 1 } as never),
      firstPage(createDynamoDbListedKeys(table).scan()),
    ];
  },
};

function useOfFingerprint(table: RegistryTable): readonly Promise<unknown>[] {
  const fingerprint = createDynamoDbKeyFingerprint(table);
  return [fingerprint.read(), fingerprint.putOnce({ version: '1', fingerprint: 'f' })];
}

function consumeChanges(table: RegistryTable): readonly Promise<unknown>[] {
  const log = createDynamoDbChangeLog(table);
  const orders = createDynamoDbOrders(table);
  const receipts = createDynamoDbReceipts(table);
  return [
    orders.get(orderId),
    orders.getMany([orderId]),
    orders.write(anything, undefined),
    createDynamoDbPointers(table).put(orderId, [key]),
    log.head(),
    log.put(1 as Sequence, { kind: 'keys', keys: [key] }),
    receipts.get(changeId),
    receipts.settle(anything),
    createDynamoDbInterceptions(table).listByOrder(orderId),
    createDynamoDbNotices(table).putOnce({ operatorId, noticeId: 'ntc_1' } as never),
  ];
}

async function firstPage(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const _page of pages) return;
}

/** Every action on items that a role has, with each pattern of partitions. */
function itemGrants(name: FunctionName): string[] {
  const statements = statementsOf(stacks, name);
  const actions = statements
    .flatMap((statement) => statement.actions)
    .filter((a) => a.startsWith('dynamodb:'));
  return actions
    .map((action) => action.slice('dynamodb:'.length))
    .flatMap((action) => partitionsOf(statements, action).map((pattern) => `${action} ${pattern}`));
}

function mayTouch(name: FunctionName, action: string, partition: string): boolean {
  return partitionsOf(statementsOf(stacks, name), action).some((pattern) => isLike(partition, pattern));
}

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];
const PARTITION = {
  order: itemKeys.order(orderId).pk,
  pointer: pointerPartition(key),
  log: itemKeys.logEntry(1 as Sequence).pk,
  snapshot: itemKeys.snapshotManifest().pk,
  receipt: itemKeys.receipt(changeId).pk,
  notice: itemKeys.notice(operatorId, 'ntc_1' as NoticeId).pk,
  interception: itemKeys.interception(orderId, operatorId, interception.decisionId).pk,
};

describe('the role of each function on the register', () => {
  test.each(FUNCTION_NAMES)(
    '%s: allows what the function does, and nothing that it does not do',
    async (name) => {
      const granted = itemGrants(name);
      const unused = new Set(granted);
      const denied: string[] = [];
      for (const { action, partitions } of await recordCommands(USES[name])) {
        for (const partition of action === 'Scan' ? ['*'] : partitions) {
          const grant = granted.find((one) => {
            const [grantedAction, pattern] = one.split(' ') as [string, string];
            return grantedAction === action && isLike(partition, pattern);
          });
          if (grant) unused.delete(grant);
          else denied.push(`${action} ${partition}`);
        }
      }
      expect(denied).toEqual([]);
      expect([...unused]).toEqual([]);
    },
  );

  test.each(['order', 'pointer', 'log', 'snapshot', 'receipt', 'notice'] as const)(
    'whoever takes over the check API cannot write one %s',
    (kind) => {
      for (const action of WRITES) expect(mayTouch('checkApi', action, PARTITION[kind])).toBe(false);
    },
  );

  test.each(['order', 'pointer', 'log', 'snapshot', 'interception', 'notice'] as const)(
    'whoever takes over the registry API cannot write one %s',
    (kind) => {
      for (const action of WRITES) expect(mayTouch('registryApi', action, PARTITION[kind])).toBe(false);
    },
  );

  test('only the consumers of list changes write orders and pointers', () => {
    for (const kind of ['order', 'pointer'] as const) {
      const writers = FUNCTION_NAMES.filter((name) =>
        WRITES.some((action) => mayTouch(name, action, PARTITION[kind])),
      );
      expect(writers).toEqual(['releases', 'impositions']);
    }
  });

  test('only the check API deletes, and only denials that it takes back', () => {
    for (const name of FUNCTION_NAMES) {
      const expected = name === 'checkApi' ? ['INTERCEPTION#*'] : [];
      expect(partitionsOf(statementsOf(stacks, name), 'DeleteItem')).toEqual(expected);
    }
  });

  test('only the filter builder scans, and a scan gives it keys and no documents', () => {
    for (const name of FUNCTION_NAMES) {
      const scans = statementsOf(stacks, name).filter(({ actions }) => actions.includes('dynamodb:Scan'));
      if (name !== 'filterBuilder') expect(scans).toEqual([]);
      else
        expect(scans.map(({ condition }) => condition)).toEqual([
          {
            'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk'] },
            StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
          },
        ]);
    }
  });
});

describe('the role of each function beside the register', () => {
  const RESOURCE = /^https:\/\/resolved\.example\/[^*]+(\/\*)?$/;

  test.each<[FunctionName, Readonly<Record<string, RegExp>>]>([
    ['checkApi', { 's3:GetObject': /Snapshots/, 'secretsmanager:GetSecretValue': /RefSubjectKey/ }],
    [
      'registryApi',
      { 'sqs:SendMessage': /Queue/, 'secretsmanager:GetSecretValue': /Ref(Subject|Document)Key/ },
    ],
    ['releases', consuming(/^https:\/\/resolved\.example\/ReleasesQueue/)],
    ['impositions', consuming(/^https:\/\/resolved\.example\/ImpositionsQueue/)],
    [
      'filterBuilder',
      { 's3:PutObject': /Snapshots/, 's3:GetObject': /Snapshots/, 's3:AbortMultipartUpload': /Snapshots/ },
    ],
  ])('%s: exactly these actions', (name, expected) => {
    const granted = new Map<string, string[]>();
    for (const { actions, resources } of statementsOf(stacks, name))
      for (const action of actions)
        if (!/^(dynamodb|logs|xray):/.test(action))
          granted.set(action, [...(granted.get(action) ?? []), ...resources]);
    expect([...granted.keys()].sort()).toEqual(Object.keys(expected).sort());
    for (const [action, resources] of granted)
      for (const resource of resources) expect(resource).toMatch(expected[action] as RegExp);
  });

  function consuming(queue: RegExp): Readonly<Record<string, RegExp>> {
    return Object.fromEntries(
      ['ReceiveMessage', 'ChangeMessageVisibility', 'GetQueueUrl', 'DeleteMessage', 'GetQueueAttributes'].map(
        (action) => [`sqs:${action}`, queue],
      ),
    );
  }

  test('the document key is for the registry API alone', () => {
    const readers = FUNCTION_NAMES.filter((name) =>
      statementsOf(stacks, name).some(({ resources }) => resources.some((one) => /DocumentKey/.test(one))),
    );
    expect(readers).toEqual(['registryApi']);
  });

  test.each(FUNCTION_NAMES)('%s: no action by wildcard, no resource by wildcard but for traces', (name) => {
    for (const { actions, resources } of statementsOf(stacks, name)) {
      for (const action of actions) expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
      if (actions.every((action) => action.startsWith('xray:'))) {
        // X-Ray has no resources to name.
        expect(actions).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments']);
        expect(resources).toEqual(['*']);
      } else for (const resource of resources) expect(resource).toMatch(RESOURCE);
    }
  });

  test('no role has a policy that AWS manages, or can be taken by anybody but Lambda', () => {
    const roles = Object.values(stacks).flatMap((resources) => ofType(resources, 'AWS::IAM::Role'));
    expect(roles).toHaveLength(FUNCTION_NAMES.length);
    for (const { Properties } of roles) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
      const [trust] = Properties.AssumeRolePolicyDocument.Statement;
      expect(trust.Principal).toEqual({ Service: 'lambda.amazonaws.com' });
    }
  });
});
