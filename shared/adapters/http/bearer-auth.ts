import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Clock } from '../../contracts/clock.ts';
import { dependencyUnavailable } from './dependency-unavailable.ts';
import { TokenCache } from './token-cache.ts';
import { type Client, clientOf, type TokenFault } from './token-claims.ts';

export type TokenVerification =
  | { readonly kind: 'valid'; readonly client: Client; readonly expiresAtMs: number }
  | { readonly kind: 'invalid'; readonly reason: TokenFault };

export interface TokenVerifier {
  /**
   * Judges an access token. At once, without a promise, when the token was verified before.
   *
   * @throws HttpProblem 503 if the issuer's keys cannot be had: then nothing is known of the token.
   */
  verify(token: string): TokenVerification | Promise<TokenVerification>;
}

export interface TokenVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  /** The issuer's public keys: `createRemoteKeys` or jose's `createLocalJWKSet`. */
  readonly keys: JWTVerifyGetKey;
  readonly clock: Clock;
}

/** Asymmetric only, and a fixed list: `none` and HMAC under the public key are refused before a key is looked up. */
const ALGORITHMS = ['RS256', 'ES256'];

const MAX_TOKEN_LENGTH = 8_192;
const MAX_CACHED_TOKENS = 1_000;

interface CachedToken {
  readonly verification: Extract<TokenVerification, { kind: 'valid' }>;
  readonly notBeforeMs: number;
}

/**
 * Verifies bearer tokens (RFC 6750, RFC 9068, RFC 7519) of one issuer for one audience.
 *
 * Good tokens are remembered by their text until they expire, at most 1,000 of them, the oldest giving way: verifying a
 * signature takes some 50 to 100 µs, a whole check some 15. The times are judged again on every request. The price: a
 * key that the issuer withdraws keeps working for tokens already seen, until these expire (an hour at most).
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, clock } = options;
  const keys = reportingUnavailability(options.keys);
  const cache = new TokenCache<CachedToken>(MAX_CACHED_TOKENS);

  async function verifyAnew(token: string): Promise<TokenVerification> {
    if (token.length > MAX_TOKEN_LENGTH) return invalid('malformed');
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp'],
        currentDate: new Date(clock.wallMs()),
      });
      const outcome = clientOf(payload, audience);
      if (outcome.kind === 'fault') return invalid(outcome.reason);
      const verification = {
        kind: 'valid',
        client: outcome.client,
        expiresAtMs: (payload.exp as number) * 1_000,
      } as const;
      cache.set(token, { verification, notBeforeMs: (payload.nbf ?? 0) * 1_000 });
      return verification;
    } catch (error) {
      const reason = faultOf(error);
      if (reason === undefined) throw error;
      return invalid(reason);
    }
  }

  return {
    verify(token) {
      const cached = cache.get(token);
      if (!cached) return verifyAnew(token);
      const nowMs = clock.wallMs();
      if (nowMs >= cached.verification.expiresAtMs) {
        cache.delete(token);
        return invalid('expired');
      }
      return nowMs >= cached.notBeforeMs ? cached.verification : invalid('not-yet-valid');
    },
  };
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
