import type { ListedKeys } from '../../filter/ports.ts';
import { formatSubjectKey, parseSubjectKey, type SubjectKey } from '../../identity/subject-key.ts';

const PAGE_KEYS = 1_000;

/**
 * Keys that orders name, in this process.
 *
 * @param all called when a scan begins: every key that is listed then.
 */
export function createMemoryListedKeys(all: () => Iterable<SubjectKey>): ListedKeys {
  return {
    async *scan(signal) {
      const keys = [...new Set([...all()].map(formatSubjectKey))].map(parseSubjectKey);
      for (let from = 0; from < keys.length; from += PAGE_KEYS) {
        signal?.throwIfAborted();
        yield keys.slice(from, from + PAGE_KEYS);
      }
    },
  };
}
