import { describe, expect, test } from 'vitest';
import { createSandboxDependencies } from '../../functions/sandbox/dependencies.ts';
import { STAGE_NAMES, STAGES } from '../../infra/stages.ts';
import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbKeyState } from '../../shared/adapters/dynamodb/key-state.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbReceipts } from '../../shared/adapters/dynamodb/receipts.ts';
import { createDynamoDbRetention } from '../../shared/adapters/dynamodb/retention.ts';
import type { RegistryTable } from '../../shared/adapters/dynamodb/table.ts';
import { createCapturedLog } from '../support/captured-log.ts';
import { recordCommands } from './recorded-commands.ts';
import { isLike, partitionsOf, statementsOfFunction } from './role-policies.ts';
import { functionIn, ofType, one, resolved, synthesize } from './synthesized.ts';
import { changeId, key, orderId } from './uses-of-the-register.ts';

const KEEPER = 'SandboxFunction';
const WITH_SANDBOX = STAGE_NAMES.filter((stage) => STAGES[stage].sandbox);
const { logger } = createCapturedLog();

/** What the keeper does with the table, through the very adapters that its `dependencies.ts` wires. */
const uses = (table: RegistryTable) => {
  const receipts = createDynamoDbReceipts(table);
  const audit = createDynamoDbAuditEntries(table);
  const keyState = createDynamoDbKeyState(table);
  return [
    keyState.read(),
    keyState.putOnce({ version: '1', fingerprint: '0' }),
    createDynamoDbPointers(table).findOrderIds([key]),
    createDynamoDbOrders(table).getMany([orderId]),
    createDynamoDbInterceptions(table).listByOrder(orderId),
    createDynamoDbRetention(table).expirePointers(orderId, [key], 1),
    receipts.get(changeId),
    receipts.claim({ changeId, orderId, acceptedAtMs: 1 } as never),
    audit.head(0),
    audit.put({ chain: 0, seq: 1, previous: '', digest: 'd', events: [] }),
    audit.get(0, 1),
  ];
};

test('in production there is no keeper, and no function is told of a sandbox', () => {
  const { api, pipelines, observability } = synthesize('production');
  for (const resources of [api, pipelines, observability]) {
    expect(Object.keys(resources).filter((id) => id.startsWith('Sandbox'))).toEqual([]);
    for (const { Properties } of ofType(resources, 'AWS::Lambda::Function')) {
      expect(Object.keys(Properties.Environment?.Variables ?? {})).not.toContain('SANDBOX');
    }
  }
});

test('with the environment of production the keeper does not start', () => {
  const { Variables } = functionIn(synthesize('production'), 'registryApi').Properties.Environment;
  const environment = Object.fromEntries(
    Object.entries(Variables).map(([name, value]) => [name, resolved(value)]),
  );
  expect(() => createSandboxDependencies({ ...environment, AWS_REGION: 'eu-west-1' }, logger)).toThrow(
    'There is no sandbox here',
  );
});

describe.each(WITH_SANDBOX)('on the stage %s', (stage) => {
  const stacks = synthesize(stage);
  const keeper = one(stacks.pipelines, 'AWS::Lambda::Function', KEEPER);
  const statements = statementsOfFunction(stacks.pipelines, keeper);

  test('the check API is told of the sandbox', () => {
    expect(functionIn(stacks, 'checkApi').Properties.Environment.Variables.SANDBOX).toBe('on');
  });

  test('the keeper starts with the environment that it is deployed with, each minute', () => {
    const environment = Object.fromEntries(
      Object.entries(keeper.Properties.Environment.Variables).map(([name, value]) => [name, resolved(value)]),
    );
    createSandboxDependencies({ ...environment, AWS_REGION: 'eu-west-1' }, logger);
    const { Properties } = one(stacks.pipelines, 'AWS::Events::Rule', 'SandboxSchedule');
    expect(Properties).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
  });

  test('its role allows on the register what the keeper does, and nothing that it does not do', async () => {
    const actions = statements
      .flatMap((statement) => statement.actions)
      .filter((action) => action.startsWith('dynamodb:'))
      .map((action) => action.slice('dynamodb:'.length));
    const granted = actions.flatMap((action) =>
      partitionsOf(statements, action).map((pattern) => ({ action, pattern })),
    );
    const unused = new Set(granted);
    const denied: string[] = [];
    for (const { action, partitions } of await recordCommands(uses)) {
      for (const partition of partitions) {
        const grant = granted.find((one) => one.action === action && isLike(partition, one.pattern));
        if (grant) unused.delete(grant);
        else denied.push(`${action} ${partition}`);
      }
    }
    expect(denied).toEqual([]);
    expect([...unused]).toEqual([]);
  });

  test('beside the register it may send changes and read the two secrets that they are made with', () => {
    const granted = new Map<string, string[]>();
    for (const { actions, resources } of statements)
      for (const action of actions)
        if (!/^(dynamodb|logs|xray|kms):/.test(action))
          granted.set(action, [...(granted.get(action) ?? []), ...resources]);
    expect([...granted.keys()].sort()).toEqual(['secretsmanager:GetSecretValue', 'sqs:SendMessage']);
    for (const resource of granted.get('sqs:SendMessage') ?? [])
      expect(resource).toMatch(/(Releases|Impositions)Queue/);
    for (const resource of granted.get('secretsmanager:GetSecretValue') ?? [])
      expect(resource).toMatch(/Ref(SubjectKey|DocumentKey)/);
    const opensDocuments = statements.filter(
      ({ actions, resources }) =>
        actions.includes('kms:Decrypt') && resources.some((one) => /DocumentEncryption/.test(one)),
    );
    expect(opensDocuments).toEqual([]);
  });
});
