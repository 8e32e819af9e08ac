import { compactVerify, createLocalJWKSet, errors } from 'jose';
import type { PublicKeySet, StatementVerification } from '../../contracts/signed-statement.ts';
import { STATEMENT_ALGORITHM } from './ed25519-key.ts';

/**
 * Verifies a compact JWS with a set of public keys. Only our algorithm is accepted, and only the kind of statement that
 * is asked for.
 */
export async function verifyStatement(
  statement: string,
  type: string,
  keys: PublicKeySet,
): Promise<StatementVerification> {
  try {
    const keySet = createLocalJWKSet({ keys: keys.keys.map((key) => ({ ...key })) });
    const { payload, protectedHeader } = await compactVerify(statement, keySet, {
      algorithms: [STATEMENT_ALGORITHM],
    });
    if (protectedHeader.typ !== type) return { kind: 'not-genuine', why: 'type' };
    return { kind: 'genuine', keyId: protectedHeader.kid ?? '', text: Buffer.from(payload).toString('utf8') };
  } catch (error) {
    return { kind: 'not-genuine', why: reasonOf(error) };
  }
}

function reasonOf(error: unknown): 'form' | 'key' | 'signature' {
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return 'key';
  if (error instanceof errors.JOSEError) return 'form';
  throw error;
}
