import type { ActClaim, ActClaimStore } from '../../due-process/acts/ports.ts';

/** Claims of acts in memory: a working store for tests and simulations. */
export function createMemoryActClaims(): ActClaimStore {
  const claims = new Map<string, ActClaim>();
  return {
    async claim(claim) {
      const holder = claims.get(placeOf(claim));
      if (holder) return { kind: 'held', holder };
      claims.set(placeOf(claim), { ...claim });
      return { kind: 'claimed' };
    },
    async takeOver(claim, holder) {
      const current = claims.get(placeOf(claim));
      if (current?.changeId !== holder.changeId || current.claimedAtMs !== holder.claimedAtMs)
        return 'conflict';
      claims.set(placeOf(claim), { ...claim });
      return 'taken';
    },
  };
}

function placeOf({ orderId, version, ending }: ActClaim): string {
  return JSON.stringify([orderId, version, ending]);
}
