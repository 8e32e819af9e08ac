import type { Context, MiddlewareHandler } from 'hono';
import { readIdempotencyKey } from '../../idempotency/idempotency-key.ts';
import { KEPT_HEADERS, type KeptAnswer } from '../../idempotency/kept-answer.ts';
import type { RequestDigester } from '../../idempotency/request-digests.ts';
import { type RunOnceDependencies, runOnce } from '../../idempotency/run-once.ts';
import { readBodyText } from './body-text.ts';
import type { HttpEnv } from './http-env.ts';
import { HttpProblem } from './http-problem.ts';
import { MAX_BODY_BYTES } from './json-body.ts';

export interface IdempotencyDependencies extends RunOnceDependencies {
  /** Asked when a request has a key, since it waits for a secret. */
  readonly digester: () => RequestDigester | Promise<RequestDigester>;
}

const KEY_HEADER = 'idempotency-key';
const REPLAYED_HEADER = 'idempotency-replayed';

/** Most requests take less than a second. */
const UNDER_WAY_RETRY_SECONDS = 1;

/**
 * `Idempotency-Key` on every POST behind it (draft-ietf-httpapi-idempotency-key-header): a request that is sent again
 * under its key gets the first answer, with `idempotency-replayed: true`. It stands behind `authenticate`, since a key
 * is its client's own. Without the header it does nothing.
 *
 * @throws HttpProblem 400 for a key that is none, 422 if the key was used for another request, 409 with `Retry-After`
 *   while the first is worked on.
 */
export function idempotent(deps: IdempotencyDependencies): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const field = c.req.method === 'POST' ? c.req.raw.headers.get(KEY_HEADER) : null;
    if (field === null) return await next();
    const reading = readIdempotencyKey(field);
    if (reading.kind === 'invalid') throw new HttpProblem('malformed-request', reading.detail);

    const { clientId, scopes } = c.get('client');
    const { method } = c.req;
    const body = await bodyReadAhead(c);
    const request = { key: reading.key, clientId, scopes, method, path: pathAndQuery(c.req.url), body };
    const digests = (await deps.digester()).digestsOf(request);
    // What is thrown behind here has become an answer when `next` comes back.
    const outcome = await runOnce(digests, next, () => toKept(c.res), deps);
    switch (outcome.kind) {
      case 'done':
        return;
      case 'replayed':
        return fromKept(outcome.answer);
      case 'other-request':
        throw new HttpProblem(
          'idempotency-key-reused',
          'Send another Idempotency-Key: this one was used for a request with another path or body.',
        );
      case 'under-way':
        throw new HttpProblem('request-under-way', 'Ask again: the same request is being worked on.', {
          retryAfterSeconds: UNDER_WAY_RETRY_SECONDS,
        });
    }
  };
}

/** The body's text; whoever reads it next finds it unread. */
async function bodyReadAhead(c: Context<HttpEnv>): Promise<string> {
  const text = await readBodyText(c, MAX_BODY_BYTES);
  const { raw } = c.req;
  if (raw.bodyUsed) {
    c.req.raw = new Request(raw.url, { method: raw.method, headers: raw.headers, body: text });
  }
  return text;
}

function pathAndQuery(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}

async function toKept(answer: Response): Promise<KeptAnswer> {
  const headers: Record<string, string> = {};
  for (const name of [...KEPT_HEADERS, 'retry-after']) {
    const value = answer.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const body = answer.body === null ? null : await answer.clone().text();
  return { status: answer.status, headers, body };
}

function fromKept({ status, headers, body }: KeptAnswer): Response {
  return new Response(body, { status, headers: { ...headers, [REPLAYED_HEADER]: 'true' } });
}
