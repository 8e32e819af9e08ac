import { describe, expect, test } from 'vitest';
import { STAGE_NAMES, STAGES } from '../../infra/stages.ts';
import { itemKeys, pointerPartition } from '../../shared/adapters/dynamodb/keys.ts';
import type { Sequence } from '../../shared/filter/ports.ts';
import { recordCommands } from './recorded-commands.ts';
import { isLike, partitionsOf, statementsOf } from './role-policies.ts';
import { FUNCTION_NAMES, type FunctionName, ofType, one, resolved, synthesize } from './synthesized.ts';
import { usesOfTheDocumentsKey } from './uses-of-the-documents-key.ts';
import { changeId, interception, key, noticeId, operatorId, orderId, USES } from './uses-of-the-register.ts';

/** Roles of services: what shifts versions, and what writes access logs for the account (its policy is AWS's own). */
const OTHER_ROLES = ['RolloutsRole', 'PublicApiCloudWatchRole'];

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];
const PARTITION = {
  order: itemKeys.order(orderId).pk,
  pointer: pointerPartition(key),
  log: itemKeys.logEntry(1 as Sequence).pk,
  snapshot: itemKeys.snapshotManifest().pk,
  receipt: itemKeys.receipt(changeId).pk,
  notice: itemKeys.notice(operatorId, noticeId).pk,
  interception: itemKeys.interception(orderId, operatorId, interception.decisionId).pk,
  audit: itemKeys.auditEntry(0, 1).pk,
};

describe.each(STAGE_NAMES)('on the stage %s', (stage) => {
  const stacks = synthesize(stage);

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

    test('only the consumers of list changes write orders; the clocks may give what is over its end', () => {
      const writers = (kind: 'order' | 'pointer', actions: typeof WRITES) =>
        FUNCTION_NAMES.filter((name) => actions.some((action) => mayTouch(name, action, PARTITION[kind])));
      const allButUpdates = WRITES.filter((action) => action !== 'UpdateItem');
      expect(writers('order', allButUpdates)).toEqual(['releases', 'impositions']);
      for (const kind of ['order', 'pointer'] as const) {
        expect(writers(kind, WRITES)).toEqual(['releases', 'impositions', 'deadlines']);
      }
    });

    test('what a function deletes is a denial that the check takes back, a clock, a mark, a webhook, or a claim', () => {
      const deleted = FUNCTION_NAMES.map((name) => [
        name,
        partitionsOf(statementsOf(stacks, name), 'DeleteItem'),
      ]);
      const clocks = ['DEADLINE#*', 'DUE#*'];
      expect(Object.fromEntries(deleted)).toEqual({
        authorizer: [],
        checkApi: ['INTERCEPTION#*'],
        registryApi: [...clocks, 'IDEMPOTENCY#*'],
        noticesApi: ['OPEN-NOTICES#*', 'WEBHOOK', 'IDEMPOTENCY#*'],
        inquiryApi: [],
        releases: clocks,
        impositions: clocks,
        releaseNotices: ['OPEN-NOTICES#*'],
        filterBuilder: [],
        deadlines: [...clocks, 'DUE-CURSOR'],
        docs: [],
        canary: [],
        auditCheckpoints: [],
      });
    });

    test('nobody changes or deletes what is accounted for, and the checks do not see it', () => {
      for (const name of FUNCTION_NAMES)
        for (const action of ['UpdateItem', 'DeleteItem', 'BatchWriteItem'])
          expect(mayTouch(name, action, PARTITION.audit)).toBe(false);
      for (const action of [...WRITES, 'GetItem', 'Query'])
        expect(mayTouch('checkApi', action, PARTITION.audit)).toBe(false);
    });

    test('whoever takes over the inquiry, which asks for no token, can write no order, denial, notice or key', () => {
      for (const action of WRITES)
        for (const kind of ['order', 'pointer', 'log', 'receipt', 'notice', 'interception'] as const)
          expect(mayTouch('inquiryApi', action, PARTITION[kind])).toBe(false);
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
    const readersOf = (secret: RegExp) =>
      FUNCTION_NAMES.filter((name) =>
        statementsOf(stacks, name).some(({ resources }) => resources.some((one) => secret.test(one))),
      );

    const DATA_KEY = /RefDataEncryption|DataEncryption/;
    /** What DynamoDB and the queues ask for in the name of the function, and S3 where it writes. */
    const READS = { 'kms:Decrypt': DATA_KEY, 'kms:DescribeKey': DATA_KEY };
    const WRITES_TOO = {
      ...READS,
      'kms:Encrypt': DATA_KEY,
      'kms:GenerateDataKey': DATA_KEY,
      'kms:ReEncryptFrom': DATA_KEY,
      'kms:ReEncryptTo': DATA_KEY,
    };
    const OPENS_SECRETS = { 'kms:Decrypt': /(Data|Secret)Encryption/ };

    test.each<[FunctionName, Readonly<Record<string, RegExp>>]>([
      ['authorizer', READS],
      ['docs', {}],
      ['canary', { 'kms:Decrypt': /SecretEncryption/, 'secretsmanager:GetSecretValue': /CanaryCredentials/ }],
      [
        'checkApi',
        {
          ...WRITES_TOO,
          ...OPENS_SECRETS,
          's3:GetObject': /Snapshots/,
          'secretsmanager:GetSecretValue': /Ref(SubjectKey|SigningKey)/,
        },
      ],
      [
        'registryApi',
        {
          ...WRITES_TOO,
          'kms:Decrypt': /(Data|Secret|Document)Encryption/,
          'kms:GenerateDataKey': /(Data|Document)Encryption/,
          'sqs:SendMessage': /(Releases|Impositions)Queue/,
          's3:ListBucket': /Audit/,
          's3:GetObject': /Audit/,
          'secretsmanager:GetSecretValue': /Ref(SubjectKey|DocumentKey|SigningKey)/,
        },
      ],
      [
        'noticesApi',
        {
          ...WRITES_TOO,
          ...OPENS_SECRETS,
          'sqs:SendMessage': /NoticesQueue/,
          'secretsmanager:GetSecretValue': /RefWebhookKey/,
        },
      ],
      [
        'inquiryApi',
        {
          ...WRITES_TOO,
          'kms:Decrypt': /(Data|Secret|Document)Encryption/,
          'secretsmanager:GetSecretValue': /Ref(SubjectKey|DocumentKey)/,
        },
      ],
      ['releases', { ...WRITES_TOO, ...consuming('Releases'), 'sqs:SendMessage': /NoticesQueue/ }],
      ['impositions', { ...WRITES_TOO, ...consuming('Impositions'), 'sqs:SendMessage': /NoticesQueue/ }],
      [
        'releaseNotices',
        {
          ...WRITES_TOO,
          ...OPENS_SECRETS,
          ...consuming('Notices'),
          'sqs:SendMessage': /Notices(Queue|DeadLetters)/,
          'secretsmanager:GetSecretValue': /RefWebhookKey/,
        },
      ],
      ['deadlines', { ...WRITES_TOO, 'sqs:SendMessage': /NoticesQueue/ }],
      [
        'auditCheckpoints',
        {
          ...READS,
          ...OPENS_SECRETS,
          'kms:GenerateDataKey': DATA_KEY,
          's3:ListBucket': /Audit/,
          's3:GetObject': /Audit.*\/(checkpoints|signing-keys)\/\*$/,
          's3:PutObject': /Audit.*\/(checkpoints|signing-keys)\/\*$/,
          'secretsmanager:GetSecretValue': /RefSigningKey/,
        },
      ],
      [
        'filterBuilder',
        {
          ...WRITES_TOO,
          's3:PutObject': /Snapshots/,
          's3:GetObject': /Snapshots/,
          's3:AbortMultipartUpload': /Snapshots/,
        },
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

    test('a secret is opened with its key only by who may read that secret, by its name', () => {
      for (const name of FUNCTION_NAMES) {
        const statements = statementsOf(stacks, name);
        const readable = statements
          .filter(({ actions }) => actions.includes('secretsmanager:GetSecretValue'))
          .flatMap(({ resources }) => resources);
        const opened = statements
          .filter(({ resources }) => resources.some((one) => /SecretEncryption/.test(one)))
          .map(({ actions, condition }) => {
            expect(actions).toEqual(['kms:Decrypt']);
            const named = condition.StringEquals?.['kms:EncryptionContext:SecretARN'];
            expect(condition.StringEquals?.['kms:ViaService']).toBeDefined();
            return decodeURIComponent(resolved(named));
          });
        expect(opened.sort()).toEqual(readable.toSorted());
      }
    });

    test('the key of the register is used through the service that encrypts with it, in no other way', () => {
      for (const name of FUNCTION_NAMES)
        for (const { actions, resources, condition } of statementsOf(stacks, name)) {
          if (!resources.some((one) => DATA_KEY.test(one))) continue;
          // The event source of a queue decrypts what it fetches; CDK grants that without naming the service.
          if (actions.join() === 'kms:Decrypt' && consumes(name)) continue;
          expect(Object.keys(condition.StringEquals ?? {})).toEqual(['kms:ViaService']);
        }
    });

    test('an order document is sealed where it is taken in, and opened for its court and its person', () => {
      const users = FUNCTION_NAMES.flatMap((name) =>
        statementsOf(stacks, name)
          .filter(({ resources }) => resources.some((one) => /DocumentEncryption/.test(one)))
          .map(({ actions }) => [name, actions.toSorted()]),
      );
      expect(Object.fromEntries(users)).toEqual({
        registryApi: ['kms:Decrypt', 'kms:GenerateDataKey'],
        inquiryApi: ['kms:Decrypt'],
      });
    });

    test.each(FUNCTION_NAMES)(
      '%s: uses the key of order documents as granted, no more and no less',
      async (name) => {
        const asked = (await usesOfTheDocumentsKey(name)).map(({ action, context }) => {
          const named = Object.entries(context ?? {}).map(([of, value]) => [
            `kms:EncryptionContext:${of}`,
            value,
          ]);
          return JSON.stringify([action, { StringEquals: Object.fromEntries(named) }]);
        });
        const granted = statementsOf(stacks, name)
          .filter(({ resources }) => resources.some((one) => /DocumentEncryption/.test(one)))
          .flatMap(({ actions, condition }) => actions.map((action) => JSON.stringify([action, condition])));
        expect([...new Set(asked)].sort()).toEqual(granted.toSorted());
      },
    );

    function consumes(name: FunctionName): boolean {
      return statementsOf(stacks, name).some(({ actions }) => actions.includes('sqs:ReceiveMessage'));
    }

    function consuming(queueOf: string): Readonly<Record<string, RegExp>> {
      const queue = new RegExp(`^https://resolved\\.example/${queueOf}Queue`);
      return Object.fromEntries(
        [
          'ReceiveMessage',
          'ChangeMessageVisibility',
          'GetQueueUrl',
          'DeleteMessage',
          'GetQueueAttributes',
        ].map((action) => [`sqs:${action}`, queue]),
      );
    }

    test('an order document is opened for its court, and for the person whom it names', () => {
      expect(readersOf(/RefDocumentKey/)).toEqual(['registryApi', 'inquiryApi']);
    });

    test('the secrets of webhooks are opened where they are set and where they sign', () => {
      expect(readersOf(/WebhookKey/)).toEqual(['noticesApi', 'releaseNotices']);
    });

    test('only the writer of checkpoints writes into their bucket, and it removes nothing', () => {
      for (const name of FUNCTION_NAMES) {
        const actions = statementsOf(stacks, name)
          .filter(({ resources }) => resources.some((one) => /Audit/.test(one)))
          .flatMap((statement) => statement.actions)
          .filter((action) => !/^s3:(GetObject|ListBucket)$/.test(action) && action.startsWith('s3:'));
        expect(actions).toEqual(name === 'auditCheckpoints' ? ['s3:PutObject'] : []);
      }
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

    test('no role of a function has a policy that AWS manages, or can be taken by anybody but Lambda', () => {
      const roles = Object.values(stacks)
        .flatMap((resources) => ofType(resources, 'AWS::IAM::Role'))
        .filter(({ id }) => !OTHER_ROLES.some((one) => id.startsWith(one)));
      // The keeper of the sandbox has a test of its own, as not every stage has one; so has who rotates keys.
      expect(roles).toHaveLength(FUNCTION_NAMES.length + 1 + (STAGES[stage].sandbox ? 1 : 0));
      for (const { Properties } of roles) {
        expect(Properties.ManagedPolicyArns).toBeUndefined();
        const [trust] = Properties.AssumeRolePolicyDocument.Statement;
        expect(trust.Principal).toEqual({ Service: 'lambda.amazonaws.com' });
      }
    });

    test('what shifts versions may do that with our functions only, and look at alarms', () => {
      for (const stack of [stacks.api, stacks.pipelines, stacks.observability]) {
        const { Properties } = one(stack, 'AWS::IAM::Policy', 'RolloutsRole');
        const [alarms, shifting, ...others] = Properties.PolicyDocument.Statement;
        expect(others).toEqual([]);
        expect(alarms).toMatchObject({ Action: 'cloudwatch:DescribeAlarms', Resource: '*' });
        expect(shifting.Action).toEqual([
          'lambda:GetAlias',
          'lambda:GetProvisionedConcurrencyConfig',
          'lambda:UpdateAlias',
        ]);
        expect(JSON.stringify(shifting.Resource)).not.toContain('*');
      }
    });
  });
});
