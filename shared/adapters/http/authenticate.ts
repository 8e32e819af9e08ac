import type { MiddlewareHandler } from 'hono';
import type { Scope } from '../../contracts/scopes.ts';
import { type TokenVerification, type TokenVerifier, tokenIn } from './bearer-auth.ts';
import type { HttpEnv } from './http-env.ts';
import { HttpProblem } from './http-problem.ts';
import type { Client, TokenFault } from './token-claims.ts';

/** How a 401 or 403 asks for a token (RFC 6750, section 3). */
const CHALLENGE = 'Bearer realm="consumption-check"';

const WHAT_TO_DO: Readonly<Record<TokenFault, string>> = {
  malformed: 'The access token is not a signed JWT: send it as it was issued.',
  algorithm: 'The access token is not signed in a way that is accepted: obtain one from the token endpoint.',
  'unknown-key': 'The access token is signed with a key that is not known: obtain a new one.',
  'bad-signature': 'The access token was changed or forged: obtain a new one.',
  'wrong-issuer': 'The access token comes from another issuer: obtain one from the token endpoint.',
  'wrong-audience': 'The access token is meant for another service: obtain one for this service.',
  expired: 'The access token has expired: obtain a new one.',
  'not-yet-valid': 'The access token is not valid yet: try later, and check your clock.',
  incomplete: 'The access token lacks a needed claim (exp, sub, client_id): obtain a new one.',
  'unknown-client':
    'The client of this access token is not known here any more: ask those who run the service for another one.',
  'not-an-access-token': 'This is not an access token: obtain one with the client credentials grant.',
};

/**
 * Lets a request pass only with a valid bearer token and sets `client` in the context.
 *
 * @throws HttpProblem 401 with `WWW-Authenticate` (RFC 6750, section 3).
 */
export function authenticate(verifier: TokenVerifier): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const verification = verifier.verify(bearerToken(c.req.raw.headers.get('authorization')));
    c.set('client', clientOrThrow(verification instanceof Promise ? await verification : verification));
    await next();
  };
}

/** @throws HttpProblem 403 that names the scope, unless the client has it. */
export function requireScope(client: Client, scope: Scope): void {
  if (!client.scopes.has(scope))
    throw insufficient([scope], `This needs an access token with the scope ${scope}.`);
}

/** @throws HttpProblem 403 that names the scopes, unless the client has one of them. */
export function requireAnyScope(client: Client, scopes: readonly Scope[]): void {
  if (scopes.some((scope) => client.scopes.has(scope))) return;
  throw insufficient(scopes, `This needs an access token with one of the scopes ${scopes.join(', ')}.`);
}

function insufficient(scopes: readonly Scope[], detail: string): HttpProblem {
  return new HttpProblem('insufficient-scope', detail, {
    headers: {
      'www-authenticate': `${CHALLENGE}, error="insufficient_scope", scope="${scopes.join(' ')}"`,
    },
  });
}

function bearerToken(header: string | null): string {
  if (header === null) {
    // No error code when the request carried no credentials at all (RFC 6750, section 3.1).
    throw unauthenticated('Send an access token: "Authorization: Bearer <token>".', CHALLENGE);
  }
  const token = tokenIn(header);
  if (token === undefined) {
    throw unauthenticated(
      'The Authorization header must read "Bearer <token>".',
      `${CHALLENGE}, error="invalid_token"`,
    );
  }
  return token;
}

function clientOrThrow(verification: TokenVerification): Client {
  if (verification.kind === 'valid') return verification.client;
  const detail = WHAT_TO_DO[verification.reason];
  throw unauthenticated(detail, `${CHALLENGE}, error="invalid_token", error_description="${detail}"`);
}

function unauthenticated(detail: string, challenge: string): HttpProblem {
  return new HttpProblem('unauthenticated', detail, { headers: { 'www-authenticate': challenge } });
}
