import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createAuditCheckpointsDependencies } from '../../functions/audit-checkpoints/dependencies.ts';
import { createAuthorizerDependencies } from '../../functions/authorizer/dependencies.ts';
import { createCanaryDependencies } from '../../functions/canary/dependencies.ts';
import { createCheckDependencies } from '../../functions/check-api/dependencies.ts';
import { createDeadlinesDependencies } from '../../functions/deadlines/dependencies.ts';
import { createDocsDependencies } from '../../functions/docs/dependencies.ts';
import { createFilterBuilderDependencies } from '../../functions/filter-builder/dependencies.ts';
import { createInquiryDependencies } from '../../functions/inquiry-api/dependencies.ts';
import { createListSyncDependencies } from '../../functions/list-sync/dependencies.ts';
import { createNoticesApiDependencies } from '../../functions/notices-api/dependencies.ts';
import { createRegistryDependencies } from '../../functions/registry-api/dependencies.ts';
import { createReleaseNoticesDependencies } from '../../functions/release-notices/dependencies.ts';
import { STAGES } from '../../infra/stages.ts';
import { EXCHANGE_LIMIT_MS } from '../../shared/notices/delivery/deliver.ts';
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
const { pipelines, api, observability } = stacks;

const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} };

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
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
      expect(JSON.stringify(sourceOf(lane).FunctionName)).toContain(
        `${consumerOf(lane).id.slice(0, -8)}Live`,
      );
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

  test('every queue is reached by TLS only', () => {
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
    expect(Properties.Targets).toMatchObject([
      { Arn: { Ref: expect.stringMatching(new RegExp(`^${id.slice(0, -8)}Live`)) } },
    ]);
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
    authorizer: createAuthorizerDependencies,
    docs: createDocsDependencies,
    canary: createCanaryDependencies,
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
  /** Set and granted for the functions that seal and open documents, whose adapter may be chosen by it. */
  const OFFERED = ['DOCUMENT_KMS_KEY_ARN'];

  test.each(FUNCTION_NAMES)('%s is an ES module on Node 24 and ARM, and its log forgets', (name) => {
    const { Properties } = functionIn(stacks, name);
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
    });
    const { [Properties.LoggingConfig.LogGroup.Ref]: log } = { ...api, ...pipelines, ...observability };
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
      expect([...read, ...FOR_NODE, ...OFFERED]).toEqual(expect.arrayContaining(Object.keys(environment)));
    },
  );

  test('together they have reserved what the account needs beside the 100 containers that AWS keeps', () => {
    const sum = (property: (name: FunctionName) => number) =>
      FUNCTION_NAMES.reduce((total, name) => total + property(name), 0);
    const reserved = sum((name) => functionIn(stacks, name).Properties.ReservedConcurrentExecutions ?? 0);
    const readme = readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8');
    expect(readme).toContain(
      `a Lambda concurrency limit of at least ${100 + reserved}: ${reserved} containers`,
    );
    const waiting = Object.values(STAGES.production.concurrency).reduce(
      (total, { provisioned = 0, reserved: within }) => total + (within === undefined ? provisioned : 0),
      0,
    );
    expect(readme).toContain(`In production ${waiting} more wait`);
  });

  test('sends intercepted people to the inquiry of its own public gateway unless told otherwise', () => {
    const { INQUIRY_URL } = functionIn(stacks, 'checkApi').Properties.Environment.Variables;
    expect(resolved(INQUIRY_URL)).toMatch(/^https:\/\/.*PublicApi.*\.execute-api\..*\/live\/inquiry$/);
    const elsewhere = synthesize('production', { context: { inquiryUrl: 'https://inquiry.example/r' } });
    expect(functionIn(elsewhere, 'checkApi').Properties.Environment.Variables.INQUIRY_URL).toBe(
      'https://inquiry.example/r',
    );
  });
});

describe('a new version', () => {
  test.each([
    ['dev', 'CodeDeployDefault.LambdaAllAtOnce'],
    ['staging', 'CodeDeployDefault.LambdaCanary10Percent5Minutes'],
    ['production', 'CodeDeployDefault.LambdaCanary10Percent5Minutes'],
  ] as const)(
    'on the stage %s takes over by %s, and is taken back when an alarm goes off',
    (stage, config) => {
      const deployed = synthesize(stage);
      for (const name of FUNCTION_NAMES) {
        const resources = deployed[FUNCTIONS[name].stack];
        const alias = one(resources, 'AWS::Lambda::Alias', `${FUNCTIONS[name].id}Live`);
        const group = one(resources, 'AWS::CodeDeploy::DeploymentGroup', `${FUNCTIONS[name].id}LiveRollout`);
        expect(alias.UpdatePolicy?.CodeDeployLambdaAliasUpdate.DeploymentGroupName).toEqual({
          Ref: group.id,
        });
        expect(alias.Properties.Name).toBe('live');
        const { DeploymentConfigName, AutoRollbackConfiguration, AlarmConfiguration } = group.Properties;
        expect(DeploymentConfigName).toBe(config);
        expect(AutoRollbackConfiguration).toEqual({
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
        });
        const watched = AlarmConfiguration.Alarms.map(({ Name }: { Name: { Ref: string } }) => Name.Ref);
        expect(watched.length).toBeGreaterThan(0);
        for (const alarm of watched)
          expect(JSON.stringify(resources[alarm]?.Properties.Dimensions)).toContain(`${FUNCTIONS[name].id}`);
      }
    },
  );

  test('of what answers requests is taken back when it is slow, too', () => {
    for (const name of FUNCTION_NAMES.filter((one) => FUNCTIONS[one].stack === 'api'))
      expect(
        one(api, 'AWS::CloudWatch::Alarm', `${FUNCTIONS[name].id}${FUNCTIONS[name].id}DeploymentSlow`)
          .Properties,
      ).toMatchObject({ MetricName: 'Duration', ExtendedStatistic: 'p99' });
  });

  test('is the only thing that is invoked: every permission is on an alias', () => {
    for (const resources of [api, pipelines, observability])
      for (const { Properties } of ofType(resources, 'AWS::Lambda::Permission'))
        expect(JSON.stringify(Properties.FunctionName)).toMatch(/Live[0-9A-F]{8}/);
  });

  test('in production finds containers that wait, where a start would cost a check its filter', () => {
    expect(one(api, 'AWS::Lambda::Alias', 'CheckApiLive').Properties.ProvisionedConcurrencyConfig).toEqual({
      ProvisionedConcurrentExecutions: 20,
    });
    expect(
      one(synthesize('dev').api, 'AWS::Lambda::Alias', 'CheckApiLive').Properties
        .ProvisionedConcurrencyConfig,
    ).toBeUndefined();
  });
});
