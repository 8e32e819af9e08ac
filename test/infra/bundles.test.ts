import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { isBuiltin } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUNDLED_FILES } from '../../functions/docs/files.ts';
import { esbuildOptions } from '../../infra/constructs/bundling.ts';
import type { FunctionFolder } from '../../infra/constructs/service-function.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS: readonly FunctionFolder[] = [
  'audit-checkpoints',
  'authorizer',
  'canary',
  'check-api',
  'deadlines',
  'docs',
  'filter-builder',
  'inquiry-api',
  'key-rotation',
  'list-sync',
  'notices-api',
  'registry-api',
  'release-notices',
  'sandbox',
];

/** What a cold start can read and compile in 100 ms. */
const HOT_BUNDLE_BYTES = 800_000;

/** As a deployment sets it; nothing behind these names is reached. */
const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'KEYOFTHEROLE',
  AWS_SECRET_ACCESS_KEY: 'secret-of-the-role',
  AWS_SESSION_TOKEN: 'session-of-the-role',
  REGISTRY_TABLE: 'registry',
  SNAPSHOT_BUCKET: 'snapshots',
  AUDIT_BUCKET: 'audit',
  IMPOSITIONS_QUEUE_URL: 'https://queue.example/impositions',
  RELEASES_QUEUE_URL: 'https://queue.example/releases',
  NOTICES_QUEUE_URL: 'https://queue.example/notices',
  NOTICES_DEAD_LETTERS_URL: 'https://queue.example/notices-dead-letters',
  SUBJECT_KEY_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:subject-key',
  DOCUMENT_KEY_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:document-key',
  DOCUMENT_KMS_KEY_ARN: 'arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-000000000000',
  WEBHOOK_KEY_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:webhook-key',
  SIGNING_KEY_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:signing-key',
  SUBJECT_KEY_VERSION: '1',
  TOKEN_ISSUER: 'https://issuer.example',
  TOKEN_AUDIENCE: 'consumption-check',
  TOKEN_JWKS_URL: 'https://issuer.example/.well-known/jwks.json',
  INQUIRY_URL: 'https://inquiry.example',
};

let folder: string;
const bundles = new Map<FunctionFolder, Metafile['outputs'][string]>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundles-'));
  for (const name of FOLDERS) {
    const outfile = join(folder, name, 'index.mjs');
    const { metafile } = await build(esbuildOptions(ROOT, `functions/${name}/handler.ts`, outfile));
    const output = Object.entries(metafile.outputs).find(([path]) => path.endsWith('.mjs'))?.[1];
    if (output) bundles.set(name, output);
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Runs the handler of a bundle once, in a process of its own with nothing but the function's environment. */
async function invoke(
  name: FunctionFolder,
  event: unknown,
  environment: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const script = join(folder, name, 'invoke.mjs');
  await writeFile(
    script,
    `const { handler } = await import('./index.mjs');
    const result = await handler(JSON.parse(process.argv[2]), { functionName: 'f', awsRequestId: 'r' }).catch(
      (error) => ({ failed: error.name }),
    );
    process.stdout.write('\\n' + JSON.stringify(result));`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(event)], {
    env: { ...ENVIRONMENT, ...environment, NODE_OPTIONS: '--enable-source-maps' },
  });
  return JSON.parse(stdout.split('\n').at(-1) ?? '');
}

function httpEvent(method: string, path: string) {
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'api.example', 'content-type': 'application/json' },
    requestContext: { http: { method, path }, domainName: 'api.example', stage: '$default' },
    body: '{}',
    isBase64Encoded: false,
  };
}

/** As a regional REST API sends it: the path is that below the stage. */
function publicEvent(method: string, path: string) {
  return {
    resource: path,
    path,
    httpMethod: method,
    headers: { Host: 'public.example' },
    multiValueHeaders: { Host: ['public.example'] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: { stage: 'live', path: `/live${path}`, httpMethod: method, domainName: 'public.example' },
    body: null,
    isBase64Encoded: false,
  };
}

describe('the bundles that are deployed', () => {
  test('the check API stays small enough to start quickly', () => {
    expect(bundles.get('check-api')?.bytes).toBeLessThanOrEqual(HOT_BUNDLE_BYTES);
  });

  test.each(FOLDERS)('%s holds every package, and imports only what Node brings', (name) => {
    const external = (bundles.get(name)?.imports ?? []).filter((one) => one.external).map(({ path }) => path);
    expect(external.length).toBeGreaterThan(0);
    expect(external.filter((path) => !isBuiltin(path))).toEqual([]);
  });

  test.each(FOLDERS)('%s leaves out the search for credentials that a function does not need', (name) => {
    const inputs = Object.keys(bundles.get(name)?.inputs ?? {});
    // The reference asks no service of AWS for anything.
    if (name !== 'docs') expect(inputs).toContain('infra/constructs/function-credentials.ts');
    expect(
      inputs.filter((path) => /credential-provider-(ini|sso|process)|nested-clients/.test(path)),
    ).toEqual([]);
  });

  test.each<[FunctionFolder, string, string]>([
    ['check-api', 'POST', '/v1/checks'],
    ['registry-api', 'POST', '/v1/list-changes'],
    ['notices-api', 'GET', '/v1/notices'],
  ])('%s starts and refuses a request without a token', async (name, method, path) => {
    expect(await invoke(name, httpEvent(method, path))).toMatchObject({
      statusCode: 401,
      headers: { 'content-type': 'application/problem+json' },
    });
  });

  test.each<FunctionFolder>(['list-sync', 'release-notices'])(
    '%s starts and hands back a message that it cannot read',
    async (name) => {
      const event = { Records: [{ messageId: 'm1', body: 'no message of ours' }] };
      expect(await invoke(name, event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    },
  );

  test('inquiry-api starts and answers with its page, without a token', async () => {
    const answer = await invoke('inquiry-api', publicEvent('GET', '/inquiry'));
    expect(answer).toMatchObject({
      statusCode: 200,
      multiValueHeaders: { 'content-type': ['text/html; charset=UTF-8'] },
      body: expect.stringContaining('<form'),
    });
  });

  test('check-api starts and says that it cannot reach the register, without a token', async () => {
    const nowhere = { DYNAMODB_ENDPOINT: 'http://127.0.0.1:9', S3_ENDPOINT: 'http://127.0.0.1:9' };
    expect(await invoke('check-api', publicEvent('GET', '/health'), nowhere)).toMatchObject({
      statusCode: 503,
      multiValueHeaders: { 'content-type': ['application/problem+json'] },
    });
  });

  test('docs starts and serves the document and its page from the files beside it', async () => {
    for (const { from, to } of BUNDLED_FILES) {
      const target = join(folder, 'docs', to);
      await mkdir(dirname(target), { recursive: true });
      await copyFile(join(ROOT, from), target);
    }
    const deployment = { API_URL: 'https://api.example', PUBLIC_URL: 'https://public.example/live' };
    const document = (await invoke('docs', publicEvent('GET', '/openapi.json'), deployment)) as {
      body: string;
    };
    expect(JSON.parse(document.body).servers).toMatchObject([{ url: 'https://api.example' }]);
    expect(await invoke('docs', publicEvent('GET', '/docs/swagger-ui.css'), deployment)).toMatchObject({
      statusCode: 200,
      isBase64Encoded: false,
    });
  });

  test('authorizer starts and lets nobody pass without a token', async () => {
    expect(await invoke('authorizer', { version: '2.0', type: 'REQUEST', identitySource: [] })).toEqual({
      isAuthorized: false,
    });
  });

  test.each<[FunctionFolder, string]>([
    ['filter-builder', 'GetItem'],
    ['deadlines', 'GetItem'],
    ['audit-checkpoints', 'Query'],
  ])("%s starts and asks the register with the credentials of the function's role", async (name, action) => {
    const asked: { target: unknown; authorization: unknown; session: unknown }[] = [];
    const register = createServer((request, response) => {
      const { 'x-amz-target': target, authorization, 'x-amz-security-token': session } = request.headers;
      asked.push({ target, authorization, session });
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end('{"__type":"com.amazonaws.dynamodb.v20120810#AccessDeniedException"}');
    });
    await new Promise<void>((resolve) => register.listen(0, '127.0.0.1', resolve));
    const { port } = register.address() as AddressInfo;
    try {
      const result = await invoke(name, {}, { DYNAMODB_ENDPOINT: `http://127.0.0.1:${port}` });
      expect(result).toEqual({ failed: 'DependencyUnavailable' });
      expect(asked[0]).toEqual({
        target: `DynamoDB_20120810.${action}`,
        authorization: expect.stringContaining('Credential=KEYOFTHEROLE/'),
        session: 'session-of-the-role',
      });
    } finally {
      await new Promise((resolve) => register.close(resolve));
    }
  });
});
