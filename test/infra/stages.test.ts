import { App } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { CdkArgumentsError, cdkArguments } from '../../infra/cdk-arguments.ts';
import { readDeploymentContext } from '../../infra/stacks/deployment-context.ts';
import { checkSettings, STAGE_NAMES, STAGES, type StageSettings } from '../../infra/stages.ts';
import { one, synthesize } from './synthesized.ts';

describe('the settings of the stages', () => {
  test.each(STAGE_NAMES)('of %s contradict nothing and bear its name', (stage) => {
    expect(checkSettings(STAGES[stage]).stageName).toBe(stage);
  });

  test('offer the sandbox everywhere but in production', () => {
    expect(STAGE_NAMES.filter((stage) => !STAGES[stage].sandbox)).toEqual(['production']);
  });

  const domain = {
    hostedZoneId: 'Z1',
    zoneName: 'example.org',
    apiHost: 'api.example.org',
    publicHost: 'check.example.org',
  };

  test.each<[string, Partial<StageSettings>, string]>([
    ['a sandbox in production', { sandbox: true }, 'no sandbox'],
    ['several regions without a domain', { multiRegion: { regions: ['a', 'b', 'c'] } }, 'need a domain'],
    ['a region twice', { domain, multiRegion: { regions: ['a', 'b', 'a'] } }, 'three different regions'],
    [
      'more containers provisioned than reserved',
      { concurrency: { releases: { reserved: 1, provisioned: 2 } } },
      'releases: more',
    ],
  ])('with %s are refused', (_what, changed, message) => {
    expect(() => checkSettings({ ...STAGES.production, ...changed })).toThrow(message);
  });
});

describe('the context of a deployment', () => {
  const read = (context: Record<string, unknown>) => readDeploymentContext(new App({ context }).node);

  test('may say nothing', () => {
    expect(read({})).toEqual({});
  });

  test.each([
    ['an unknown stage', { stage: 'prod' }, 'stage'],
    ['an account that is none', { account: '123' }, 'twelve digits'],
    ['a region that is none', { region: 'Ireland' }, 'region'],
    ['an inquiry without TLS', { inquiryUrl: 'http://inquiry.example' }, 'inquiryUrl'],
  ])('with %s is refused before anything begins', (_what, context, message) => {
    expect(() => read(context)).toThrow(message);
  });
});

describe('the commands', () => {
  test.each<[readonly string[], readonly string[]]>([
    [['synth'], ['synth', '--quiet']],
    [
      ['synth', '--stage', 'dev'],
      ['synth', '--quiet', '-c', 'stage=dev'],
    ],
    [
      ['diff', '--stage=staging'],
      ['diff', '-c', 'stage=staging'],
    ],
    [
      ['deploy', '--stage', 'dev', '--require-approval', 'never'],
      ['deploy', '-c', 'stage=dev', '--all', '--require-approval', 'never'],
    ],
    [
      ['deploy', '--stage', 'production', '--exclusively', 'ConsumptionCheck-production-Api'],
      ['deploy', '-c', 'stage=production', '--exclusively', 'ConsumptionCheck-production-Api'],
    ],
  ])('%j is cdk %j', (given, expected) => {
    expect(cdkArguments(given)).toEqual(expected);
  });

  test.each<[readonly string[]]>([
    [[]],
    [['destroy', '--stage', 'production']],
    [['deploy']],
    [['diff']],
    [['deploy', '--stage']],
    [['deploy', '--stage', 'prod']],
  ])('%j is refused with the ways that there are', (given) => {
    expect(() => cdkArguments(given)).toThrow(CdkArgumentsError);
    expect(() => cdkArguments(given)).toThrow('npm run deploy -- --stage NAME');
  });
});

test('a stage may set limits of clients and what counts as scanning; left out, the functions keep their own', () => {
  const environmentOf = (stacks: ReturnType<typeof synthesize>, id: string) =>
    one(stacks.api, 'AWS::Lambda::Function', id).Properties.Environment.Variables;
  const limits = { check: { ratePerSecond: 50, burst: 100 }, notices: { ratePerSecond: 5, burst: 10 } };
  const set = synthesize('dev', { settings: { limits, scanning: { documents: 500, slowdown: 10 } } });
  expect(environmentOf(set, 'CheckApi')).toMatchObject({
    CLIENT_RATE_PER_SECOND: '50',
    CLIENT_BURST: '100',
    SCANNING_DOCUMENTS: '500',
    SCANNING_THROTTLE: '10',
  });
  expect(environmentOf(set, 'NoticesApi')).toMatchObject({ CLIENT_RATE_PER_SECOND: '5', CLIENT_BURST: '10' });
  for (const [stacks, id] of [
    [set, 'RegistryApi'],
    [synthesize('dev'), 'CheckApi'],
  ] as const) {
    expect(Object.keys(environmentOf(stacks, id)).filter((name) => /^(CLIENT|SCANNING)_/.test(name))).toEqual(
      [],
    );
  }
});
