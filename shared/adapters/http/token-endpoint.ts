import { type Context, Hono } from 'hono';
import { SignJWT } from 'jose';
import type { Clock } from '../../contracts/clock.ts';
import { readBodyText } from './body-text.ts';
import {
  type Credentials,
  createClientDirectory,
  parseBasicCredentials,
  type RegisteredClient,
  type TokenClient,
} from './client-credentials.ts';
import type { HttpEnv } from './http-env.ts';
import type { SigningKey } from './signing-key.ts';

export interface TokenEndpointOptions {
  readonly clients: readonly RegisteredClient[];
  /** Finds a client beside those, such as one that was taken on while the service runs. */
  readonly findClient?: (credentials: Credentials) => Promise<TokenClient | undefined>;
  readonly signingKey: SigningKey;
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
  /** Makes the `jti` of a token. */
  readonly newTokenId: () => string;
  readonly lifetimeSeconds?: number;
}

const MAX_FORM_BYTES = 8_192;

type OAuthError = 'invalid_request' | 'invalid_client' | 'invalid_scope' | 'unsupported_grant_type';

/**
 * The token endpoint of the embedded default (deployed, Amazon Cognito takes its place): `POST /oauth2/token` with the
 * client credentials grant (RFC 6749, section 4.4) and `GET /.well-known/jwks.json` (RFC 7517). Tokens are JWTs by
 * RFC 9068. Errors have the form of RFC 6749 section 5.2, which OAuth clients expect, instead of problem details.
 */
export function createTokenEndpoint(options: TokenEndpointOptions): Hono<HttpEnv> {
  const { signingKey, issuer, audience, clock, newTokenId, lifetimeSeconds = 3_600 } = options;
  const findRegistered = createClientDirectory(options.clients);
  const app = new Hono<HttpEnv>();

  app.get('/.well-known/jwks.json', (c) => c.json({ keys: [signingKey.publicJwk] }));

  app.post('/oauth2/token', async (c) => {
    const form = await readForm(c);
    if (form === undefined) {
      return refusal('invalid_request', 'Send a form (application/x-www-form-urlencoded), each field once.');
    }
    const credentials = parseBasicCredentials(c.req.header('authorization') ?? null);
    const client = credentials && (findRegistered(credentials) ?? (await options.findClient?.(credentials)));
    if (!client) return refusal('invalid_client', 'Send the client id and secret by HTTP Basic.');

    const grantType = form.get('grant_type');
    if (!grantType) return refusal('invalid_request', 'The field grant_type is missing.');
    if (grantType !== 'client_credentials') {
      return refusal('unsupported_grant_type', 'Only client_credentials is supported.');
    }
    // A field without a value counts as left out (RFC 6749, section 3.2): then all scopes of the client are given.
    const asked = [...new Set((form.get('scope') ?? '').split(' ').filter((scope) => scope !== ''))];
    if (!asked.every((scope) => client.scopes.includes(scope))) {
      return refusal('invalid_scope', 'A scope was asked for that this client does not have.');
    }
    const scope = (asked.length > 0 ? asked : client.scopes).join(' ');
    const issuedAt = Math.floor(clock.wallMs() / 1_000);
    const accessToken = await new SignJWT({ client_id: client.clientId, scope })
      .setProtectedHeader({ alg: 'ES256', kid: signingKey.keyId, typ: 'at+jwt' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(client.clientId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeSeconds)
      .setJti(newTokenId())
      .sign(signingKey.privateKey);
    return answer(200, {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: lifetimeSeconds,
      scope,
    });
  });
  return app;
}

/** The form's fields, or `undefined` if it is none or has a field twice, which RFC 6749 section 3.2 forbids. */
async function readForm(c: Context<HttpEnv>): Promise<URLSearchParams | undefined> {
  const mediaType = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/x-www-form-urlencoded') return undefined;
  const form = new URLSearchParams(await readBodyText(c, MAX_FORM_BYTES));
  const names = [...form.keys()];
  return new Set(names).size === names.length ? form : undefined;
}

function refusal(error: OAuthError, description: string): Response {
  const isClient = error === 'invalid_client';
  return answer(
    isClient ? 401 : 400,
    { error, error_description: description },
    isClient ? { 'www-authenticate': 'Basic realm="consumption-check", charset="UTF-8"' } : {},
  );
}

/** Tokens must not be stored by caches on the way (RFC 6749, section 5.1). */
function answer(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      ...headers,
      'content-type': 'application/json',
      'cache-control': 'no-store',
      pragma: 'no-cache',
    },
  });
}
