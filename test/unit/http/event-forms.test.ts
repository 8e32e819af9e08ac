import { readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import type { Hono } from 'hono';
import type { LambdaEvent } from 'hono/aws-lambda';
import { describe, expect, test } from 'vitest';
import { createDocsApp } from '../../../functions/docs/app.ts';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { handleOnLambda } from '../../../shared/adapters/http/lambda-entry.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { createTestCheckApi } from '../../support/check-api.ts';
import { HARD_SEAT } from '../../support/check-world.ts';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const bodyOf = ({ body }: Asked, isBase64Encoded: boolean) => ({
  body: body === undefined ? null : isBase64Encoded ? Buffer.from(body).toString('base64') : body,
  isBase64Encoded,
});

/** A REST API, with its stage in the context alone; it names headers twice, as they came and as lists. */
const v1 = (asked: Asked, isBase64Encoded = false, only?: 'lists') => ({
  version: '1.0',
  httpMethod: asked.method,
  path: asked.path,
  resource: asked.path,
  headers: only === 'lists' ? null : { Host: 'api.example', ...asked.headers },
  multiValueHeaders: Object.fromEntries(
    Object.entries({ Host: 'api.example', ...asked.headers }).map(([name, value]) => [name, [value]]),
  ),
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  requestContext: {
    stage: 'live',
    path: `/live${asked.path}`,
    domainName: 'api.example',
    identity: { sourceIp: '203.0.113.7' },
  },
  ...bodyOf(asked, isBase64Encoded),
});

const v2 = (asked: Asked, isBase64Encoded = false) => ({
  version: '2.0',
  routeKey: `${asked.method} ${asked.path}`,
  rawPath: asked.path,
  rawQueryString: '',
  headers: { host: 'api.example', ...asked.headers },
  requestContext: {
    stage: '$default',
    domainName: 'api.example',
    http: { method: asked.method, path: asked.path, sourceIp: '203.0.113.7' },
  },
  ...bodyOf(asked, isBase64Encoded),
});

const FORMS: readonly (readonly [string, (asked: Asked) => object])[] = [
  ['an HTTP API', (asked) => v2(asked)],
  ['an HTTP API with the body in Base64', (asked) => v2(asked, true)],
  ['a REST API', (asked) => v1(asked)],
  ['a REST API with the body in Base64', (asked) => v1(asked, true)],
  ['a REST API that names headers as lists alone', (asked) => v1(asked, false, 'lists')],
];

async function invoke(app: Hono<HttpEnv>, event: object) {
  const answer = await handleOnLambda(app)(event as LambdaEvent, { awsRequestId: 'aws-1' } as Context);
  const { headers, multiValueHeaders } = answer as {
    headers?: Record<string, string>;
    multiValueHeaders?: Record<string, string[]>;
  };
  const header = (name: string) => headers?.[name] ?? multiValueHeaders?.[name]?.join(', ');
  return { ...answer, header };
}

function docsApp() {
  return createDocsApp({
    logger: createCapturedLog().logger,
    newRequestId: () => 'request-1',
    readFile: (name) =>
      name === 'openapi.json'
        ? '{"paths":{},"components":{"securitySchemes":{"clientCredentials":{"flows":{"clientCredentials":{}}}}}}'
        : `text of ${name}`,
    deployment: { publicUrl: 'https://public.example/live', apiUrl: 'https://token.example' },
  });
}

describe.each(FORMS)('what comes through %s', (_, eventOf) => {
  test('is checked as what comes directly', async () => {
    const { app, tokens } = await createTestCheckApi();
    const body = JSON.stringify({
      purchase: HARD_SEAT,
      subjects: [
        { ref: 'p1', name: '示例甲', documents: [{ type: 'resident-id', number: syntheticResidentId(1) }] },
      ],
    });
    const authorization = `Bearer ${await tokens.token({ clientId: 'demo-rail', scopes: ['check:rail'] })}`;
    const asked = { method: 'POST', path: '/v1/checks', body };
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await invoke(app, eventOf({ ...asked, headers }));
    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ results: [{ ref: 'p1', decision: 'allow' }] });
    expect(answer.header('x-request-id')).toBe('aws-1');
    const nobody = await invoke(app, eventOf({ ...asked, headers: { 'content-type': 'application/json' } }));
    expect(nobody.statusCode).toBe(401);
    const twice = await invoke(
      app,
      eventOf({ ...asked, headers: { ...headers, authorization: `${authorization}, ${authorization}` } }),
    );
    expect(twice.statusCode).toBe(401);
  });

  test('reaches the reference, whatever it is told to be the host, and no other file', async () => {
    const app = docsApp();
    const evil = { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' };
    for (const path of ['/openapi.json', '/docs', '/docs/start.js']) {
      const answer = await invoke(app, eventOf({ method: 'GET', path, headers: evil }));
      expect(answer.statusCode).toBe(200);
      expect(answer.isBase64Encoded).toBe(false);
      expect(JSON.stringify(answer)).not.toContain('evil.example');
      const etag = answer.header('etag') as string;
      const again = await invoke(
        app,
        eventOf({ method: 'GET', path, headers: { 'if-none-match': `W/${etag}` } }),
      );
      expect([again.statusCode, again.body, again.header('etag')]).toEqual([304, '', etag]);
    }
    for (const path of [
      '/docs/openapi.json',
      '/docs/page.html',
      '/docs/__proto__',
      '/docs/..%2f..%2fpackage.json',
      '/docs/%2e%2e%2fpage.html',
      '/docs/../openapi.yaml',
      '/docs/start.js%00.css',
    ]) {
      expect((await invoke(app, eventOf({ method: 'GET', path }))).statusCode).toBe(404);
    }
  });
});

test('the reference runs its own scripts alone, asks its own service alone, and stands in no frame', async () => {
  const answer = await docsApp().request('https://public.example/docs');
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' https://token.example; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
});

test('the reference forgets a token with its page', () => {
  const script = readFileSync(new URL('../../../functions/docs/page/start.js', import.meta.url), 'utf8');
  expect(script).toContain('persistAuthorization: false');
  expect(script).not.toMatch(/localStorage|sessionStorage|cookie/);
});
