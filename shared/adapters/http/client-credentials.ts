import { createHash, timingSafeEqual } from 'node:crypto';

/** Whom a token is for, and the most that it gives. */
export interface TokenClient {
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/** A client of the embedded token endpoint whose secret is known to everybody. */
export interface RegisteredClient extends TokenClient {
  readonly secret: string;
}

export interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

/**
 * Client id and secret from HTTP Basic. Both are form-encoded before they are joined (RFC 6749, section 2.3.1).
 *
 * @returns `undefined` if the header is missing or of another form.
 */
export function parseBasicCredentials(header: string | null): Credentials | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  try {
    return { clientId: formDecoded(text.slice(0, colon)), secret: formDecoded(text.slice(colon + 1)) };
  } catch {
    return undefined;
  }
}

/** @throws URIError for a percent sign that begins no escape. */
function formDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/**
 * Finds the client whose id and secret these are. Secrets are compared as digests in constant time, and an unknown id
 * costs a comparison too, so the time tells neither which ids exist nor how much of a secret was right.
 */
export function createClientDirectory(
  clients: readonly RegisteredClient[],
): (credentials: Credentials) => RegisteredClient | undefined {
  const known = new Map(
    clients.map((client) => [client.clientId, { client, digest: digestOf(client.secret) }] as const),
  );
  const nobody = { client: undefined, digest: Buffer.alloc(32) };
  return ({ clientId, secret }) => {
    const { client, digest } = known.get(clientId) ?? nobody;
    return timingSafeEqual(digestOf(secret), digest) ? client : undefined;
  };
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
