import { describe, expect, test } from 'vitest';
import { createCheckApp } from '../../functions/check-api/app.ts';
import { createInquiryApp } from '../../functions/inquiry-api/app.ts';
import { createNoticesApp } from '../../functions/notices-api/app.ts';
import { createRegistryApp } from '../../functions/registry-api/app.ts';
import { DOCS_ROUTES } from '../../infra/stacks/routes.ts';
import { SCOPES } from '../../shared/contracts/scopes.ts';
import { ALL_TOGETHER } from '../../shared/inquiry/admission.ts';
import { functionIn, ofType, one, type Resource, resolved, synthesize } from './synthesized.ts';

const stacks = synthesize();
const { data, api } = stacks;

const TOKENLESS = [
  'GET /health',
  'GET /.well-known/signing-keys.json',
  'POST /v1/inquiries',
  'GET /inquiry',
  'POST /inquiry',
  'GET /openapi.json',
  'GET /docs',
  'GET /docs/{asset}',
];

/** Which function stands behind the alias that a target's URI names. */
function behind(uri: unknown): string {
  const [, alias] = /Ref":"(\w+?)Live[0-9A-F]{8}"/.exec(JSON.stringify(uri)) ?? [];
  if (alias === undefined) throw new Error('leads to no alias');
  return alias;
}

function servedBy(app: { routes: { method: string; path: string }[] }): string[] {
  return app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
}

const inert = {} as never;
const SERVED = Object.fromEntries([
  ...servedBy(createCheckApp(inert)).map((route) => [route, 'CheckApi']),
  ...servedBy(createRegistryApp(inert)).map((route) => [route, 'RegistryApi']),
  ...servedBy(createNoticesApp(inert)).map((route) => [route, 'NoticesApi']),
  ...servedBy(createInquiryApp(inert)).map((route) => [route, 'InquiryApi']),
  ...DOCS_ROUTES.map((route) => [route, 'Docs']),
]);

describe('the gateway for those who have a token', () => {
  const routes = ofType(api, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);

  test('leads exactly the routes that ask for a token to the functions that serve them', () => {
    const deployed = routes.map(({ RouteKey, Target }) => {
      const integration = api[Target['Fn::Join'][1][1].Ref];
      expect(integration?.Properties).toMatchObject({
        IntegrationType: 'AWS_PROXY',
        PayloadFormatVersion: '2.0',
      });
      return [RouteKey, behind(integration?.Properties.IntegrationUri)];
    });
    const expected = Object.entries(SERVED).filter(([route]) => !TOKENLESS.includes(route));
    expect(Object.fromEntries(deployed)).toEqual(Object.fromEntries(expected));
    expect(deployed.length).toBeGreaterThan(30);
  });

  test('asks the authorizer on every route, and remembers for a minute at most what it said of a token', () => {
    const authorizer = one(api, 'AWS::ApiGatewayV2::Authorizer');
    for (const { AuthorizationType, AuthorizerId } of routes)
      expect({ AuthorizationType, AuthorizerId }).toEqual({
        AuthorizationType: 'CUSTOM',
        AuthorizerId: { Ref: authorizer.id },
      });
    expect(authorizer.Properties).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      IdentitySource: ['$request.header.Authorization'],
      AuthorizerResultTtlInSeconds: 60,
    });
    expect(behind(authorizer.Properties.AuthorizerUri)).toBe('Authorizer');
  });
});

describe('the gateway for everybody', () => {
  const resources = Object.fromEntries(
    ofType(api, 'AWS::ApiGateway::Resource').map(({ id, Properties }) => [id, Properties]),
  );
  function pathOf(resource: { Ref?: string }): string {
    const properties = resource.Ref === undefined ? undefined : resources[resource.Ref];
    return properties ? `${pathOf(properties.ParentId)}/${properties.PathPart}` : '';
  }
  const methods = ofType(api, 'AWS::ApiGateway::Method').map(({ Properties }) => Properties);

  test('leads exactly the routes that ask for no token to the functions that serve them', () => {
    const deployed = methods.map(({ HttpMethod, ResourceId, Integration, AuthorizationType }) => {
      expect(AuthorizationType).toBe('NONE');
      return [`${HttpMethod} ${pathOf(ResourceId)}`, behind(Integration.Uri)];
    });
    const expected = TOKENLESS.map((route) => [route, SERVED[route]]);
    expect(Object.fromEntries(deployed)).toEqual(Object.fromEntries(expected));
  });

  test('turns a flood of inquiries away before it reaches a function, and more than that never runs', () => {
    const settings: { HttpMethod: string; ResourcePath: string; ThrottlingRateLimit: number }[] = one(
      api,
      'AWS::ApiGateway::Stage',
    ).Properties.MethodSettings;
    const limits = settings
      .filter(({ ResourcePath }) => ResourcePath.includes('inquir'))
      .map(({ HttpMethod, ResourcePath, ThrottlingRateLimit }) => [
        `${HttpMethod} ${ResourcePath.replaceAll('~1', '/').replace('//', '/')}`,
        ThrottlingRateLimit,
      ]);
    expect(limits.map(([route]) => route).sort()).toEqual(
      TOKENLESS.filter((route) => route.includes('inquir')).sort(),
    );
    const perSecond = limits.map(([, rate]) => Number(rate));
    expect(Math.max(...perSecond)).toBeLessThanOrEqual(20);
    // Below what people may ask all together, the gateway would refuse what the function permits.
    expect(Math.min(...perSecond)).toBeGreaterThan(ALL_TOGETHER.max / (ALL_TOGETHER.windowMs / 1_000));
    expect(functionIn(stacks, 'inquiryApi').Properties.ReservedConcurrentExecutions).toBe(10);
  });

  test('stands behind a firewall that counts by address, stricter for inquiries, and keeps no samples', () => {
    const { Properties } = one(api, 'AWS::WAFv2::WebACL');
    const rates = Properties.Rules.flatMap(({ Statement, Action }: Resource['Properties']) => {
      const { RateBasedStatement: rate } = Statement;
      if (!rate) return [];
      expect(rate.AggregateKeyType).toBe('IP');
      expect(Action).toEqual({ Block: {} });
      return [[rate.ScopeDownStatement?.ByteMatchStatement.SearchString, rate.Limit]];
    });
    expect(rates).toEqual([
      ['/inquir', 50],
      [undefined, 2_000],
    ]);
    const groups = Properties.Rules.flatMap(
      ({ Statement }: Resource['Properties']) => Statement.ManagedRuleGroupStatement?.Name ?? [],
    );
    expect(groups).toEqual(['AWSManagedRulesCommonRuleSet', 'AWSManagedRulesKnownBadInputsRuleSet']);
    for (const { VisibilityConfig } of [Properties, ...Properties.Rules])
      expect(VisibilityConfig.SampledRequestsEnabled).toBe(false);
    const { ResourceArn } = one(api, 'AWS::WAFv2::WebACLAssociation').Properties;
    expect(JSON.stringify(ResourceArn)).toContain(one(api, 'AWS::ApiGateway::Stage').id);
  });
});

describe('the access logs', () => {
  const formats: string[] = [
    one(api, 'AWS::ApiGatewayV2::Stage').Properties.AccessLogSettings.Format,
    one(api, 'AWS::ApiGateway::Stage').Properties.AccessLogSetting.Format,
  ];

  test.each(formats)('name no person, no address and nothing that was asked: %s', (format) => {
    const variables = [...format.matchAll(/\$context\.([\w.]+)/g)].map(([, variable]) => variable);
    expect(variables.length).toBeGreaterThan(5);
    for (const variable of variables)
      expect(variable).not.toMatch(/identity|^path$|querystring|header|body|claims|principal|clientId/i);
  });

  test('are forgotten like all other logs', () => {
    for (const { Properties } of ofType(api, 'AWS::Logs::LogGroup'))
      expect(Properties.RetentionInDays).toBe(30);
  });

  test('are all that the public gateway writes', () => {
    for (const setting of one(api, 'AWS::ApiGateway::Stage').Properties.MethodSettings)
      expect({ LoggingLevel: 'OFF', ...setting }).toMatchObject({
        LoggingLevel: 'OFF',
        DataTraceEnabled: false,
      });
  });
});

describe('clients', () => {
  test('are no part of the templates: taking one on needs no deployment', () => {
    for (const resources of Object.values(stacks))
      expect(ofType(resources, 'AWS::Cognito::UserPoolClient')).toEqual([]);
  });

  test('can be given any scope of the service, under the audience that the functions expect', () => {
    const { Identifier, Scopes } = one(data, 'AWS::Cognito::UserPoolResourceServer').Properties;
    expect(Scopes.map(({ ScopeName }: { ScopeName: string }) => ScopeName)).toEqual(SCOPES);
    for (const name of ['authorizer', 'checkApi', 'registryApi', 'noticesApi'] as const) {
      const { Variables } = functionIn(stacks, name).Properties.Environment;
      expect(Variables.TOKEN_AUDIENCE).toBe(Identifier);
      expect(resolved(Variables.TOKEN_JWKS_URL)).toBe(
        `${resolved(Variables.TOKEN_ISSUER)}/.well-known/jwks.json`,
      );
    }
  });

  test('nobody can sign up', () => {
    expect(one(data, 'AWS::Cognito::UserPool').Properties.AdminCreateUserConfig).toEqual({
      AllowAdminCreateUserOnly: true,
    });
  });
});
