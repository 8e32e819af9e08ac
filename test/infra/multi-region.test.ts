import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { describe, expect, test } from 'vitest';
import { createStage } from '../../infra/stacks/create-stacks.ts';
import { STAGES, type StageSettings } from '../../infra/stages.ts';
import { ofType, one, type Resources, testApp } from './synthesized.ts';

const REGIONS = ['us-east-1', 'us-east-2', 'us-west-2'] as const;
const ACCOUNT = '111122223333';
const SETTINGS: StageSettings = {
  ...STAGES.production,
  domain: {
    hostedZoneId: 'Z0EXAMPLE',
    zoneName: 'example.org',
    apiHost: 'api.example.org',
    publicHost: 'check.example.org',
  },
  multiRegion: { regions: REGIONS },
};

// No stage has three regions, so `npm run synth` does not check these templates against CloudFormation's schemas.
process.env.CDK_VALIDATION = 'true';
const app = testApp();
createStage(app, SETTINGS, { account: ACCOUNT });
const stacks = new Map<string, CloudFormationStackArtifact>(
  app.synth().stacks.map((stack) => [stack.stackName.replace('ConsumptionCheck-production-', ''), stack]),
);

function resourcesOf(part: string): Resources {
  const stack = stacks.get(part);
  if (!stack) throw new Error(`there is no stack ${part}`);
  return stack.template.Resources;
}

const [HOME, ...OTHERS] = REGIONS;
const APIS = REGIONS.map((region) => (region === HOME ? 'Api' : `Api-${region}`));

describe('a stage in three regions', () => {
  test('has a register that is strongly consistent across them, each replica with a key of its region', () => {
    const { Properties } = one(resourcesOf('Data'), 'AWS::DynamoDB::GlobalTable');
    expect(Properties.MultiRegionConsistency).toBe('STRONG');
    expect(Properties.Replicas.map(({ Region }: { Region: string }) => Region).sort()).toEqual(
      [...REGIONS].sort(),
    );
    const keys = Properties.Replicas.map(({ SSESpecification }: { SSESpecification: object }) =>
      JSON.stringify(SSESpecification),
    );
    expect(new Set(keys).size).toBe(3);
    // DynamoDB has neither in this mode.
    expect(Properties.TimeToLiveSpecification).toBeUndefined();
    expect(Properties.LocalSecondaryIndexes).toBeUndefined();
  });

  test('keeps the logical ids of what one region has', () => {
    const ids = Object.keys(resourcesOf('Data'));
    expect(ids).toEqual(expect.arrayContaining(['Registry4DB9CCA5', 'SubjectKey9CD5E912', 'Audit3D8ADE0A']));
  });

  test('copies snapshots, checkpoints and secrets to each other region', () => {
    const data = resourcesOf('Data');
    for (const bucket of ['Snapshots', 'Audit']) {
      const { Properties } = one(data, 'AWS::S3::Bucket', bucket);
      expect(Properties.ReplicationConfiguration.Rules).toHaveLength(OTHERS.length);
      expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    }
    for (const { Properties } of ofType(data, 'AWS::SecretsManager::Secret'))
      expect(Properties.ReplicaRegions.map(({ Region }: { Region: string }) => Region)).toEqual(OTHERS);
    for (const region of OTHERS)
      for (const { Properties } of ofType(resourcesOf(`Replica-${region}`), 'AWS::S3::Bucket'))
        expect(Properties.PublicAccessBlockConfiguration.RestrictPublicBuckets).toBe(true);
  });

  test('opens an order document in any of them: its key has one id everywhere', () => {
    expect(one(resourcesOf('Data'), 'AWS::KMS::Key', 'DocumentEncryption').Properties.MultiRegion).toBe(true);
    for (const region of OTHERS) {
      const replica = one(resourcesOf(`Data-${region}`), 'AWS::KMS::ReplicaKey');
      expect(replica).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('applies changes in each, and runs its schedules in one', () => {
    for (const region of REGIONS) {
      const pipelines = resourcesOf(region === HOME ? 'Pipelines' : `Pipelines-${region}`);
      expect(ofType(pipelines, 'AWS::Lambda::EventSourceMapping')).toHaveLength(3);
      const states = ofType(pipelines, 'AWS::Events::Rule').map(({ Properties }) => Properties.State);
      expect(new Set(states)).toEqual(new Set([region === HOME ? 'ENABLED' : 'DISABLED']));
    }
  });

  test('leads both hosts to the nearest region whose own health check is good', () => {
    for (const [index, name] of APIS.entries()) {
      const api = resourcesOf(name);
      const health = one(api, 'AWS::Route53::HealthCheck');
      expect(health.Properties.HealthCheckConfig).toMatchObject({
        Type: 'HTTPS',
        ResourcePath: '/live/health',
      });
      expect(JSON.stringify(health.Properties.HealthCheckConfig.FullyQualifiedDomainName)).toContain(
        `.execute-api.${REGIONS[index]}.`,
      );
      const records = ofType(api, 'AWS::Route53::RecordSet').map(({ Properties }) => Properties);
      expect(records.map((record) => [record.Name, record.Region])).toEqual([
        ['api.example.org.', REGIONS[index]],
        ['check.example.org.', REGIONS[index]],
      ]);
      for (const { HealthCheckId } of records) expect(JSON.stringify(HealthCheckId)).toContain(health.id);
    }
  });

  test('lets functions of a region reach the replica and the secrets of that region only', () => {
    for (const [index, name] of APIS.entries()) {
      const policies = ofType(resourcesOf(name), 'AWS::IAM::Policy').filter(({ id }) =>
        /^(CheckApi|RegistryApi|InquiryApi)Role/.test(id),
      );
      const others = REGIONS.filter((region) => region !== REGIONS[index]);
      for (const { Properties } of policies) {
        const text = JSON.stringify(Properties.PolicyDocument);
        for (const region of others)
          expect(text).not.toMatch(new RegExp(`:(dynamodb|secretsmanager):${region}:`));
      }
    }
  });

  test.each<[string, readonly [string, string, string]]>([
    ['of two sets', ['us-east-1', 'us-east-2', 'eu-west-1']],
    ['where DynamoDB has no such tables', ['us-east-1', 'us-east-2', 'sa-east-1']],
  ])('with regions %s is refused', (_what, regions) => {
    expect(() =>
      createStage(testApp(), { ...SETTINGS, multiRegion: { regions } }, { account: ACCOUNT }),
    ).toThrow(/MRSC/);
  });
});
