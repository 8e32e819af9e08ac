import type { JWTPayload } from 'jose';
import { ID_PATTERN, type OperatorId } from '../../contracts/ids.ts';
import type { ClientId, ClientLimits, ClientRecord, Courts } from '../../operators/client-record.ts';

/** Who asks: what the access token gives, no more than the client's record permits. */
export interface Client {
  readonly clientId: ClientId;
  /** Stays when the operator gets new credentials, which are another client. */
  readonly operatorId: OperatorId;
  /** Without the audience in front: `check:rail`, `registry:write`. */
  readonly scopes: ReadonlySet<string>;
  readonly courts: Courts;
  readonly limits?: ClientLimits;
}

/** What an access token says of who holds it. Whether that still holds, the client's record says. */
export interface TokenHolder {
  readonly clientId: ClientId;
  readonly scopes: readonly string[];
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
  | 'not-an-access-token'
  /** Its client has no record, or was removed: the token outlives the client by up to an hour. */
  | 'unknown-client';

export type ClaimsOutcome =
  | { readonly kind: 'holder'; readonly holder: TokenHolder }
  | { readonly kind: 'fault'; readonly reason: TokenFault };

/**
 * Reads the holder from the claims of a token whose signature, issuer and times were verified. Two forms are known:
 *
 * - tokens with `aud` (RFC 9068), as our own endpoint issues them: `aud` names the audience, `scope` the scopes;
 * - access tokens of Amazon Cognito for client credentials, which have no `aud`: `token_use` is `access` and each scope
 *   is `<audience>/<scope>`. Scopes of other resource servers are dropped; a token with none of ours is not for us.
 */
export function holderOf(claims: JWTPayload, audience: string): ClaimsOutcome {
  const { client_id: clientId, sub, scope, token_use: tokenUse, aud } = claims;
  if (tokenUse !== undefined && tokenUse !== 'access') return fault('not-an-access-token');
  if (typeof sub !== 'string' || sub === '') return fault('incomplete');
  if (typeof clientId !== 'string' || !ID_PATTERN.test(clientId)) return fault('incomplete');
  if (scope !== undefined && typeof scope !== 'string') return fault('malformed');
  const stated = (scope ?? '').split(' ').filter((text) => text !== '');

  if (aud !== undefined) {
    const isForUs = Array.isArray(aud) ? aud.includes(audience) : aud === audience;
    return isForUs ? holder(clientId, stated) : fault('wrong-audience');
  }
  if (tokenUse !== 'access') return fault('wrong-audience');
  const prefix = `${audience}/`;
  const ours = stated.filter((text) => text.startsWith(prefix)).map((text) => text.slice(prefix.length));
  return ours.length > 0 ? holder(clientId, ours) : fault('wrong-audience');
}

/** The client that a token and a record make together: it may do what both permit. */
export function clientOf({ clientId, scopes }: TokenHolder, record: ClientRecord): Client {
  return {
    clientId,
    operatorId: record.operatorId,
    scopes: new Set(scopes.filter((scope) => record.scopes.includes(scope))),
    courts: record.courts,
    ...(record.limits === undefined ? {} : { limits: record.limits }),
  };
}

function holder(clientId: string, scopes: readonly string[]): ClaimsOutcome {
  return { kind: 'holder', holder: { clientId: clientId as ClientId, scopes } };
}

function fault(reason: TokenFault): ClaimsOutcome {
  return { kind: 'fault', reason };
}
