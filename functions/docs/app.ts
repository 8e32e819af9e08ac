import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { createHttpApp, type HttpAppDependencies } from '../../shared/adapters/http/http-app.ts';
import type { HttpEnv } from '../../shared/adapters/http/http-env.ts';
import { HttpProblem } from '../../shared/adapters/http/http-problem.ts';
import { type Deployment, documentFor } from './deployment.ts';
import type { FileName, ReadFile } from './files.ts';

export interface DocsDependencies extends HttpAppDependencies {
  readonly readFile: ReadFile;
  /** Where this deployment answers; what is absent, the request tells. */
  readonly deployment: { readonly [Address in keyof Deployment]?: Deployment[Address] | undefined };
}

/** Files of the page, by the last step of their path. */
const ASSETS = {
  'start.js': 'text/javascript; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'style.css': 'text/css; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
  'favicon.svg': 'image/svg+xml',
} as const satisfies { readonly [Name in FileName]?: string };

/** Asked for again each time, and sent only if it has changed. */
const ASK_AGAIN = 'no-cache';
const AN_HOUR = 'public, max-age=3600';

interface Content {
  readonly text: string;
  readonly etag: string;
}

/** The OpenAPI document, and the page on which it is read and tried out. */
export function createDocsApp(deps: DocsDependencies): Hono<HttpEnv> {
  const inner = createHttpApp(deps);
  const read = remembering(deps.readFile);
  const documents = new Map<string, Content>();

  const documentOf = (deployment: Deployment): Content => {
    const known = documents.get(deployment.publicUrl);
    if (known) return known;
    const content = contentOf(JSON.stringify(documentFor(JSON.parse(read('openapi.json').text), deployment)));
    // The address may be the caller's own words; only one is remembered.
    documents.clear();
    documents.set(deployment.publicUrl, content);
    return content;
  };

  inner.get('/openapi.json', (c) =>
    answer(c.req.raw, documentOf(deploymentOf(c.req.url, deps)), {
      'content-type': 'application/json',
      'cache-control': ASK_AGAIN,
    }),
  );

  inner.get('/docs', (c) =>
    answer(c.req.raw, read('page.html'), {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': ASK_AGAIN,
      ...pageHeaders(deploymentOf(c.req.url, deps)),
    }),
  );

  inner.get('/docs/:asset', (c) => {
    const name = c.req.param('asset');
    if (!isAsset(name)) throw new HttpProblem('not-found', 'Check the path: the reference has no such file.');
    return answer(c.req.raw, read(name), {
      'content-type': ASSETS[name],
      'cache-control': AN_HOUR,
      'x-content-type-options': 'nosniff',
    });
  });
  return keepingCacheControl(inner);
}

/** What all our answers say (`no-store`) is for answers about somebody; these are for everybody. */
function keepingCacheControl(inner: Hono<HttpEnv>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.all('*', async (c) => {
    const response = await inner.fetch(c.req.raw, c.env);
    const stated = response.headers.get(CACHE_MARK);
    if (stated !== null) {
      response.headers.delete(CACHE_MARK);
      response.headers.set('cache-control', stated);
    }
    return response;
  });
  return app;
}

const CACHE_MARK = 'x-cache-for';

function answer(
  request: Request,
  { text, etag }: Content,
  headers: Readonly<Record<string, string>>,
): Response {
  const { 'cache-control': cacheControl = ASK_AGAIN, ...others } = headers;
  const common = { etag, [CACHE_MARK]: cacheControl };
  if (matches(request.headers.get('if-none-match'), etag))
    return new Response(null, { status: 304, headers: common });
  return new Response(text, { headers: { ...common, ...others } });
}

/** Weak comparison (RFC 9110, section 13.1.2). */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
}

/** Nothing comes from elsewhere, no script stands in the page, and requests go only where this service answers. */
function pageHeaders({ publicUrl, apiUrl, tokenUrl }: Deployment): Readonly<Record<string, string>> {
  const elsewhere = [apiUrl, tokenUrl].flatMap((url) => (url === undefined ? [] : new URL(url).origin));
  const connect = ["'self'", ...new Set(elsewhere)].filter((origin) => origin !== new URL(publicUrl).origin);
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      `connect-src ${connect.join(' ')}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}

function deploymentOf(url: string, { deployment }: DocsDependencies): Deployment {
  return { ...deployment, publicUrl: deployment.publicUrl ?? new URL(url).origin };
}

function remembering(readFile: ReadFile): (name: FileName) => Content {
  const known = new Map<FileName, Content>();
  return (name) => {
    const content = known.get(name) ?? contentOf(readFile(name));
    known.set(name, content);
    return content;
  };
}

function contentOf(text: string): Content {
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
}

function isAsset(name: string): name is keyof typeof ASSETS {
  return Object.hasOwn(ASSETS, name);
}
