import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';

/** A pair of keys that access tokens are signed with (ES256, RFC 7518 section 3.4). */
export interface SigningKey {
  /** The RFC 7638 thumbprint, so the same key has the same id after every restart. */
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  /** For the JWKS document; holds no private part. */
  readonly publicJwk: JWK;
}

const ALGORITHM = 'ES256';

/** Makes a new pair, as a private JWK to keep in a file that nobody else can read. */
export async function createSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return exportJWK(privateKey);
}

/** @throws TypeError if the JWK is not a private P-256 key. */
export async function importSigningKey(jwk: JWK): Promise<SigningKey> {
  const { kty, crv, x, y, d } = jwk;
  if (kty !== 'EC' || crv !== 'P-256' || !x || !y || !d) throw new TypeError('not a private key for ES256');
  const keyId = await calculateJwkThumbprint({ kty, crv, x, y });
  return {
    keyId,
    privateKey: (await importJWK({ kty, crv, x, y, d }, ALGORITHM)) as CryptoKey,
    publicJwk: { kty, crv, x, y, kid: keyId, alg: ALGORITHM, use: 'sig' },
  };
}
