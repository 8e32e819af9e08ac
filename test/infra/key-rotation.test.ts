import { describe, expect, test } from 'vitest';
import { createKeyRotationDependencies } from '../../functions/key-rotation/dependencies.ts';
import { STAGE_NAMES } from '../../infra/stages.ts';
import { createDynamoDbChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { createDynamoDbKeyState } from '../../shared/adapters/dynamodb/key-state.ts';
import { createDynamoDbOrderPages } from '../../shared/adapters/dynamodb/order-pages.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbRetention } from '../../shared/adapters/dynamodb/retention.ts';
import { createDynamoDbSnapshotManifests } from '../../shared/adapters/dynamodb/snapshot-manifests.ts';
import type { RegistryTable } from '../../shared/adapters/dynamodb/table.ts';
import type { Sequence } from '../../shared/filter/ports.ts';
import { createCapturedLog } from '../support/captured-log.ts';
import { recordCommands } from './recorded-commands.ts';
import { isLike, partitionsOf, statementsOfFunction } from './role-policies.ts';
import { ofType, one, resolved, synthesize } from './synthesized.ts';
import { key, orderId } from './uses-of-the-register.ts';

const { logger } = createCapturedLog();

/** What the function does with the table, through the very adapters that its `dependencies.ts` wires. */
const uses = (table: RegistryTable) => {
  const state = createDynamoDbKeyState(table);
  const orders = createDynamoDbOrders(table);
  const log = createDynamoDbChangeLog(table);
  return [
    state.read(),
    state.putOnce({ version: '1', fingerprint: '0' }),
    state.replace({ revision: 2 } as never, { revision: 1 } as never),
    createDynamoDbSnapshotManifests(table).current(),
    createDynamoDbOrderPages(table).page(undefined),
    orders.get(orderId),
    orders.getMany([orderId]),
    orders.write(
      { orderId, revision: 2 } as never,
      { orderId, version: 1, changeId: 'c', effectiveAtMs: 1 } as never,
    ),
    createDynamoDbPointers(table).put(orderId, [key]),
    createDynamoDbRetention(table).expirePointers(orderId, [key], 1),
    log.head(),
    log.put(1 as Sequence, { kind: 'fence' }),
  ];
};

describe.each(STAGE_NAMES)('who rotates keys, on the stage %s', (stage) => {
  const stacks = synthesize(stage);
  const rotator = one(stacks.pipelines, 'AWS::Lambda::Function', 'KeyRotationFunction');
  const statements = statementsOfFunction(stacks.pipelines, rotator);

  test('starts with the environment that it is deployed with, and is invoked by nothing', () => {
    const environment = Object.fromEntries(
      Object.entries(rotator.Properties.Environment.Variables).map(([name, value]) => [
        name,
        resolved(value),
      ]),
    );
    createKeyRotationDependencies({ ...environment, AWS_REGION: 'eu-west-1' }, logger);
    for (const type of ['AWS::Events::Rule', 'AWS::Lambda::Permission', 'AWS::Lambda::EventSourceMapping'])
      for (const resource of ofType(stacks.pipelines, type))
        expect(JSON.stringify(resource.Properties)).not.toContain('KeyRotation');
  });

  test('may do on the register what it does, and nothing else; a scan gives it keys alone', async () => {
    const granted = statements
      .flatMap((statement) => statement.actions)
      .filter((action) => action.startsWith('dynamodb:') && action !== 'dynamodb:Scan')
      .map((action) => action.slice('dynamodb:'.length))
      .flatMap((action) => partitionsOf(statements, action).map((pattern) => ({ action, pattern })));
    const unused = new Set(granted);
    const denied: string[] = [];
    for (const { action, partitions } of await recordCommands(uses)) {
      if (action === 'Scan') continue;
      for (const partition of partitions) {
        const grant = granted.find((one) => one.action === action && isLike(partition, one.pattern));
        if (grant) unused.delete(grant);
        else denied.push(`${action} ${partition}`);
      }
    }
    expect(denied).toEqual([]);
    expect([...unused]).toEqual([]);
    const scans = statements.filter(({ actions }) => actions.includes('dynamodb:Scan'));
    expect(scans.map(({ condition }) => condition)).toEqual([
      {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk'] },
        StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
      },
    ]);
  });

  test('writes the secret of subject keys, and reads no other but what opens documents', () => {
    const granted = new Map<string, string[]>();
    for (const { actions, resources } of statements)
      for (const action of actions)
        if (!/^(dynamodb|logs|xray|kms):/.test(action))
          granted.set(action, [...(granted.get(action) ?? []), ...resources]);
    expect([...granted.keys()].sort()).toEqual([
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
    ]);
    for (const resource of granted.get('secretsmanager:PutSecretValue') ?? [])
      expect(resource).toMatch(/RefSubjectKey/);
    for (const resource of granted.get('secretsmanager:GetSecretValue') ?? [])
      expect(resource).toMatch(/Ref(SubjectKey|DocumentKey)/);
  });

  test('is the only one that may write a secret', () => {
    for (const resources of Object.values(stacks)) {
      const writers = ofType(resources, 'AWS::IAM::Policy').filter(({ Properties }) =>
        JSON.stringify(Properties).includes('PutSecretValue'),
      );
      expect(writers.filter(({ id }) => !id.startsWith('KeyRotation'))).toEqual([]);
    }
  });
});
