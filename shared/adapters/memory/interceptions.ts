import type { Interception } from '../../interceptions/interception.ts';
import type { InterceptionKey, InterceptionStore } from '../../interceptions/ports.ts';

/** Interceptions in memory: a working store for tests and simulations. */
export function createMemoryInterceptions(): InterceptionStore & { all(): readonly Interception[] } {
  const interceptions = new Map<string, Interception>();

  return {
    async countAgain(key, attempt) {
      const found = interceptions.get(nameOf(key));
      if (!found || found.firstAtMs < attempt.notBeforeMs) return undefined;
      const counted: Interception = {
        ...found,
        attempts: found.attempts + 1,
        checkpoint: attempt.checkpoint,
        lastCheckId: attempt.lastCheckId,
        lastAtMs: attempt.atMs,
      };
      interceptions.set(nameOf(key), counted);
      return counted;
    },
    async record(interception) {
      const found = interceptions.get(nameOf(interception));
      const recorded: Interception = {
        ...(found ?? interception),
        attempts: (found?.attempts ?? 0) + 1,
        checkpoint: interception.checkpoint,
        lastCheckId: interception.lastCheckId,
        lastAtMs: interception.firstAtMs,
      };
      interceptions.set(nameOf(interception), recorded);
      return recorded;
    },
    async withdraw(key) {
      const found = interceptions.get(nameOf(key));
      if (!found) return;
      if (found.attempts <= 1) interceptions.delete(nameOf(key));
      else interceptions.set(nameOf(key), { ...found, attempts: found.attempts - 1 });
    },
    async listByOrder(orderId) {
      return [...interceptions.values()].filter((interception) => interception.orderId === orderId);
    },
    async setOutcome(key, outcome) {
      const found = interceptions.get(nameOf(key));
      if (found) interceptions.set(nameOf(key), { ...found, outcome });
    },
    all: () => [...interceptions.values()],
  };
}

function nameOf({ orderId, operatorId, decisionId }: InterceptionKey): string {
  return JSON.stringify([orderId, operatorId, decisionId]);
}
