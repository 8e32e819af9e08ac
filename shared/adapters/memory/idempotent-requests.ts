import type { RequestRecord, RequestStore } from '../../idempotency/ports.ts';

/** Requests in memory: a working store for tests and simulations. */
export function createMemoryIdempotentRequests(): RequestStore & { all(): readonly RequestRecord[] } {
  const records = new Map<string, RequestRecord>();
  const holds = ({ name, claimId }: Pick<RequestRecord, 'name' | 'claimId'>) =>
    records.get(name)?.claimId === claimId;
  return {
    async claim(claim) {
      const holder = records.get(claim.name);
      if (holder) return { kind: 'held', holder };
      records.set(claim.name, { ...claim });
      return { kind: 'claimed' };
    },
    async takeOver(claim, holder) {
      if (!holds(holder)) return 'conflict';
      records.set(claim.name, { ...claim });
      return 'taken';
    },
    async keep(claim, sealedAnswer) {
      if (!holds(claim)) return 'overtaken';
      records.set(claim.name, { ...claim, sealedAnswer });
      return 'kept';
    },
    async free(claim) {
      if (holds(claim)) records.delete(claim.name);
    },
    all: () => [...records.values()],
  };
}
