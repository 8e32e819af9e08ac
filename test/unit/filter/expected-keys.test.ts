import { describe, expect, it } from 'vitest';
import { expectedKeyCount } from '../../../shared/filter/expected-keys.ts';
import type { LogEntry, Sequence, SnapshotManifest } from '../../../shared/filter/ports.ts';
import { keysOf } from './filter-world.ts';

/** A log that gives one entry a page, and remembers after which sequences it was read. */
function logOf(...entries: LogEntry[]) {
  const reads: number[] = [];
  return {
    reads,
    readAfter: async (after: Sequence) => {
      reads.push(after);
      const later = entries.filter(({ sequence }) => sequence > after);
      return { entries: later.slice(0, 1), more: later.length > 1 };
    },
  };
}

const manifestsAt = (sequence: number, keyCount: number) => ({
  current: async () => ({ sequence, keyCount }) as unknown as SnapshotManifest,
});
const noManifest = { current: async () => undefined };

const keys = (sequence: number, count: number): LogEntry => ({
  kind: 'keys',
  sequence: sequence as Sequence,
  keys: keysOf(1, count),
});
const fence = (sequence: number): LogEntry => ({ kind: 'fence', sequence: sequence as Sequence });

describe('how many keys a scan will find', () => {
  it('is what the newest snapshot holds and what the log has added since', async () => {
    const log = logOf(keys(3, 50), keys(4, 2), fence(5), keys(6, 3));
    expect(await expectedKeyCount(manifestsAt(3, 100), log, 6 as Sequence)).toBe(105);
    expect(log.reads).toEqual([3, 4, 5]);
  });

  it('is what the log holds where there was no snapshot yet', async () => {
    const log = logOf(keys(1, 2), keys(2, 3));
    expect(await expectedKeyCount(noManifest, log, 2 as Sequence)).toBe(5);
    expect(log.reads).toEqual([0, 1]);
  });

  it('is told by the snapshot alone if nothing came after it, without reading the log', async () => {
    const log = logOf(keys(3, 50));
    expect(await expectedKeyCount(manifestsAt(3, 100), log, 3 as Sequence)).toBe(100);
    expect(log.reads).toEqual([]);
  });

  it('is what is known if the log ends before its head, as after it was restored', async () => {
    const log = logOf(keys(4, 2));
    expect(await expectedKeyCount(manifestsAt(3, 100), log, 9 as Sequence)).toBe(102);
    expect(log.reads).toEqual([3, 4]);
  });
});
