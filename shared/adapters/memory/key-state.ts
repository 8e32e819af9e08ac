import type { KeyStateStore } from '../../key-rotation/ports.ts';
import { type KeyState, stableState } from '../../key-rotation/state.ts';

/** What the register knows of its secret, in memory: a working store for tests and simulations. */
export function createMemoryKeyState(initial?: KeyState): KeyStateStore {
  let kept = initial;
  return {
    async read() {
      return kept;
    },
    async putOnce(fingerprint) {
      kept ??= stableState(fingerprint);
    },
    async replace(next, seen) {
      if (kept?.revision !== seen.revision) return 'conflict';
      kept = structuredClone(next);
      return 'written';
    },
  };
}
