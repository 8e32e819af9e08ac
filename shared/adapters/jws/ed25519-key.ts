import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import type { PublicJwk } from '../../contracts/signed-statement.ts';

/** The Ed25519 key of the service, made from its seed (RFC 8032, section 5.1.5). */
export interface StatementKey {
  /** The RFC 7638 thumbprint: the same key has the same id wherever it is made. */
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: PublicJwk;
}

export const STATEMENT_ALGORITHM = 'EdDSA';

/** What stands before the seed in a PKCS #8 document of an Ed25519 key (RFC 8410, section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

/** @throws RangeError if the seed does not have 32 bytes. */
export async function statementKeyOf(seed: Uint8Array): Promise<StatementKey> {
  if (seed.length !== SEED_BYTES) throw new RangeError('the seed of an Ed25519 key has 32 bytes');
  const der = Buffer.concat([PKCS8_PREFIX, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { kty, crv, x } = createPublicKey(privateKey).export({ format: 'jwk' }) as {
    kty: string;
    crv: string;
    x: string;
  };
  const keyId = await calculateJwkThumbprint({ kty, crv, x });
  return {
    keyId,
    privateKey,
    publicJwk: { kty, crv, x, kid: keyId, alg: STATEMENT_ALGORITHM, use: 'sig' },
  };
}
