import { CompactSign } from 'jose';
import type { StatementSigner } from '../../contracts/signed-statement.ts';
import { oncePerContainer } from '../../runtime/once-per-container.ts';
import { STATEMENT_ALGORITHM, statementKeyOf } from './ed25519-key.ts';

/**
 * Signs with the key whose seed is asked for when it is first needed, once per container; a failed fetch is tried again
 * at the next use.
 */
export function createStatementSigner(
  loadSeed: () => Promise<{ readonly key: Uint8Array }>,
): StatementSigner {
  const load = oncePerContainer(async () => statementKeyOf((await loadSeed()).key));
  return {
    async sign(type, statement) {
      const { keyId, privateKey } = await load();
      return await new CompactSign(Buffer.from(JSON.stringify(statement)))
        .setProtectedHeader({ alg: STATEMENT_ALGORITHM, kid: keyId, typ: type })
        .sign(privateKey);
    },
    publicKey: async () => (await load()).publicJwk,
  };
}
