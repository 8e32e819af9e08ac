import { describe, expect, it } from 'vitest';
import { filterSizeFor } from '../../../shared/filter/bloom-filter.ts';
import { createFollowedFilter, type HeldSnapshot } from '../../../shared/filter/followed-filter.ts';
import { createOverlayLayer } from '../../../shared/filter/overlay-layer.ts';
import type { LogEntry, Sequence } from '../../../shared/filter/ports.ts';
import { createSnapshotDraft } from '../../../shared/filter/snapshot-format.ts';
import { keyOf, keysOf } from './filter-world.ts';

function snapshotAt(sequence: number, keyNumbers: readonly number[] = []): HeldSnapshot {
  const { filter } = createSnapshotDraft(filterSizeFor(keyNumbers.length));
  for (const number of keyNumbers) filter.add(keyOf(number));
  return {
    kind: 'verified',
    name: `filter-${sequence}`,
    filter,
    sequence: sequence as Sequence,
    keyCount: keyNumbers.length,
    builtAtMs: 0,
  };
}

function keysEntry(sequence: number, ...keyNumbers: number[]): LogEntry {
  return { kind: 'keys', sequence: sequence as Sequence, keys: keyNumbers.map(keyOf) };
}

function marker(sequence: number, covers: number, required: boolean): LogEntry {
  return { kind: 'snapshot', sequence: sequence as Sequence, covers: covers as Sequence, required };
}

describe('what a follower knows', () => {
  it('is nothing at first, so every key may be listed', () => {
    const filter = createFollowedFilter();
    expect(filter).toMatchObject({ snapshot: undefined, sequence: 0, keys: 0, newestCovers: 0 });
    expect(filter.behindRequired()).toBe(false);
    expect(filter.mayContain(keyOf(1))).toBe(true);
  });

  it('is the keys of its snapshot and those of the log after it', () => {
    const filter = createFollowedFilter();
    filter.swap(snapshotAt(4, [1, 2]));
    expect(filter.take(keysEntry(5, 3))).toBe('taken');
    expect(filter).toMatchObject({ sequence: 5, keys: 3 });
    expect([1, 2, 3, 4].map((number) => filter.mayContain(keyOf(number)))).toEqual([true, true, true, false]);
  });

  it('grows by one entry at a time: one before it is known, one after the next is a gap', () => {
    const filter = createFollowedFilter();
    filter.swap(snapshotAt(4));
    expect(filter.take(keysEntry(4, 9))).toBe('known');
    expect(filter.take(keysEntry(6, 9))).toBe('gap');
    expect(filter).toMatchObject({ sequence: 4, keys: 0 });
    expect(filter.mayContain(keyOf(9))).toBe(false);
  });

  it('keeps of the log what a newer snapshot does not cover, and never goes back in it', () => {
    const filter = createFollowedFilter();
    filter.swap(snapshotAt(0));
    for (const sequence of [1, 2, 3]) filter.take(keysEntry(sequence, sequence));
    filter.swap(snapshotAt(2, [1, 2]));
    expect(filter).toMatchObject({ sequence: 3, keys: 3, snapshot: { name: 'filter-2' } });
    filter.swap(snapshotAt(7, [1, 2, 3]));
    expect(filter).toMatchObject({ sequence: 7, keys: 3 });
  });

  it('includes the newest snapshot that the log told of, whichever marker came last', () => {
    const filter = createFollowedFilter();
    for (const [sequence, covers] of [
      [1, 3],
      [2, 8],
      [3, 5],
    ] as const) {
      filter.take(marker(sequence, covers, false));
    }
    expect(filter.newestCovers).toBe(8);
    expect(filter.behindRequired()).toBe(false);
  });

  it('is behind a required snapshot until it holds that one or a later one', () => {
    const filter = createFollowedFilter();
    filter.swap(snapshotAt(0));
    filter.take(marker(1, 6, true));
    filter.take(marker(2, 4, true));
    expect(filter.behindRequired()).toBe(true);
    filter.swap(snapshotAt(5));
    expect(filter.behindRequired()).toBe(true);
    filter.swap(snapshotAt(6));
    expect(filter.behindRequired()).toBe(false);
  });

  it('is not changed by a fence but for how far it has read', () => {
    const filter = createFollowedFilter();
    filter.swap(snapshotAt(0));
    expect(filter.take({ kind: 'fence', sequence: 1 as Sequence })).toBe('taken');
    expect(filter).toMatchObject({ sequence: 1, keys: 0, newestCovers: 0 });
  });

  it('is nothing again after it was forgotten', () => {
    const filter = createFollowedFilter();
    filter.swap(snapshotAt(4, [1]));
    filter.take(keysEntry(5, 2));
    filter.take(marker(6, 9, true));
    filter.reset();
    expect(filter).toMatchObject({ snapshot: undefined, sequence: 0, keys: 0, newestCovers: 0 });
    expect(filter.behindRequired()).toBe(false);
  });
});

describe('a layer of the overlay', () => {
  it('is empty at first', () => {
    const layer = createOverlayLayer();
    expect(layer.size).toBe(0);
    expect(layer.after(0 as Sequence)).toBe(layer);
  });

  it('is itself after a sequence before all its entries, and a new one after a later sequence', () => {
    const layer = createOverlayLayer();
    layer.add(3 as Sequence, keysOf(1, 2));
    layer.add(4 as Sequence, keysOf(3, 5));
    expect(layer.after(2 as Sequence)).toBe(layer);
    expect(layer.after(3 as Sequence).size).toBe(3);
    expect(layer.after(4 as Sequence).size).toBe(0);
    expect(layer.size).toBe(5);
  });
});
