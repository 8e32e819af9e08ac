import { createSecretHmac } from '../identity/secret-hmac.ts';
import type { SubjectKeySecret } from '../identity/secrets.ts';
import type { IdempotencyKey } from './idempotency-key.ts';

const DIGEST_BYTES = 16;

/** One request under a key. */
export interface NamedRequest {
  readonly key: IdempotencyKey;
  readonly clientId: string;
  /** What its token permits. The same key under a token for something else is another request. */
  readonly scopes: ReadonlySet<string>;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** As it was sent, byte for byte. */
  readonly body: string;
}

/** Under which name a request is known, and what it asks for; each 32 hexadecimal characters. */
export interface RequestDigests {
  readonly name: string;
  readonly content: string;
}

export interface RequestDigester {
  digestsOf(request: NamedRequest): RequestDigests;
}

/**
 * First 16 bytes of HMAC-SHA-256 under a secret, with labels of their own. Keyed, because a body may hold document
 * numbers, which can be enumerated, and a key may hold whatever its client has put into it (I6).
 *
 * @throws RangeError if the secret is shorter than 32 bytes
 */
export function createRequestDigester(secret: SubjectKeySecret): RequestDigester {
  const hmac = createSecretHmac(secret);
  const digest = (label: string, parts: readonly string[]) =>
    Buffer.from(hmac.digest(`${label}|${JSON.stringify(parts)}`, DIGEST_BYTES)).toString('hex');
  return {
    digestsOf: ({ key, clientId, scopes, method, path, body }) => ({
      name: digest('idempotency-key', [clientId, [...scopes].sort().join(' '), key]),
      content: digest('idempotent-request', [method, path, body]),
    }),
  };
}
