import type { Hono } from 'hono';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import type { PublicKeyArchive } from '../../../shared/audit/ports.ts';
import type { PublicJwk, StatementSigner } from '../../../shared/contracts/signed-statement.ts';

export interface SigningKeyRouteDependencies {
  readonly statementSigner: Pick<StatementSigner, 'publicKeys'>;
  readonly publicKeys: Pick<PublicKeyArchive, 'list'>;
}

/**
 * The public keys that verify what the service signs, as a JSON Web Key Set (RFC 7517): the one in use, those that
 * come after it, and all before it, since a statement is kept for years. For everybody: whoever is shown a statement must be able to verify it.
 */
export function addSigningKeyRoutes(
  app: Hono<HttpEnv>,
  { statementSigner, publicKeys }: SigningKeyRouteDependencies,
): void {
  app.get('/.well-known/signing-keys.json', async (c) => {
    const [current, archived] = await Promise.all([statementSigner.publicKeys(), publicKeys.list()]);
    const keys = new Map<string, PublicJwk>([...current, ...archived].map((key) => [key.kid, key]));
    return c.json({ keys: [...keys.values()] });
  });
}
