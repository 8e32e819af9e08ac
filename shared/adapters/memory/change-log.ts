import { BEFORE_FIRST, type ChangeLog, type LogEntry, type Sequence } from '../../filter/ports.ts';

/** Entries a page, few enough that tests of some size read several pages. */
const PAGE_ENTRIES = 16;

export interface MemoryChangeLog extends ChangeLog {
  /** Removes entries up to this sequence, as retention does. */
  trim(upTo: Sequence): void;
}

/** A change log in this process, gone with it. */
export function createMemoryChangeLog(): MemoryChangeLog {
  const entries = new Map<Sequence, LogEntry>();
  let newest = BEFORE_FIRST;

  return {
    async head(signal) {
      signal?.throwIfAborted();
      return newest;
    },
    async put(sequence, payload, signal) {
      signal?.throwIfAborted();
      if (entries.has(sequence)) return 'taken';
      entries.set(sequence, { ...payload, sequence });
      if (sequence > newest) newest = sequence;
      return 'appended';
    },
    async readAfter(sequence, signal) {
      signal?.throwIfAborted();
      const later = [...entries.values()].filter((entry) => entry.sequence > sequence);
      later.sort((a, b) => a.sequence - b.sequence);
      return { entries: later.slice(0, PAGE_ENTRIES), more: later.length > PAGE_ENTRIES };
    },
    trim(upTo) {
      for (const sequence of entries.keys()) if (sequence <= upTo) entries.delete(sequence);
    },
  };
}
