import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STAGE_NAMES, STAGES } from '../../infra/stages.ts';
import { parseSecretJson, parseVersionedKey } from '../../shared/adapters/secrets/versioned-key.ts';
import { LIMITATION_MS } from '../../shared/retention/periods.ts';
import { functionIn, ofType, one, synthesize } from './synthesized.ts';

const stacks = synthesize();
const { data, pipelines } = stacks;

/** CloudFormation replaces a resource whose logical id changes: an empty register would take the place of the full one. */
const STATEFUL = {
  DataEncryption639A021A: 'AWS::KMS::Key',
  DocumentEncryptionA6627FF7: 'AWS::KMS::Key',
  SecretEncryptionC5C66328: 'AWS::KMS::Key',
  Registry4DB9CCA5: 'AWS::DynamoDB::GlobalTable',
  AccessLogs8B620ECA: 'AWS::S3::Bucket',
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

describe.each(STAGE_NAMES)('what must never be lost, on the stage %s', (stage) => {
  const deployed = synthesize(stage);
  const kept = stage === 'dev' ? 'Delete' : 'Retain';

  test('keeps its logical id', () => {
    const actual = Object.entries(deployed.data)
      .filter(([, { DeletionPolicy }]) => DeletionPolicy === kept)
      .map(([id, { Type }]) => [id, Type]);
    expect(Object.fromEntries(actual)).toEqual(STATEFUL);
    const queues = ofType(deployed.pipelines, 'AWS::SQS::Queue').map(({ id }) => id);
    expect(queues.sort()).toEqual(QUEUES);
  });

  test(`is ${kept === 'Retain' ? 'kept' : 'removed'} when a stack is deleted and when it would be replaced`, () => {
    const stateful = [
      ...Object.keys(STATEFUL).map((id) => deployed.data[id]),
      ...QUEUES.map((id) => deployed.pipelines[id]),
    ];
    for (const resource of stateful)
      expect(resource).toMatchObject({ DeletionPolicy: kept, UpdateReplacePolicy: kept });
  });

  test('is encrypted with keys that rotate every year', () => {
    const keys = ofType(deployed.data, 'AWS::KMS::Key');
    expect(keys).toHaveLength(3);
    for (const { Properties } of keys)
      expect(Properties).toMatchObject({ EnableKeyRotation: true, RotationPeriodInDays: 365 });
    const dataKey = { 'Fn::GetAtt': ['DataEncryption639A021A', 'Arn'] };
    const [replica] = one(deployed.data, 'AWS::DynamoDB::GlobalTable').Properties.Replicas;
    expect(replica.SSESpecification).toEqual({ KMSMasterKeyId: dataKey });
    for (const { Properties } of ofType(deployed.data, 'AWS::SecretsManager::Secret'))
      expect(Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': ['SecretEncryptionC5C66328', 'Arn'] });
    for (const { Properties } of ofType(deployed.pipelines, 'AWS::SQS::Queue'))
      expect(JSON.stringify(Properties.KmsMasterKeyId)).toContain('DataEncryption639A021A');
  });
});

describe('the register in production', () => {
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

describe.each(['Snapshots', 'Audit', 'AccessLogs'])('the bucket %s', (name) => {
  const { id, Properties } = one(data, 'AWS::S3::Bucket', name);

  test('is private and encrypted', () => {
    expect(Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(Properties.OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    const [rule] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
    // S3 delivers its access logs only to buckets that it encrypts with keys of its own.
    if (name === 'AccessLogs') expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm).toBe('AES256');
    else
      expect(rule).toEqual({
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: {
          SSEAlgorithm: 'aws:kms',
          KMSMasterKeyID: { 'Fn::GetAtt': ['DataEncryption639A021A', 'Arn'] },
        },
      });
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
    for (const { snapshotEvery } of Object.values(STAGES))
      expect(files.ExpirationInDays * 24).toBeGreaterThan(300 * snapshotEvery.toHours({ integral: false }));
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

  test('on other stages can be given up by whoever has the right to, as nothing there is evidence', () => {
    for (const stage of ['dev', 'staging'] as const)
      expect(
        one(synthesize(stage).data, 'AWS::S3::Bucket', 'Audit').Properties.ObjectLockConfiguration.Rule
          .DefaultRetention.Mode,
      ).toBe('GOVERNANCE');
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
