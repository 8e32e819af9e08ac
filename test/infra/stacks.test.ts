import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAuditCheckpointsDependencies } from '../../functions/audit-checkpoints/dependencies.ts';
import { createCheckDependencies } from '../../functions/check-api/dependencies.ts';
import { createDeadlinesDependencies } from '../../functions/deadlines/dependencies.ts';
import { createFilterBuilderDependencies } from '../../functions/filter-builder/dependencies.ts';
import { createInquiryDependencies } from '../../functions/inquiry-api/dependencies.ts';
import { createListSyncDependencies } from '../../functions/list-sync/dependencies.ts';
import { createNoticesApiDependencies } from '../../functions/notices-api/dependencies.ts';
import { createRegistryDependencies } from '../../functions/registry-api/dependencies.ts';
import { createReleaseNoticesDependencies } from '../../functions/release-notices/dependencies.ts';
import { parseSecretJson, parseVersionedKey } from '../../shared/adapters/secrets/versioned-key.ts';
import { EXCHANGE_LIMIT_MS } from '../../shared/notices/delivery/deliver.ts';
import { LIMITATION_MS } from '../../shared/retention/periods.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import {
  FUNCTION_NAMES,
  FUNCTIONS,
  type FunctionName,
  functionIn,
  ofType,
  one,
  resolved,
  synthesize,
} from './synthesized.ts';

const stacks = synthesize();
const { data, pipelines, api } = stacks;

const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} };

describe('what must never be lost', () => {
  /** CloudFormation replaces a resource whose logical id changes: an empty register would take the place of the full one. */
  const STATEFUL = {
    Registry4DB9CCA5: 'AWS::DynamoDB::GlobalTable',
    SnapshotsD03D071C: 'AWS::S3::Bucket',
    Audit3D8ADE0A: 'AWS::S3::Bucket',
    SubjectKey9CD5E912: 'AWS::SecretsManager::Secret',
    DocumentKey1DCCB5B8: 'AWS::SecretsManager::Secret',
    WebhookKeyFF363931: 'AWS::SecretsManager::Secret',
    SigningKeyEEFC2790: 'AWS::SecretsManager::Secret',
    TokenIssuerPool657FF949: 'AWS::Cognito::UserPool',
    TokenIssuerPoolAudience83291F06: 'AWS::Cognito::UserPoolResourceServer',
    TokenIssuerPoolDomain81D07D79: 'AWS::Cognito::UserPoolDomain',
  };
  const QUEUES = [
    'ImpositionsDeadLetters2D9CC245',
    'ImpositionsQueueA700FEA6',
    'NoticesDeadLetters9751A95B',
    'NoticesQueue8F17BA1B',
    'ReleasesDeadLetters457EA5E8',
    'ReleasesQueue3E415ECB',
  ];

  test('keeps its logical id', () => {
    const actual = Object.entries(data)
      .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
      .map(([id, { Type }]) => [id, Type]);
    expect(Object.fromEntries(actual)).toEqual(STATEFUL);
    const queues = ofType(pipelines, 'AWS::SQS::Queue').map(({ id }) => id);
    expect(queues.sort()).toEqual(QUEUES);
  });

  test('stays when a stack is deleted and when it would be replaced', () => {
    for (const id of Object.keys(STATEFUL)) {
      expect(data[id]).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
    for (const queue of ofType(pipelines, 'AWS::SQS::Queue')) {
      expect(queue).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('the register cannot be deleted by mistake, and can be restored to any second', () => {
    const { Properties } = one(data, 'AWS::DynamoDB::GlobalTable');
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAtS', Enabled: true },
      Replicas: [
        {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      ],
    });
    expect(one(data, 'AWS::Cognito::UserPool').Properties.DeletionProtection).toBe('ACTIVE');
  });
});

describe('the secrets', () => {
  const generated = ofType(data, 'AWS::SecretsManager::Secret').map(
    ({ Properties }) => Properties.GenerateSecretString,
  );

  test('are generated in the same way for ever, as a change would generate new keys', () => {
    const generation = {
      SecretStringTemplate: '{"version":"1"}',
      GenerateStringKey: 'key',
      PasswordLength: 43,
      ExcludePunctuation: true,
    };
    expect(generated).toEqual([generation, generation, generation, generation]);
  });

  test('are read by the functions as what Secrets Manager generates', () => {
    const { SecretStringTemplate, GenerateStringKey, PasswordLength } = generated[0];
    const character = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789');
    const password = fc.string({ unit: character, minLength: PasswordLength, maxLength: PasswordLength });
    fc.assert(
      fc.property(password, (text) => {
        const value = JSON.stringify({ ...JSON.parse(SecretStringTemplate), [GenerateStringKey]: text });
        const read = parseVersionedKey(parseSecretJson(value, 'the secret'), 'the secret');
        expect(read.key).toHaveLength(32);
        expect(read.version).toBe('1');
      }),
    );
  });

  test('and the builder of snapshots name the same version', () => {
    const { version } = JSON.parse(generated[0].SecretStringTemplate);
    const { Environment } = functionIn(stacks, 'filterBuilder').Properties;
    expect(Environment.Variables.SUBJECT_KEY_VERSION).toBe(version);
  });
});

describe.each(['Snapshots', 'Audit'])('the bucket %s', (name) => {
  const { id, Properties } = one(data, 'AWS::S3::Bucket', name);

  test('is private and encrypted', () => {
    expect(Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(Properties.OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    expect(JSON.stringify(Properties.BucketEncryption)).toContain('AES256');
  });

  test('is reached by TLS 1.2 or newer only', () => {
    const policy = one(data, 'AWS::S3::BucketPolicy', name).Properties;
    expect(policy.Bucket).toEqual({ Ref: id });
    const { Statement } = policy.PolicyDocument;
    const denied = Statement.filter(
      ({ Effect, Principal }: { Effect: string; Principal: { AWS: string } }) => {
        return Effect === 'Deny' && Principal.AWS === '*';
      },
    ).map(({ Action, Condition }: { Action: string; Condition: object }) => [Action, Condition]);
    expect(denied).toEqual(
      expect.arrayContaining([
        ['s3:*', { Bool: { 'aws:SecureTransport': 'false' } }],
        ['s3:*', { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
      ]),
    );
  });
});

describe('the bucket of snapshots', () => {
  test('keeps files for hundreds of intervals in which a newer one is published', () => {
    const rules = one(data, 'AWS::S3::Bucket', 'Snapshots').Properties.LifecycleConfiguration.Rules;
    const [files] = rules.filter((rule: object) => 'ExpirationInDays' in rule);
    const { ScheduleExpression } = one(pipelines, 'AWS::Events::Rule', 'FilterBuilder').Properties;
    expect(ScheduleExpression).toBe('rate(1 hour)');
    expect(files.ExpirationInDays * 24).toBeGreaterThan(300);
    expect(rules).toContainEqual(
      expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
    );
  });
});

describe('the bucket of audit checkpoints', () => {
  const { Properties } = one(data, 'AWS::S3::Bucket', 'Audit');

  test('gives nothing up, to nobody, for as long as claims can be brought', () => {
    expect(Properties.ObjectLockEnabled).toBe(true);
    expect(Properties.ObjectLockConfiguration).toEqual({
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: LIMITATION_MS / 86_400_000 } },
    });
    expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(Properties.LifecycleConfiguration).toBeUndefined();
  });

  test('lets nobody hide a checkpoint behind a delete marker', () => {
    const { Statement } = one(data, 'AWS::S3::BucketPolicy', 'Audit').Properties.PolicyDocument;
    expect(Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      }),
    );
  });
});

describe('the queues', () => {
  const LANES = ['Releases', 'Impositions'] as const;
  const queueOf = (lane: string) => one(pipelines, 'AWS::SQS::Queue', `${lane}Queue`);
  const sourceOf = (lane: string) => one(pipelines, 'AWS::Lambda::EventSourceMapping', lane).Properties;
  const consumerOf = (lane: string) =>
    one(pipelines, 'AWS::Lambda::Function', lane === 'Notices' ? 'NoticesDelivery' : `${lane}Consumer`);

  test.each([...LANES, 'Notices'])(
    '%s park what failed five times for two weeks, each lane in a queue of its own',
    (lane) => {
      const deadLetters = one(pipelines, 'AWS::SQS::Queue', `${lane}DeadLetters`);
      expect(queueOf(lane).Properties.RedrivePolicy).toEqual({
        deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters.id, 'Arn'] },
        maxReceiveCount: 5,
      });
      expect(deadLetters.Properties.MessageRetentionPeriod).toBe(14 * 24 * 3_600);
    },
  );

  test.each([...LANES, 'Notices'])(
    '%s go to their own consumer, which reports each failed message',
    (lane) => {
      expect(sourceOf(lane)).toMatchObject({
        EventSourceArn: { 'Fn::GetAtt': [queueOf(lane).id, 'Arn'] },
        FunctionName: { Ref: consumerOf(lane).id },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
    },
  );

  test.each([...LANES, 'Notices'])(
    '%s stay hidden for six times as long as their consumer may take',
    (lane) => {
      const { VisibilityTimeout } = queueOf(lane).Properties;
      const { MaximumBatchingWindowInSeconds = 0 } = sourceOf(lane);
      const { Timeout } = consumerOf(lane).Properties;
      expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout + MaximumBatchingWindowInSeconds);
    },
  );

  test('a release never waits for a batch to fill, nor for containers that others use', () => {
    expect(sourceOf('Releases')).toMatchObject({ BatchSize: 10, MaximumBatchingWindowInSeconds: 0 });
    const reserved = consumerOf('Releases').Properties.ReservedConcurrentExecutions;
    // More batches at once than containers would be throttled, and throttled messages count as received.
    expect(sourceOf('Releases').ScalingConfig.MaximumConcurrency).toBeLessThanOrEqual(reserved);
  });

  test('a backlog of impositions takes few containers', () => {
    expect(sourceOf('Impositions').ScalingConfig.MaximumConcurrency).toBeLessThanOrEqual(4);
    expect(sourceOf('Impositions').BatchSize).toBe(100);
  });

  test('every queue is encrypted and reached by TLS only', () => {
    const refused = ofType(pipelines, 'AWS::SQS::QueuePolicy').flatMap(({ Properties }) => {
      const [statement] = Properties.PolicyDocument.Statement;
      expect(statement).toMatchObject({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
      return Properties.Queues.map(({ Ref }: { Ref: string }) => Ref);
    });
    const queues = ofType(pipelines, 'AWS::SQS::Queue');
    expect(refused.sort()).toEqual(queues.map(({ id }) => id).sort());
    for (const { Properties } of queues) expect(Properties.SqsManagedSseEnabled).toBe(true);
  });
});

describe('the delivery of notices', () => {
  test('has time for a receiver that takes all of its own, and for what is written around it', () => {
    const { Timeout } = functionIn(stacks, 'releaseNotices').Properties;
    expect(Timeout * 1_000).toBeGreaterThanOrEqual(2 * EXCHANGE_LIMIT_MS);
  });

  test('never leads to an address of our own when deployed', () => {
    for (const name of FUNCTION_NAMES)
      expect(functionIn(stacks, name).Properties.Environment.Variables).not.toHaveProperty(
        'LOOPBACK_WEBHOOKS',
      );
  });
});

describe('what runs on a schedule', () => {
  test.each([
    ['FilterBuilderSchedule', 'filterBuilder', 'rate(1 hour)'],
    ['NoticesSweep', 'releaseNotices', 'rate(5 minutes)'],
    ['DeadlinesSchedule', 'deadlines', 'rate(15 minutes)'],
    ['AuditCheckpointsSchedule', 'auditCheckpoints', 'rate(1 hour)'],
  ] as const)('%s invokes %s at a %s', (rule, name, ScheduleExpression) => {
    const { Properties } = one(pipelines, 'AWS::Events::Rule', rule);
    expect(Properties).toMatchObject({ ScheduleExpression, State: 'ENABLED' });
    const { id } = one(pipelines, 'AWS::Lambda::Function', FUNCTIONS[name].id);
    expect(Properties.Targets).toMatchObject([{ Arn: { 'Fn::GetAtt': [id, 'Arn'] } }]);
  });

  test('there is nothing else', () => {
    expect(ofType(pipelines, 'AWS::Events::Rule')).toHaveLength(4);
  });

  test('the filter builder runs alone and has the time that a full register takes', () => {
    expect(functionIn(stacks, 'filterBuilder').Properties).toMatchObject({
      Timeout: 900,
      ReservedConcurrentExecutions: 1,
    });
  });

  test.each([
    ['FilterBuilder', 3_600],
    ['NoticesDelivery', 300],
    ['Deadlines', 900],
  ])('%s leaves no runs waiting: the next one does what is left', (name, seconds) => {
    expect(one(pipelines, 'AWS::Lambda::EventInvokeConfig', name).Properties).toMatchObject({
      MaximumEventAgeInSeconds: seconds,
      MaximumRetryAttempts: 0,
    });
  });

  test('a checkpoint that could not be written is tried again at once', () => {
    expect(ofType(pipelines, 'AWS::Lambda::EventInvokeConfig').map(({ id }) => id)).not.toContainEqual(
      expect.stringMatching(/^AuditCheckpoints/),
    );
  });
});

describe('every function', () => {
  const DEPENDENCIES: Readonly<
    Record<FunctionName, (env: Record<string, string>, logger: Logger) => unknown>
  > = {
    checkApi: createCheckDependencies,
    registryApi: createRegistryDependencies,
    noticesApi: createNoticesApiDependencies,
    inquiryApi: createInquiryDependencies,
    releases: createListSyncDependencies,
    impositions: createListSyncDependencies,
    releaseNotices: createReleaseNoticesDependencies,
    filterBuilder: createFilterBuilderDependencies,
    deadlines: createDeadlinesDependencies,
    auditCheckpoints: createAuditCheckpointsDependencies,
  };
  /** Set by Lambda itself. */
  const PLATFORM = { AWS_REGION: 'eu-west-1' };
  /** Read by Node. */
  const FOR_NODE = ['NODE_OPTIONS', 'UV_THREADPOOL_SIZE'];

  test.each(FUNCTION_NAMES)('%s is an ES module on Node 24 and ARM, and its log forgets', (name) => {
    const { Properties } = functionIn(stacks, name);
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
    });
    const { [Properties.LoggingConfig.LogGroup.Ref]: log } = { ...api, ...pipelines };
    expect(log?.Properties.RetentionInDays).toBe(30);
  });

  test.each(FUNCTION_NAMES)(
    '%s starts with the environment that it is deployed with, and reads all of it',
    (name) => {
      const { Variables } = functionIn(stacks, name).Properties.Environment;
      const environment = Object.fromEntries(
        Object.entries(Variables).map(([variable, value]) => [variable, resolved(value)]),
      );
      const read = new Set<string>();
      const watched = new Proxy({ ...PLATFORM, ...environment } as Record<string, string>, {
        get: (target, variable: string) => {
          read.add(variable);
          return target[variable];
        },
      });
      DEPENDENCIES[name](watched, silent);
      expect([...read, ...FOR_NODE]).toEqual(expect.arrayContaining(Object.keys(environment)));
    },
  );

  test('together they have reserved what the account needs beside the 100 containers that AWS keeps', () => {
    const reserved = FUNCTION_NAMES.map(
      (name) => functionIn(stacks, name).Properties.ReservedConcurrentExecutions ?? 0,
    ).reduce((sum, containers) => sum + containers, 0);
    const readme = readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8');
    expect(readme).toContain(
      `a Lambda concurrency limit of at least ${100 + reserved}: ${reserved} containers`,
    );
  });

  test('sends intercepted people to the inquiry of its own API unless told otherwise', () => {
    const { INQUIRY_URL } = functionIn(stacks, 'checkApi').Properties.Environment.Variables;
    expect(INQUIRY_URL).toEqual({
      'Fn::Join': [
        '',
        [{ 'Fn::GetAtt': [one(api, 'AWS::ApiGatewayV2::Api').id, 'ApiEndpoint'] }, '/inquiry'],
      ],
    });
    const elsewhere = synthesize({ inquiryUrl: 'https://inquiry.example/r' });
    expect(functionIn(elsewhere, 'checkApi').Properties.Environment.Variables.INQUIRY_URL).toBe(
      'https://inquiry.example/r',
    );
  });
});
