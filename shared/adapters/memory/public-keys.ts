import type { PublicKeyArchive } from '../../audit/ports.ts';
import type { PublicJwk } from '../../contracts/signed-statement.ts';

/** Public keys in memory: a working archive for tests. */
export function createMemoryPublicKeys(): PublicKeyArchive {
  const keys = new Map<string, PublicJwk>();
  return {
    async keep(key) {
      keys.set(key.kid, key);
    },
    list: async () => [...keys.values()],
  };
}
