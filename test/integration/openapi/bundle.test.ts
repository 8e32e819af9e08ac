import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { BUNDLED_FILES } from '../../../functions/docs/files.ts';
import { esbuildOptions } from '../../../infra/constructs/bundling.ts';

const ROOT = join(import.meta.dirname, '../../..');

type Handler = (event: object, context: object) => Promise<APIGatewayProxyResult>;

test('the bundle of the function answers from the files beside it alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'consumption-check-docs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await build(esbuildOptions(ROOT, 'functions/docs/handler.ts', join(folder, 'index.mjs')));
  for (const { from, to } of BUNDLED_FILES) {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    cpSync(join(ROOT, from), join(folder, to));
  }
  const { handler } = (await import(pathToFileURL(join(folder, 'index.mjs')).href)) as { handler: Handler };

  const get = (path: string) =>
    handler(
      {
        resource: path,
        path,
        httpMethod: 'GET',
        headers: { host: 'public.example' },
        multiValueHeaders: { host: ['public.example'] },
        queryStringParameters: null,
        requestContext: { domainName: 'public.example', httpMethod: 'GET', path },
        body: null,
        isBase64Encoded: false,
      },
      { awsRequestId: '7f3c0f6e-8f0e-4a63-9a53-1f0f7c6f9d11' },
    );
  const document = await get('/openapi.json');
  expect(document.statusCode).toBe(200);
  expect(JSON.parse(document.body).servers[0].url).toBe('https://public.example');
  for (const path of ['/docs', '/docs/start.js', '/docs/swagger-ui-bundle.js', '/docs/favicon.svg']) {
    const answer = await get(path);
    expect(answer.statusCode, path).toBe(200);
    // Text: the gateway has not to be told of binary answers.
    expect(answer.isBase64Encoded, path).toBe(false);
    expect(answer.body.length, path).toBeGreaterThan(50);
  }
});
