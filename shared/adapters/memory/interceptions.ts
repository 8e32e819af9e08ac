import { monthOf } from '../../contracts/time.ts';
import type { Interception } from '../../interceptions/interception.ts';
import type { CourtMonthStore, InterceptionKey, InterceptionStore } from '../../interceptions/ports.ts';

/** Interceptions in memory: a working store for tests and simulations. */
export function createMemoryInterceptions(): InterceptionStore &
  CourtMonthStore & { all(): readonly Interception[] } {
  const interceptions = new Map<string, Interception>();

  return {
    async countAgain(key, attempt) {
      const found = interceptions.get(nameOf(key));
      if (!found || found.firstAtMs < attempt.notBeforeMs) return undefined;
      const counted: Interception = {
        ...unmarked(found),
        ...keysOf(found, attempt),
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
        ...(found ? unmarked(found) : interception),
        ...keysOf(found, interception),
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
    async markNoticed(seen, changeId) {
      const found = interceptions.get(nameOf(seen));
      if (!found || found.lastCheckId !== seen.lastCheckId) return false;
      if (found.noticedFor !== undefined && found.noticedFor !== changeId) return false;
      interceptions.set(nameOf(seen), { ...found, noticedFor: changeId });
      return true;
    },
    async setOutcome(key, outcome) {
      const found = interceptions.get(nameOf(key));
      if (found) interceptions.set(nameOf(key), { ...found, outcome });
    },
    async listByCourtMonth(courtCode, month) {
      return [...interceptions.values()]
        .filter((one) => one.courtCode === courtCode && monthOf(one.firstAtMs) === month)
        .map(({ productClass, items, attempts, outcome, firstAtMs }) => ({
          productClass,
          attempts,
          firstAtMs,
          ...(items === undefined ? {} : { items }),
          ...(outcome === undefined ? {} : { outcome }),
        }));
    },
    all: () => [...interceptions.values()],
  };
}

function unmarked({ noticedFor: _, ...interception }: Interception): Interception {
  return interception;
}

function keysOf(
  found: Pick<Interception, 'matchedKeys'> | undefined,
  { matchedKeys = [] }: Pick<Interception, 'matchedKeys'>,
): Pick<Interception, 'matchedKeys'> {
  const keys = new Set([...(found?.matchedKeys ?? []), ...matchedKeys]);
  return keys.size === 0 ? {} : { matchedKeys: [...keys].sort() };
}

function nameOf({ orderId, operatorId, decisionId }: InterceptionKey): string {
  return JSON.stringify([orderId, operatorId, decisionId]);
}
