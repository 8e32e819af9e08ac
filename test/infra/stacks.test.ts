import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCheckApp } from '../../functions/check-api/app.ts';
import { createCheckDependencies } from '../../functions/check-api/dependencies.ts';
import { createFilterBuilderDependencies } from '../../functions/filter-builder/dependencies.ts';
import { createListSyncDependencies } from '../../functions/list-sync/dependencies.ts';
import { createRegistryApp } from '../../functions/registry-api/app.ts';
import { createRegistryDependencies } from '../../functions/registry-api/dependencies.ts';
import { parseSecretJson, parseVersionedKey } from '../../shared/adapters/secrets/versioned-key.ts';
import { SCOPES } from '../../shared/contracts/scopes.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import {
  FUNCTION_NAMES,
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
    SubjectKey9CD5E912: 'AWS::SecretsManager::Secret',
    DocumentKey1DCCB5B8: 'AWS::SecretsManager::Secret',
    TokenIssuerPool657FF949: 'AWS::Cognito::UserPool',
    TokenIssuerPoolAudience83291F06: 'AWS::Cognito::UserPoolResourceServer',
    TokenIssuerPoolDomain81D07D79: 'AWS::Cognito::UserPoolDomain',
  };
  const QUEUES = [
    'ImpositionsDeadLetters2D9CC245',
    'ImpositionsQueueA700FEA6',
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
    expect(generated).toEqual([generation, generation]);
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

describe('the bucket of snapshots', () => {
  const { Properties } = one(data, 'AWS::S3::Bucket');

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
    const { Statement } = one(data, 'AWS::S3::BucketPolicy').Properties.PolicyDocument;
    const denied = Statement.filter(
      ({ Effect, Principal }: { Effect: string; Principal: { AWS: string } }) => {
        return Effect === 'Deny' && Principal.AWS === '*';
      },
    ).map(({ Action, Condition }: { Action: string; Condition: object }) => [Action, Condition]);
    expect(denied).toEqual([
      ['s3:*', { Bool: { 'aws:SecureTransport': 'false' } }],
      ['s3:*', { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
    ]);
  });

  test('keeps files for hundreds of intervals in which a newer one is published', () => {
    const rules = Properties.LifecycleConfiguration.Rules;
    const [files] = rules.filter((rule: object) => 'ExpirationInDays' in rule);
    const { ScheduleExpression } = one(pipelines, 'AWS::Events::Rule').Properties;
    expect(ScheduleExpression).toBe('rate(1 hour)');
    expect(files.ExpirationInDays * 24).toBeGreaterThan(300);
    expect(rules).toContainEqual(
      expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
    );
  });
});

describe('the lanes of list changes', () => {
  const LANES = ['Releases', 'Impositions'] as const;
  const queueOf = (lane: string) => one(pipelines, 'AWS::SQS::Queue', `${lane}Queue`);
  const sourceOf = (lane: string) => one(pipelines, 'AWS::Lambda::EventSourceMapping', lane).Properties;
  const consumerOf = (lane: string) => one(pipelines, 'AWS::Lambda::Function', `${lane}Consumer`);

  test.each(LANES)(
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

  test.each(LANES)('%s go to their own consumer, which reports each failed message', (lane) => {
    expect(sourceOf(lane)).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [queueOf(lane).id, 'Arn'] },
      FunctionName: { Ref: consumerOf(lane).id },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test.each(LANES)('%s stay hidden for six times as long as their consumer may take', (lane) => {
    const { VisibilityTimeout } = queueOf(lane).Properties;
    const { MaximumBatchingWindowInSeconds } = sourceOf(lane);
    const { Timeout } = consumerOf(lane).Properties;
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout + MaximumBatchingWindowInSeconds);
  });

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

describe('the filter builder', () => {
  test('runs alone, has the time that a full register takes, and leaves no runs waiting', () => {
    expect(functionIn(stacks, 'filterBuilder').Properties).toMatchObject({
      Timeout: 900,
      ReservedConcurrentExecutions: 1,
    });
    expect(one(pipelines, 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({
      MaximumEventAgeInSeconds: 3_600,
      MaximumRetryAttempts: 0,
    });
    const { Targets, State } = one(pipelines, 'AWS::Events::Rule').Properties;
    expect(State).toBe('ENABLED');
    expect(JSON.stringify(Targets)).toContain('FilterBuilder');
  });
});

describe('the HTTP API', () => {
  const routes = ofType(api, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);

  function servedBy(app: { routes: { method: string; path: string }[] }): string[] {
    return app.routes
      .filter(({ method }) => method === 'GET' || method === 'POST')
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  }

  /** Key of each route with the function behind it. */
  const deployed = Object.fromEntries(
    routes.map(({ RouteKey, Target }) => {
      const integration = api[Target['Fn::Join'][1][1].Ref];
      expect(integration?.Properties).toMatchObject({
        IntegrationType: 'AWS_PROXY',
        PayloadFormatVersion: '2.0',
      });
      return [RouteKey, integration?.Properties.IntegrationUri['Fn::GetAtt'][0].slice(0, -8)];
    }),
  );

  test('leads exactly the routes that the functions serve to them', () => {
    const inert = {} as never;
    const expected = [
      ...servedBy(createCheckApp(inert)).map((route) => [route, 'CheckApi']),
      ...servedBy(createRegistryApp(inert)).map((route) => [route, 'RegistryApi']),
    ];
    expect(deployed).toEqual(Object.fromEntries(expected));
    expect(Object.keys(deployed)).toHaveLength(6);
  });

  test('asks for an access token on every route but health', () => {
    const authorizer = one(api, 'AWS::ApiGatewayV2::Authorizer');
    for (const { RouteKey, AuthorizationType, AuthorizerId } of routes) {
      if (RouteKey === 'GET /health') expect(AuthorizationType).toBe('NONE');
      else
        expect({ AuthorizationType, AuthorizerId }).toEqual({
          AuthorizationType: 'JWT',
          AuthorizerId: { Ref: authorizer.id },
        });
    }
  });

  test('takes tokens of the issuer that the functions trust, of every client and of nobody else', () => {
    const { JwtConfiguration } = one(api, 'AWS::ApiGatewayV2::Authorizer').Properties;
    const clients = ofType(api, 'AWS::Cognito::UserPoolClient').map(({ id }) => ({ Ref: id }));
    expect(JwtConfiguration.Audience).toEqual(clients);
    expect(clients).toHaveLength(3);
    for (const name of ['checkApi', 'registryApi'] as const) {
      const { Variables } = functionIn(stacks, name).Properties.Environment;
      expect(Variables.TOKEN_ISSUER).toEqual(JwtConfiguration.Issuer);
      expect(resolved(Variables.TOKEN_JWKS_URL)).toBe(
        `${resolved(Variables.TOKEN_ISSUER)}/.well-known/jwks.json`,
      );
    }
  });
});

describe('clients', () => {
  test('are machines with a secret and their own scopes', () => {
    expect(one(api, 'AWS::Cognito::UserPoolClient', 'Clientrailoperator').Properties).toMatchObject({
      GenerateSecret: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: [{ 'Fn::Join': ['', [expect.anything(), '/check:rail']] }],
      AccessTokenValidity: 60,
    });
  });

  test('can be given any scope of the service, under the audience that the functions expect', () => {
    const { Identifier, Scopes } = one(data, 'AWS::Cognito::UserPoolResourceServer').Properties;
    expect(Scopes.map(({ ScopeName }: { ScopeName: string }) => ScopeName)).toEqual(SCOPES);
    for (const name of ['checkApi', 'registryApi'] as const)
      expect(functionIn(stacks, name).Properties.Environment.Variables.TOKEN_AUDIENCE).toBe(Identifier);
  });

  test('nobody can sign up', () => {
    expect(one(data, 'AWS::Cognito::UserPool').Properties.AdminCreateUserConfig).toEqual({
      AllowAdminCreateUserOnly: true,
    });
  });

  const tooMany = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`client-${n}`, ['check:air']]));

  test.each([
    ['no client', { clients: {} }, 'name at least one client'],
    ['an unknown scope', { clients: { court: ['registry:delete'] } }, 'clients.court'],
    ['more clients than the gateway takes', { clients: tooMany }, 'at most 50'],
    ['clients that are no JSON', { clients: '{"court":' }, 'must be JSON'],
    ['an inquiry without TLS', { inquiryUrl: 'http://inquiry.example' }, 'inquiryUrl'],
  ])('a deployment with %s is refused before it begins', (_what, context, message) => {
    expect(() => synthesize(context)).toThrow(message);
  });
});

describe('every function', () => {
  const DEPENDENCIES: Readonly<
    Record<FunctionName, (env: Record<string, string>, logger: Logger) => unknown>
  > = {
    checkApi: createCheckDependencies,
    registryApi: createRegistryDependencies,
    releases: createListSyncDependencies,
    impositions: createListSyncDependencies,
    filterBuilder: createFilterBuilderDependencies,
  };
  /** Set by Lambda itself. */
  const PLATFORM = { AWS_REGION: 'eu-west-1' };
  /** Read by Node. */
  const FOR_NODE = ['NODE_OPTIONS'];

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
