import { setImmediate } from 'node:timers/promises';
import type { FollowedFilter } from './followed-filter.ts';
import { BEFORE_FIRST, type ChangeLog, type Sequence } from './ports.ts';

/** Taken at once between two turns of the event loop: a page may bring 64,000, which would take tens of milliseconds. */
const KEYS_PER_TURN = 4_000;

export type LogReading =
  | { readonly kind: 'read-to-end' }
  /** The entries up to and including `missingTo` are not in the log any more. */
  | { readonly kind: 'gap'; readonly missingTo: Sequence }
  /** The log ends before what was already read from it: it was restored from a backup. */
  | { readonly kind: 'rolled-back' };

/**
 * Brings the filter up to the end of the log, page by page. What was taken before a fault stays taken: it is whole up
 * to its sequence.
 *
 * @param checkHead also make sure, if nothing is new, that the log has not become shorter.
 * @throws DependencyUnavailable when the log cannot be read, the signal's reason once it is aborted; then nothing is
 *   taken any more, even if the log answers after all.
 */
export async function readLog(
  log: Pick<ChangeLog, 'readAfter' | 'head'>,
  filter: FollowedFilter,
  checkHead: boolean,
  signal: AbortSignal,
): Promise<LogReading> {
  const from = filter.sequence;
  let keysThisTurn = 0;
  for (;;) {
    const { entries, more } = await log.readAfter(filter.sequence, signal);
    signal.throwIfAborted();
    for (const entry of entries) {
      if (filter.take(entry) === 'gap') return { kind: 'gap', missingTo: (entry.sequence - 1) as Sequence };
      if (entry.kind !== 'keys') continue;
      keysThisTurn += entry.keys.length;
      if (keysThisTurn < KEYS_PER_TURN) continue;
      keysThisTurn = 0;
      await setImmediate();
      signal.throwIfAborted();
    }
    if (!more || entries.length === 0) break;
  }
  if (!checkHead || filter.sequence !== from || from === BEFORE_FIRST) return { kind: 'read-to-end' };
  const head = await log.head(signal);
  signal.throwIfAborted();
  return head < from ? { kind: 'rolled-back' } : { kind: 'read-to-end' };
}
