import { type AuditEntry, GENESIS } from '../../audit/entry.ts';
import type { AuditEntryStore } from '../../audit/ports.ts';

/** Entries of the audit chains in memory: a working store for tests and simulations. */
export function createMemoryAuditEntries(): AuditEntryStore & { all(chain: number): readonly AuditEntry[] } {
  const chains = new Map<number, Map<number, AuditEntry>>();
  const entriesOf = (chain: number) =>
    [...(chains.get(chain)?.values() ?? [])].toSorted((a, b) => a.seq - b.seq);
  return {
    async head(chain) {
      const newest = entriesOf(chain).at(-1);
      return { chain, seq: newest?.seq ?? 0, digest: newest?.digest ?? GENESIS };
    },
    async put(entry) {
      const entries = chains.get(entry.chain) ?? new Map<number, AuditEntry>();
      chains.set(entry.chain, entries);
      if (entries.has(entry.seq)) return 'taken';
      entries.set(entry.seq, structuredClone(entry));
      return 'appended';
    },
    get: async (chain, seq) => chains.get(chain)?.get(seq),
    async readAfter(chain, seq, limit) {
      const later = entriesOf(chain).filter((entry) => entry.seq > seq);
      const entries = later.slice(0, limit);
      return later.length > limit ? { entries, next: entries.at(-1)?.seq ?? seq } : { entries };
    },
    all: entriesOf,
  };
}
