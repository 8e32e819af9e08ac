import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Clock } from '../../contracts/clock.ts';
import type { ClientRecord } from '../../operators/client-record.ts';
import type { ClientStandings, Standing } from '../../operators/standing.ts';
import { dependencyUnavailable } from './dependency-unavailable.ts';
import { TokenCache } from './token-cache.ts';
import { type Client, clientOf, holderOf, type TokenFault, type TokenHolder } from './token-claims.ts';

export type TokenVerification =
  | { readonly kind: 'valid'; readonly client: Client; readonly expiresAtMs: number }
  | { readonly kind: 'invalid'; readonly reason: TokenFault };

export interface TokenVerifier {
  /**
   * Judges an access token. At once, without a promise, when the token was verified before and its client's record is
   * fresh.
   *
   * @throws HttpProblem 503 if the issuer's keys cannot be had: then nothing is known of the token.
   * @throws DependencyUnavailable if the client's record cannot be had: then nothing is known of the client.
   */
  verify(token: string): TokenVerification | Promise<TokenVerification>;
}

export interface TokenVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  /** The issuer's public keys: `createRemoteKeys` or jose's `createLocalJWKSet`. */
  readonly keys: JWTVerifyGetKey;
  readonly clients: ClientStandings;
  readonly clock: Clock;
}

/** Asymmetric only, and a fixed list: `none` and HMAC under the public key are refused before a key is looked up. */
const ALGORITHMS = ['RS256', 'ES256'];

const MAX_TOKEN_LENGTH = 8_192;
const MAX_CACHED_TOKENS = 1_000;

type ValidToken = Extract<TokenVerification, { kind: 'valid' }>;

const SCHEME = 'bearer ';

/**
 * The token that an `Authorization` header carries (RFC 6750, section 2.1); the scheme's name in any case (RFC 9110,
 * section 11.1). What the token is, the verifier judges.
 */
export function tokenIn(header: string): string | undefined {
  if (header.slice(0, SCHEME.length).toLowerCase() !== SCHEME) return undefined;
  return header.slice(SCHEME.length).trim() || undefined;
}

interface CachedToken {
  readonly holder: TokenHolder;
  readonly expiresAtMs: number;
  readonly notBeforeMs: number;
  /** What it makes with the record that was used last: most requests find the same one. */
  last?: { readonly record: ClientRecord; readonly verification: ValidToken };
}

/**
 * Verifies bearer tokens (RFC 6750, RFC 9068, RFC 7519) of one issuer for one audience.
 *
 * Good tokens are remembered by their text until they expire, at most 1,000 of them, the oldest giving way: verifying a
 * signature takes some 50 to 100 µs, a whole check some 15. The times are judged again on every request. The price: a
 * key that the issuer withdraws keeps working for tokens already seen, until these expire (an hour at most). A client
 * that is removed does not: its record is asked about on every request, and is at most 30 s old (`standing.ts`).
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, clients, clock } = options;
  const keys = reportingUnavailability(options.keys);
  const cache = new TokenCache<CachedToken>(MAX_CACHED_TOKENS);

  async function verifySignature(
    token: string,
  ): Promise<CachedToken | { readonly kind: 'fault'; readonly reason: TokenFault }> {
    if (token.length > MAX_TOKEN_LENGTH) return { kind: 'fault', reason: 'malformed' };
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp'],
        currentDate: new Date(clock.wallMs()),
      });
      const outcome = holderOf(payload, audience);
      if (outcome.kind === 'fault') return outcome;
      const verified: CachedToken = {
        holder: outcome.holder,
        expiresAtMs: (payload.exp as number) * 1_000,
        notBeforeMs: (payload.nbf ?? 0) * 1_000,
      };
      cache.set(token, verified);
      return verified;
    } catch (error) {
      const reason = faultOf(error);
      if (reason === undefined) throw error;
      return { kind: 'fault', reason };
    }
  }

  async function verifyAnew(token: string): Promise<TokenVerification> {
    const verified = await verifySignature(token);
    return 'kind' in verified ? invalid(verified.reason) : withRecord(verified);
  }

  function withRecord(token: CachedToken): TokenVerification | Promise<TokenVerification> {
    const standing = clients.of(token.holder.clientId);
    return standing instanceof Promise
      ? standing.then((found) => judge(token, found))
      : judge(token, standing);
  }

  return {
    verify(token) {
      const cached = cache.get(token);
      if (!cached) return verifyAnew(token);
      const nowMs = clock.wallMs();
      if (nowMs >= cached.expiresAtMs) {
        cache.delete(token);
        return invalid('expired');
      }
      return nowMs >= cached.notBeforeMs ? withRecord(cached) : invalid('not-yet-valid');
    },
  };
}

function judge(token: CachedToken, standing: Standing): TokenVerification {
  if (standing.kind === 'unknown') return invalid('unknown-client');
  const { record } = standing;
  if (token.last?.record !== record) {
    const { holder, expiresAtMs } = token;
    token.last = { record, verification: { kind: 'valid', client: clientOf(holder, record), expiresAtMs } };
  }
  return token.last.verification;
}

function invalid(reason: TokenFault): TokenVerification {
  return { kind: 'invalid', reason };
}

/** A key that does not exist is the token's fault; keys that cannot be fetched are not. */
function reportingUnavailability(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (faultOf(error) === 'unknown-key') throw error;
      throw dependencyUnavailable(error);
    }
  };
}

/** What is wrong with the token, or `undefined` for an error that is not about the token. */
function faultOf(error: unknown): TokenFault | undefined {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf' && error.reason === 'check_failed') return 'not-yet-valid';
    if (error.reason === 'missing') return error.claim === 'iss' ? 'wrong-issuer' : 'incomplete';
    return error.claim === 'iss' ? 'wrong-issuer' : 'malformed';
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'bad-signature';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return 'unknown-key';
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return 'malformed';
  if (error instanceof errors.JOSENotSupported) return 'malformed';
  return undefined;
}
