import { describe, expect, test } from 'vitest';
import { createCheckApp } from '../../functions/check-api/app.ts';
import { createInquiryApp } from '../../functions/inquiry-api/app.ts';
import { createNoticesApp } from '../../functions/notices-api/app.ts';
import { createRegistryApp } from '../../functions/registry-api/app.ts';
import { SCOPES } from '../../shared/contracts/scopes.ts';
import { ALL_TOGETHER } from '../../shared/inquiry/admission.ts';
import { functionIn, ofType, one, resolved, synthesize } from './synthesized.ts';

const stacks = synthesize();
const { data, api } = stacks;

describe('the HTTP API', () => {
  const routes = ofType(api, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);

  function servedBy(app: { routes: { method: string; path: string }[] }): string[] {
    return app.routes
      .filter(({ method }) => method !== 'ALL')
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
      ...servedBy(createNoticesApp(inert)).map((route) => [route, 'NoticesApi']),
      ...servedBy(createInquiryApp(inert)).map((route) => [route, 'InquiryApi']),
    ];
    expect(deployed).toEqual(Object.fromEntries(expected));
    expect(Object.keys(deployed).length).toBeGreaterThan(30);
  });

  const PUBLIC = [
    'GET /health',
    'GET /.well-known/signing-keys.json',
    'POST /v1/inquiries',
    'GET /inquiry',
    'POST /inquiry',
  ];

  test('asks for an access token on every route but health, public keys and the inquiry', () => {
    const authorizer = one(api, 'AWS::ApiGatewayV2::Authorizer');
    expect(Object.keys(deployed)).toEqual(expect.arrayContaining(PUBLIC));
    for (const { RouteKey, AuthorizationType, AuthorizerId } of routes) {
      if (PUBLIC.includes(RouteKey)) expect(AuthorizationType).toBe('NONE');
      else
        expect({ AuthorizationType, AuthorizerId }).toEqual({
          AuthorizationType: 'JWT',
          AuthorizerId: { Ref: authorizer.id },
        });
    }
  });

  test('turns a flood of inquiries away before it reaches a function, and more than that never runs', () => {
    const stage = one(api, 'AWS::ApiGatewayV2::Stage');
    const settings: Record<string, { ThrottlingRateLimit: number }> = stage.Properties.RouteSettings;
    const limited = PUBLIC.filter((key) => key.endsWith('inquiry') || key.endsWith('inquiries'));
    expect(Object.keys(settings).sort()).toEqual(limited.sort());
    const perSecond = Object.values(settings).map(({ ThrottlingRateLimit }) => ThrottlingRateLimit);
    expect(Math.max(...perSecond)).toBeLessThanOrEqual(20);
    // Below what people may ask all together, the gateway would refuse what the function permits.
    expect(Math.min(...perSecond)).toBeGreaterThan(ALL_TOGETHER.max / (ALL_TOGETHER.windowMs / 1_000));
    const limitedIds = ofType(api, 'AWS::ApiGatewayV2::Route')
      .filter(({ Properties }) => limited.includes(Properties.RouteKey))
      .map(({ id }) => id);
    expect(stage.DependsOn?.toSorted()).toEqual(limitedIds.sort());
    expect(functionIn(stacks, 'inquiryApi').Properties.ReservedConcurrentExecutions).toBe(10);
  });

  test('takes tokens of the issuer that the functions trust, of every client and of nobody else', () => {
    const { JwtConfiguration } = one(api, 'AWS::ApiGatewayV2::Authorizer').Properties;
    const clients = ofType(api, 'AWS::Cognito::UserPoolClient').map(({ id }) => ({ Ref: id }));
    expect(JwtConfiguration.Audience).toEqual(clients);
    expect(clients).toHaveLength(3);
    for (const name of ['checkApi', 'registryApi', 'noticesApi'] as const) {
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
    for (const name of ['checkApi', 'registryApi', 'noticesApi'] as const)
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
