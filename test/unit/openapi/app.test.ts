import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDocsApp } from '../../../functions/docs/app.ts';
import type { Deployment } from '../../../functions/docs/deployment.ts';
import { BUNDLED_FILES, filesBeside } from '../../../functions/docs/files.ts';
import { createCapturedLog } from '../../support/captured-log.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MODULE = new URL('../../../functions/docs/dependencies.ts', import.meta.url).href;

function createReference(deployment: Partial<Deployment> = {}) {
  return createDocsApp({
    logger: createCapturedLog().logger,
    newRequestId: () => 'request-1',
    readFile: filesBeside(MODULE),
    deployment,
  });
}

async function documentOf(deployment: Partial<Deployment>, url = 'http://127.0.0.1:8787/openapi.json') {
  const response = await createReference(deployment).request(url);
  expect(response.status).toBe(200);
  return (await response.json()) as {
    servers: { url: string }[];
    paths: Record<string, { servers?: { url: string }[] } | undefined>;
    components: {
      securitySchemes: { clientCredentials: { flows: { clientCredentials: { tokenUrl: string } } } };
    };
  };
}

const tokenUrlOf = ({ components }: Awaited<ReturnType<typeof documentOf>>) =>
  components.securitySchemes.clientCredentials.flows.clientCredentials.tokenUrl;

test('on one machine everything answers where the request went', async () => {
  const document = await documentOf({});
  expect(document.servers.map(({ url }) => url)).toEqual(['http://127.0.0.1:8787']);
  expect(tokenUrlOf(document)).toBe('http://127.0.0.1:8787/oauth2/token');
  expect(Object.values(document.paths).filter((item) => item?.servers)).toEqual([]);
  expect(document.paths['/.well-known/jwks.json']).toBeDefined();
});

test('deployed, three addresses are told apart, and the keys of the other issuer are left out', async () => {
  const document = await documentOf({
    publicUrl: 'https://public.example/live',
    apiUrl: 'https://api.example',
    tokenUrl: 'https://tokens.example/oauth2/token',
  });
  expect(document.servers.map(({ url }) => url)).toEqual(['https://api.example']);
  expect(document.paths['/v1/checks']?.servers).toBeUndefined();
  expect(document.paths['/v1/inquiries']?.servers).toEqual([{ url: 'https://public.example/live' }]);
  expect(document.paths['/oauth2/token']?.servers).toEqual([{ url: 'https://tokens.example' }]);
  expect(document.paths['/.well-known/jwks.json']).toBeUndefined();
  expect(tokenUrlOf(document)).toBe('https://tokens.example/oauth2/token');
});

test('each address that a request names gets its own document', async () => {
  const app = createReference();
  for (const host of ['http://one.example', 'http://two.example', 'http://one.example']) {
    const { servers } = (await (await app.request(`${host}/openapi.json`)).json()) as { servers: unknown[] };
    expect(servers).toEqual([{ url: host, description: 'This deployment.' }]);
  }
});

test.each([
  ['/openapi.json', 'application/json', 'no-cache'],
  ['/docs', 'text/html; charset=utf-8', 'no-cache'],
  ['/docs/start.js', 'text/javascript; charset=utf-8', 'public, max-age=3600'],
  ['/docs/swagger-ui-bundle.js', 'text/javascript; charset=utf-8', 'public, max-age=3600'],
  ['/docs/swagger-ui.css', 'text/css; charset=utf-8', 'public, max-age=3600'],
  ['/docs/favicon.svg', 'image/svg+xml', 'public, max-age=3600'],
])('%s is sent once, and then only when it has changed', async (path, type, cacheControl) => {
  const app = createReference();
  const first = await app.request(path);
  expect(first.status).toBe(200);
  expect(first.headers.get('content-type')).toBe(type);
  expect(first.headers.get('cache-control')).toBe(cacheControl);
  expect(first.headers.get('x-request-id')).toBe('request-1');
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]{22}"$/);

  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await app.request(path, { headers: { 'if-none-match': known } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect(again.headers.get('etag')).toBe(etag);
    expect(again.headers.get('cache-control')).toBe(cacheControl);
  }
  const changed = await app.request(path, { headers: { 'if-none-match': '"other"' } });
  expect(changed.status).toBe(200);
  expect([...first.headers.keys()]).not.toContain('x-cache-for');
});

test.each(['/docs/secrets.json', '/docs/..%2fapp.ts', '/docs/openapi.json', '/docs/toString'])(
  '%s is no file of the page',
  async (path) => {
    const response = await createReference().request(path);
    expect(response.status).toBe(404);
    expect(response.headers.get('cache-control')).toBe('no-store');
  },
);

test('the page runs no script of its own and asks nobody but the service', async () => {
  const response = await createReference({ apiUrl: 'https://api.example/v' }).request(
    'http://127.0.0.1/docs',
  );
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("connect-src 'self' https://api.example;");
  expect(policy).not.toContain('unsafe');
  const html = await response.text();
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|https?:/);
});

test('another method than GET is refused with the methods that there are', async () => {
  const response = await createReference().request('/docs', { method: 'POST' });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET, HEAD');
});

test('every file that goes beside the bundle is there to be copied', () => {
  expect(BUNDLED_FILES.length).toBe(7);
  for (const { from } of BUNDLED_FILES)
    expect(readFileSync(join(ROOT, from), 'utf8').length, from).toBeGreaterThan(0);
});
