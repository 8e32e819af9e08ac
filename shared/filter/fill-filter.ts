import { setImmediate } from 'node:timers/promises';
import type { SubjectKey } from '../identity/subject-key.ts';
import { expectedRate, filterSizeFor, TARGET_FALSE_POSITIVE_RATE } from './bloom-filter.ts';
import { createKeySample } from './key-sample.ts';
import type { ListedKeys } from './ports.ts';
import { createSnapshotDraft, type SnapshotDraft } from './snapshot-format.ts';

/** Inserted at once between two turns of the event loop: about two milliseconds. */
const KEYS_PER_TURN = 2_000;
const SAMPLE_KEYS = 2_000;

/** 2.4% more keys than the filter was made for give a quarter more false "maybe". */
const TOLERATED_RATE = 1.25 * TARGET_FALSE_POSITIVE_RATE;

/** A list that outgrows its filter in the middle of two scans is scanned a third time, and then it is good enough. */
const MAX_SCANS = 3;

export interface FilledFilter {
  readonly draft: SnapshotDraft;
  /** Different keys. One that the filter takes for known counts as known: at the target rate one in 10,000 too few. */
  readonly keyCount: number;
  /** Evenly spread. */
  readonly sample: readonly SubjectKey[];
  readonly scans: number;
}

/**
 * Scans the keys straight into a filter, in memory of the filter and one page. If they turn out to be more than the
 * filter was made for, it scans them once more into one of the size that was counted; a filter that is too large is
 * taken as it is, since the next build will know better.
 *
 * @param expectedKeys a wrong number costs time or memory, and never a key.
 * @throws what the scan throws, the signal's reason once it is aborted.
 */
export async function fillFilter(
  listedKeys: ListedKeys,
  expectedKeys: number,
  signal?: AbortSignal,
): Promise<FilledFilter> {
  let capacity = expectedKeys;
  for (let scans = 1; ; scans++) {
    const { found, ...filled } = await scanOnce(listedKeys, capacity, signal);
    const rate = expectedRate(filled.draft.filter, filled.keyCount);
    if (rate <= TOLERATED_RATE || scans === MAX_SCANS) return { ...filled, scans };
    capacity = found;
  }
}

async function scanOnce(listedKeys: ListedKeys, capacity: number, signal: AbortSignal | undefined) {
  const draft = createSnapshotDraft(filterSizeFor(capacity));
  const sample = createKeySample(SAMPLE_KEYS);
  let keyCount = 0;
  let found = 0;
  let read = 0;
  let previous: SubjectKey | undefined;
  for await (const page of listedKeys.scan(signal)) {
    for (const key of page) {
      // A scan gives a subject's pointers in a row. A filter that is too small would take ever more keys for known, so
      // this count, and not its own, is what the next one is made for.
      if (!previous || !isSame(previous, key)) {
        found += 1;
        sample.add(key);
        if (draft.filter.insert(key)) keyCount += 1;
      }
      previous = key;
      read += 1;
      if (read % KEYS_PER_TURN === 0) await setImmediate();
    }
    signal?.throwIfAborted();
  }
  return { draft, keyCount, found, sample: sample.keys() };
}

function isSame(one: SubjectKey, other: SubjectKey): boolean {
  return Buffer.compare(one, other) === 0;
}
