import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
  ListUserPoolClientsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_AUDIENCE } from '../../../functions/cli/operators/place.ts';
import { runCli } from '../../../functions/cli/run.ts';
import { TOKEN_AUDIENCE } from '../../../infra/constructs/token-issuer.ts';
import { createClientCredentialsFile } from '../../../infra/local/client-credentials-file.ts';
import { addClientRoutes } from '../../../infra/local/client-routes.ts';
import { DEMO_CLIENTS, demoRecords } from '../../../infra/local/demo-clients.ts';
import { authenticate } from '../../../shared/adapters/http/authenticate.ts';
import { createHttpApp } from '../../../shared/adapters/http/http-app.ts';
import { createTokenEndpoint } from '../../../shared/adapters/http/token-endpoint.ts';
import { createMemoryClients } from '../../../shared/adapters/memory/clients.ts';
import { createClientAdministration } from '../../../shared/operators/administration.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { clientRecord, createTestTokens } from '../../support/tokens.ts';
import { temporaryFolder } from '../embedded/temporary-folder.ts';
import { terminal } from './world.ts';

/** The embedded default as far as it has to do with clients, with a clock that the test moves. */
async function embedded() {
  const clock = createManualClock();
  const directory = createMemoryClients();
  for (const record of demoRecords(1)) await directory.put(record);
  const { verifier, signingKey, issuer, audience } = await createTestTokens({ clock, clients: directory });
  const file = join(temporaryFolder(), 'clients.json');
  const credentials = createClientCredentialsFile(file);
  const log = createCapturedLog();
  const app = createHttpApp({ logger: log.logger, newRequestId: () => 'request-1' });
  app.route(
    '/',
    createTokenEndpoint({
      clients: DEMO_CLIENTS,
      findClient: credentials.find,
      signingKey,
      issuer,
      audience,
      clock,
      newTokenId: () => 'token-1',
    }),
  );
  const administration = createClientAdministration({ issuer: credentials, directory, clock });
  addClientRoutes(app, { verifier, administration });
  app.get('/v1/who', authenticate(verifier), (c) => {
    const { operatorId, scopes, courts, limits } = c.get('client');
    return c.json({ operatorId, scopes: [...scopes], courts, limits });
  });
  const fetch = async (url: string, init: RequestInit) => await app.request(url, init);

  return {
    clock,
    file,
    log,
    async run(...argv: readonly string[]) {
      const { io, stdout, stderr } = terminal({ fetch, clock });
      return { exitCode: await runCli(['operators', ...argv], io), stdout: stdout(), stderr: stderr() };
    },
    async token(clientId: string, secret: string) {
      const response = await app.request('/oauth2/token', {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
      });
      return { status: response.status, ...((await response.json()) as { access_token?: string }) };
    },
    async who(token: string | undefined) {
      const response = await app.request('/v1/who', { headers: { authorization: `Bearer ${token}` } });
      return { status: response.status, body: await response.json() };
    },
  };
}

function printed(stdout: string) {
  const field = (name: string) => new RegExp(`^${name} +(.*)$`, 'm').exec(stdout)?.[1] ?? '';
  return { clientId: field('client id'), secret: field('client secret') };
}

describe('an operator of the service on this machine', () => {
  test('is taken on by one command, and lets itself in with what that printed', async () => {
    const { run, token, who, file, log } = await embedded();
    const added = await run(
      'add',
      'east-rail',
      '--scopes',
      'check:rail,check:air',
      '--rate',
      '5',
      '--burst',
      '20',
    );
    expect(added).toMatchObject({ exitCode: 0, stderr: '' });
    expect(added.stdout).toContain('http://127.0.0.1:8787/oauth2/token');
    const { clientId, secret } = printed(added.stdout);
    const { access_token } = await token(clientId, secret);
    expect(await who(access_token)).toEqual({
      status: 200,
      body: {
        operatorId: 'east-rail',
        scopes: ['check:rail', 'check:air'],
        courts: 'all',
        limits: { ratePerSecond: 5, burst: 20 },
      },
    });
    expect((await token(clientId, `${secret}x`)).status).toBe(401);
    const listed = await run('list');
    expect(listed.stdout).toContain(`east-rail\t${clientId}\tcheck:rail check:air\t-\t5/s, 20 at once`);
    for (const text of [listed.stdout, readFileSync(file, 'utf8'), log.text()])
      expect(text).not.toContain(secret);
  });

  test('is let go by one command, within 30 seconds and although its token lives on', async () => {
    const { run, token, who, clock } = await embedded();
    const { clientId, secret } = printed((await run('add', 'east-rail', '--scopes', 'check:rail')).stdout);
    const { access_token } = await token(clientId, secret);
    expect((await who(access_token)).status).toBe(200);
    expect(await run('remove', 'east-rail')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(clientId),
    });
    expect((await token(clientId, secret)).status).toBe(401);
    clock.advance(30_001);
    expect((await who(access_token)).status).toBe(401);
    expect((await run('list')).stdout).not.toContain('east-rail');
    expect((await run('list', '--all')).stdout).toContain('east-rail');
    expect((await run('remove', 'east-rail')).exitCode).toBe(0);
  });

  test('gets new credentials and changes over without a gap', async () => {
    const { run, token, who, clock } = await embedded();
    const before = printed(
      (await run('add', 'court', '--scopes', 'registry:read', '--courts', '京0105,京01')).stdout,
    );
    const rotated = await run('rotate', 'court');
    const after = printed(rotated.stdout);
    expect(rotated.stdout).toContain(`Good until removed: the client ${before.clientId}`);
    const tokens = [await token(before.clientId, before.secret), await token(after.clientId, after.secret)];
    for (const { access_token } of tokens) {
      expect((await who(access_token)).body).toMatchObject({
        operatorId: 'court',
        courts: ['京0105', '京01'],
      });
    }
    await run('remove', before.clientId);
    clock.advance(30_001);
    expect((await who(tokens[0]?.access_token)).status).toBe(401);
    expect((await who(tokens[1]?.access_token)).status).toBe(200);
  });

  test('is not taken on twice, nor let go or changed when nobody knows it', async () => {
    const { run } = await embedded();
    await run('add', 'east-rail', '--scopes', 'check:rail');
    const again = await run('add', 'east-rail', '--scopes', 'check:rail');
    expect(again).toMatchObject({ exitCode: 2, stdout: '' });
    expect(again.stderr).toContain('operators rotate');
    expect((await run('remove', 'west-rail')).exitCode).toBe(2);
    expect((await run('rotate', 'west-rail')).exitCode).toBe(2);
  });

  test('is administered by operations alone', async () => {
    const { run } = await embedded();
    const refused = await run('list', '--client-id', 'demo-court', '--client-secret', 'demo-court-secret');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('operations') });
  });
});

describe('a command about operators', () => {
  test.each<[string, readonly string[], string]>([
    ['says nothing to do', [], 'add, rotate, remove or list'],
    ['names nobody', ['add'], 'Name the operator'],
    ['names two', ['add', 'a', 'b'], 'Name one operator'],
    ['gives no scopes', ['add', 'a'], '--scopes'],
    ['gives a scope that there is not', ['add', 'a', '--scopes', 'check:ships'], '--scopes'],
    ['gives a court no courts', ['add', 'a', '--scopes', 'registry:read'], '--courts'],
    [
      'gives a court that cannot be',
      ['add', 'a', '--scopes', 'registry:read', '--courts', '0105'],
      '--courts',
    ],
    ['gives half a limit', ['add', 'a', '--scopes', 'check:rail', '--rate', '5'], '--burst'],
    ['takes a document number for an id', ['add', '999999199001010016', '--scopes', 'check:rail'], 'The ID'],
    ['changes rights where it cannot', ['rotate', 'a', '--scopes', 'check:rail'], '--scopes'],
    [
      'names a deployment and this machine',
      ['list', '--stage', 'dev', '--url', 'http://127.0.0.1:1'],
      '--url',
    ],
    ['names half a deployment', ['list', '--table', 'registry'], '--user-pool-id'],
    ['names a file alone', ['list', '--outputs', 'x.json'], '--stage'],
    ['names a file that there is not', ['list', '--stage', 'dev', '--outputs', '/nowhere.json'], '--outputs'],
  ])('that %s is refused', async (_, argv, says) => {
    const { io, stderr } = terminal();
    expect(await runCli(['operators', ...argv], io)).toBe(2);
    expect(stderr()).toContain(says);
    expect(stderr()).not.toContain('999999199001010016');
  });
});

describe('an operator of a deployment', () => {
  const cognito = mockClient(CognitoIdentityProviderClient);
  const dynamodb = mockClient(DynamoDBClient);
  const place = ['--user-pool-id', 'eu-west-1_Ab1', '--table', 'registry'];
  beforeEach(() => {
    cognito.reset();
    dynamodb.reset();
    dynamodb.on(QueryCommand).resolves({ Items: [] });
    dynamodb.on(PutItemCommand).resolves({});
    dynamodb.on(UpdateItemCommand).resolves({});
    cognito.on(ListUserPoolClientsCommand).resolves({ UserPoolClients: [] });
    cognito
      .on(CreateUserPoolClientCommand)
      .resolves({ UserPoolClient: { ClientId: 'cognito-1', ClientSecret: 's3cret' } });
    cognito.on(DeleteUserPoolClientCommand).resolves({});
  });
  afterEach(() => {
    cognito.reset();
    dynamodb.reset();
  });

  async function run(...argv: readonly string[]) {
    const { io, stdout, stderr } = terminal();
    return { exitCode: await runCli(['operators', ...argv], io), stdout: stdout(), stderr: stderr() };
  }
  const stored = (record: object) =>
    dynamodb.on(QueryCommand).resolves({ Items: [marshall({ pk: 'CLIENT', sk: 'cognito-0', ...record })] });

  test('is made in Cognito for an hour’s tokens of its scopes, and then in the table', async () => {
    const { exitCode, stdout } = await run('add', 'east-rail', '--scopes', 'check:rail', ...place);
    expect(exitCode).toBe(0);
    expect(printed(stdout)).toEqual({ clientId: 'cognito-1', secret: 's3cret' });
    expect(cognito.commandCalls(CreateUserPoolClientCommand)[0]?.args[0].input).toEqual({
      UserPoolId: 'eu-west-1_Ab1',
      ClientName: 'east-rail',
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: [`${TOKEN_AUDIENCE}/check:rail`],
      AccessTokenValidity: 1,
      TokenValidityUnits: { AccessToken: 'hours' },
    });
    const { Item } = dynamodb.commandCalls(PutItemCommand)[0]?.args[0].input ?? {};
    expect(Item).toMatchObject({
      pk: { S: 'CLIENT' },
      sk: { S: 'cognito-1' },
      operatorId: { S: 'east-rail' },
    });
    expect(JSON.stringify(Item)).not.toContain('s3cret');
  });

  test('is found by the outputs of its stage', async () => {
    const outputs = join(temporaryFolder(), 'outputs.json');
    const data = {
      UserPoolId: 'ap-east-1_Xy9',
      RegistryTable: 'dev-registry',
      ResourceServer: 'other-audience',
      TokenUrl: 'https://tokens.example/oauth2/token',
    };
    writeFileSync(
      outputs,
      JSON.stringify({
        'ConsumptionCheck-dev-Data': data,
        'ConsumptionCheck-dev-Api': { Url: 'https://a.example' },
      }),
    );
    const { exitCode, stdout } = await run(
      'add',
      'x',
      '--scopes',
      'check:rail',
      '--stage',
      'dev',
      '--outputs',
      outputs,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('https://tokens.example/oauth2/token');
    expect(cognito.commandCalls(CreateUserPoolClientCommand)[0]?.args[0].input).toMatchObject({
      UserPoolId: 'ap-east-1_Xy9',
      AllowedOAuthScopes: ['other-audience/check:rail'],
    });
    expect(dynamodb.commandCalls(PutItemCommand)[0]?.args[0].input.TableName).toBe('dev-registry');
    const other = await run('list', '--stage', 'production', '--outputs', outputs);
    expect(other).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no stack') });
  });

  test('is let go in the table before Cognito, also when Cognito has forgotten it', async () => {
    stored(clientRecord('cognito-0', { operatorId: 'east-rail' as never }));
    cognito
      .on(DeleteUserPoolClientCommand)
      .rejects(new ResourceNotFoundException({ message: 'no', $metadata: {} }));
    expect((await run('remove', 'east-rail', ...place)).exitCode).toBe(0);
    const { ExpressionAttributeValues } = dynamodb.commandCalls(UpdateItemCommand)[0]?.args[0].input ?? {};
    expect(ExpressionAttributeValues).toMatchObject({ ':removed': { S: 'removed' } });
  });

  test('is out when its record is, even if Cognito cannot be reached; the same command completes it', async () => {
    stored(clientRecord('cognito-0', { operatorId: 'east-rail' as never }));
    cognito
      .on(DeleteUserPoolClientCommand)
      .rejects(Object.assign(new Error('slow'), { name: 'TimeoutError' }));
    const { exitCode, stderr } = await run('remove', 'east-rail', ...place);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('TimeoutError');
    expect(dynamodb.commandCalls(UpdateItemCommand)).toHaveLength(1);
  });

  test('is cleared away with its operator where a command ended between Cognito and the table', async () => {
    cognito.on(ListUserPoolClientsCommand).resolves({
      UserPoolClients: [
        { ClientId: 'left-over', ClientName: 'east-rail' },
        { ClientId: 'other', ClientName: 'east-railways' },
      ],
    });
    await run('add', 'east-rail', '--scopes', 'check:rail', ...place);
    expect(cognito.commandCalls(DeleteUserPoolClientCommand)).toEqual([]);
    await run('remove', 'east-rail', ...place);
    const deleted = cognito
      .commandCalls(DeleteUserPoolClientCommand)
      .map(({ args }) => args[0].input.ClientId);
    expect(deleted).toEqual(['left-over']);
  });

  test.each([
    ['nobody', 'CredentialsProviderError', 2],
    ['somebody who may not', 'AccessDeniedException', 2],
    ['an AWS that is down', 'InternalErrorException', 3],
  ])('is not made by %s, which is said in our words', async (_, name, code) => {
    cognito
      .on(CreateUserPoolClientCommand)
      .rejects(Object.assign(new Error('arn:aws:iam::111122223333:user/x may not'), { name }));
    const { exitCode, stderr } = await run('add', 'east-rail', '--scopes', 'check:rail', ...place);
    expect(exitCode).toBe(code);
    expect(stderr).toContain(name);
    expect(stderr).not.toContain('111122223333');
    expect(dynamodb.commandCalls(PutItemCommand)).toHaveLength(0);
  });

  test('has tokens for the audience that the stacks set up', () => {
    expect(DEFAULT_AUDIENCE).toBe(TOKEN_AUDIENCE);
  });
});
