import type { KeyFingerprint, KeyFingerprintStore } from '../../identity/key-fingerprint.ts';

/** The register's fingerprint in memory: a working store for tests and simulations. */
export function createMemoryKeyFingerprint(): KeyFingerprintStore {
  let kept: KeyFingerprint | undefined;
  return {
    async read() {
      return kept;
    },
    async putOnce(fingerprint) {
      kept ??= fingerprint;
    },
  };
}
