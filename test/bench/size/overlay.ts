import { randomFillSync } from 'node:crypto';
import { createMemoryChangeLog } from '../../../shared/adapters/memory/change-log.ts';
import { appendKeys, MAX_KEYS_PER_ENTRY } from '../../../shared/filter/append.ts';
import { filterSizeFor } from '../../../shared/filter/bloom-filter.ts';
import { createFollowedFilter, type HeldSnapshot } from '../../../shared/filter/followed-filter.ts';
import { BEFORE_FIRST, type Sequence } from '../../../shared/filter/ports.ts';
import { readLog } from '../../../shared/filter/read-log.ts';
import { createSnapshotDraft, decodeSnapshot } from '../../../shared/filter/snapshot-format.ts';
import type { SubjectKey } from '../../../shared/identity/subject-key.ts';
import { checkRows } from './overlay-checks.ts';
import { megabytes, microseconds, milliseconds, type Row } from './row.ts';
import { keyStream } from './synthetic-keys.ts';
import { median, watchEventLoop } from './timing.ts';

const OVERLAY_KEYS = 1_000_000;
/** Few enough to be in the processor's cache, as a key that was made a moment ago is. */
const ABSENT_KEYS = 20_000;
const ROUNDS = 101;

/** A snapshot of so many keys alone and with a million keys after it, alternating; and what it takes to get there. */
export async function measureOverlay(keys: number): Promise<readonly Row[]> {
  const snapshot = await snapshotOf(keys);
  const absent = keyStream(7)(ABSENT_KEYS);
  const alone = createFollowedFilter();
  alone.swap(snapshot);
  const full = createFollowedFilter();
  full.swap(snapshot);

  const log = createMemoryChangeLog();
  const stream = keyStream(2);
  for (let n = 0; n < OVERLAY_KEYS; n += MAX_KEYS_PER_ENTRY)
    await appendKeys(log, stream(MAX_KEYS_PER_ENTRY));
  const before = process.memoryUsage().arrayBuffers;
  const reading = await watchEventLoop(() => readLog(log, full, false, AbortSignal.timeout(60_000)));
  const overlayBytes = process.memoryUsage().arrayBuffers - before;

  const rounds = Array.from(
    { length: ROUNDS },
    () => [lookupMs(alone, absent), lookupMs(full, absent)] as const,
  );
  const aloneMs = median(rounds.map(([ms]) => ms));
  const fullMs = median(rounds.map(([, ms]) => ms));
  const checks = checkRows(snapshot.filter, alone.mayContain, full.mayContain);

  const swapFrom = performance.now();
  const half = { ...snapshot, sequence: Math.floor((await log.head()) / 2) as Sequence };
  full.swap(half);
  const swapMs = performance.now() - swapFrom;
  return [
    ['lookup of an absent key, no overlay', microseconds(aloneMs)],
    [`  the same with ${OVERLAY_KEYS} keys in the overlay`, microseconds(fullMs)],
    ['  ratio, median of rounds', median(rounds.map(([a, b]) => b / a)).toFixed(2)],
    ...checks,
    ['longest wait while they were read from the log', milliseconds(reading.longestWaitMs)],
    ['  longest turn, processor time', milliseconds(reading.longestTurnMs)],
    ['memory of the overlay', megabytes(overlayBytes)],
    ['swap to a snapshot that covers half of them', milliseconds(swapMs)],
  ];
}

async function snapshotOf(keys: number): Promise<HeldSnapshot> {
  const draft = createSnapshotDraft(filterSizeFor(keys));
  randomFillSync(draft.filter.bits);
  const description = { name: 'filter-bench.bin', secretVersion: 'bench', keyCount: keys, builtAtMs: 1 };
  const { bytes, manifest } = await draft.seal({ ...description, sequence: BEFORE_FIRST });
  const snapshot = await decodeSnapshot(bytes, manifest, 'bench');
  if (snapshot.kind === 'refused') throw new Error(snapshot.detail);
  return { ...snapshot, name: manifest.name };
}

function lookupMs(
  { mayContain }: { mayContain(key: SubjectKey): boolean },
  keys: readonly SubjectKey[],
): number {
  const from = performance.now();
  let hits = 0;
  for (const key of keys) if (mayContain(key)) hits += 1;
  if (hits > keys.length / 100) throw new Error('the overlay takes too many keys for known');
  return (performance.now() - from) / keys.length;
}
