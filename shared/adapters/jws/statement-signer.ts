import { CompactSign } from 'jose';
import type { StatementSigner } from '../../contracts/signed-statement.ts';
import { oncePerContainer } from '../../runtime/once-per-container.ts';
import { STATEMENT_ALGORITHM, statementKeyOf } from './ed25519-key.ts';

interface Seed {
  readonly key: Uint8Array;
}

/** The seed of the key that signs, and those of keys that will sign after a rotation. */
export interface SigningSeeds extends Seed {
  readonly next?: readonly Seed[];
}

/**
 * Signs with the key whose seed is asked for when it is first needed, once per container; a failed fetch is tried again
 * at the next use.
 */
export function createStatementSigner(loadSeeds: () => Promise<SigningSeeds>): StatementSigner {
  const load = oncePerContainer(async () => {
    const { key, next = [] } = await loadSeeds();
    const [signing, ...upcoming] = await Promise.all(
      [key, ...next.map((one) => one.key)].map(statementKeyOf),
    );
    if (!signing) throw new RangeError('a signer has a key');
    const publicJwks = [signing, ...upcoming].map(({ publicJwk }) => publicJwk);
    return { ...signing, publicJwks };
  });
  return {
    async sign(type, statement) {
      const { keyId, privateKey } = await load();
      return await new CompactSign(Buffer.from(JSON.stringify(statement)))
        .setProtectedHeader({ alg: STATEMENT_ALGORITHM, kid: keyId, typ: type })
        .sign(privateKey);
    },
    publicKeys: async () => (await load()).publicJwks,
    publicKey: async () => (await load()).publicJwk,
  };
}
