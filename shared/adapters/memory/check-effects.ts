import type { CheckEffectStore, CheckEffects } from '../../check/ports.ts';

/** Effects of checks in memory: a working store for tests and simulations. */
export function createMemoryCheckEffects(): CheckEffectStore & { all(): readonly CheckEffects[] } {
  const effects = new Map<string, CheckEffects>();
  return {
    async put(recorded) {
      effects.set(recorded.checkId, recorded);
    },
    async get(checkId) {
      return effects.get(checkId);
    },
    all: () => [...effects.values()],
  };
}
