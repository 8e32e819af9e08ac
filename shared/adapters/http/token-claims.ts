import type { JWTPayload } from 'jose';
import { ID_PATTERN, type OperatorId } from '../../contracts/ids.ts';

/** Who asks, as the access token says. */
export interface Client {
  readonly operatorId: OperatorId;
  /** Without the audience in front: `check:rail`, `registry:write`. */
  readonly scopes: ReadonlySet<string>;
}

/** Why a token does not do. Told to the client in words only; none of these says which tokens would be good. */
export type TokenFault =
  | 'malformed'
  | 'algorithm'
  | 'unknown-key'
  | 'bad-signature'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'expired'
  | 'not-yet-valid'
  | 'incomplete'
  | 'not-an-access-token';

export type ClaimsOutcome =
  | { readonly kind: 'client'; readonly client: Client }
  | { readonly kind: 'fault'; readonly reason: TokenFault };

/**
 * Reads the client from the claims of a token whose signature, issuer and times were verified. Two forms are known:
 *
 * - tokens with `aud` (RFC 9068), as our own endpoint issues them: `aud` names the audience, `scope` the scopes;
 * - access tokens of Amazon Cognito for client credentials, which have no `aud`: `token_use` is `access` and each scope
 *   is `<audience>/<scope>`. Scopes of other resource servers are dropped; a token with none of ours is not for us.
 */
export function clientOf(claims: JWTPayload, audience: string): ClaimsOutcome {
  const { client_id: clientId, sub, scope, token_use: tokenUse, aud } = claims;
  if (tokenUse !== undefined && tokenUse !== 'access') return fault('not-an-access-token');
  if (typeof sub !== 'string' || sub === '') return fault('incomplete');
  if (typeof clientId !== 'string' || !ID_PATTERN.test(clientId)) return fault('incomplete');
  if (scope !== undefined && typeof scope !== 'string') return fault('malformed');
  const stated = (scope ?? '').split(' ').filter((text) => text !== '');

  if (aud !== undefined) {
    const isForUs = Array.isArray(aud) ? aud.includes(audience) : aud === audience;
    return isForUs ? client(clientId, stated) : fault('wrong-audience');
  }
  if (tokenUse !== 'access') return fault('wrong-audience');
  const prefix = `${audience}/`;
  const ours = stated.filter((text) => text.startsWith(prefix)).map((text) => text.slice(prefix.length));
  return ours.length > 0 ? client(clientId, ours) : fault('wrong-audience');
}

function client(clientId: string, scopes: readonly string[]): ClaimsOutcome {
  return { kind: 'client', client: { operatorId: clientId as OperatorId, scopes: new Set(scopes) } };
}

function fault(reason: TokenFault): ClaimsOutcome {
  return { kind: 'fault', reason };
}
