import { BEFORE_FIRST, type ChangeLog, type Sequence, type SnapshotManifests } from './ports.ts';

/**
 * How many keys a scan will find, without scanning: what the newest snapshot holds and what the log has added since. Too
 * many, if orders were added for keys that were listed; too few, if keys were added past the log (bulk).
 *
 * @param upTo head of the log, as far as it is read.
 * @throws DependencyUnavailable when the manifest or the log cannot be read.
 */
export async function expectedKeyCount(
  manifests: Pick<SnapshotManifests, 'current'>,
  log: Pick<ChangeLog, 'readAfter'>,
  upTo: Sequence,
  signal?: AbortSignal,
): Promise<number> {
  const manifest = await manifests.current(signal);
  let count = manifest?.keyCount ?? 0;
  let readTo = manifest?.sequence ?? BEFORE_FIRST;
  while (readTo < upTo) {
    const { entries } = await log.readAfter(readTo, signal);
    for (const entry of entries) if (entry.kind === 'keys') count += entry.keys.length;
    const last = entries.at(-1);
    if (!last) break;
    readTo = last.sequence;
  }
  return count;
}
