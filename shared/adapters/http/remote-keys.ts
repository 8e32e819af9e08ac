import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';

/** A container that has no keys yet waits for them, and its caller with it: less than a request's whole budget. */
const FETCH_TIMEOUT_MS = 800;
/** At most one fetch in this time because of key ids that nobody knows, so that made-up tokens cause no load. */
const COOLDOWN_MS = 30_000;
/** As long as a token lives: a withdrawn key is forgotten in that time. */
const MAX_AGE_MS = 3_600_000;

/**
 * The public keys of an issuer, fetched from its JWKS address when first needed, when a token names a key that is not
 * among them, and when they are an hour old.
 */
export function createRemoteKeys(jwksUrl: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: MAX_AGE_MS,
  });
}
