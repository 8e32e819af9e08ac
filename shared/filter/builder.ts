import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../contracts/clock.ts';
import { appendToLog } from './append.ts';
import { createKeyFilter, type KeyFilter } from './bloom-filter.ts';
import { measureFalsePositiveRate } from './false-positive-rate.ts';
import { createKeyCollection, type KeyCollection } from './key-collection.ts';
import type {
  ChangeLog,
  ListedKeys,
  Sequence,
  SnapshotFiles,
  SnapshotManifest,
  SnapshotManifests,
} from './ports.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot-format.ts';

const KEYS_PER_TURN = 5_000;
const SAMPLE_KEYS = 2_000;
const DEFAULT_ABSENT_PROBES = 50_000;

export interface BuildOptions {
  readonly log: ChangeLog;
  readonly listedKeys: ListedKeys;
  readonly manifests: SnapshotManifests;
  readonly files: SnapshotFiles;
  readonly clock: Clock;
  /** Version of the secret under which the listed keys were made. */
  readonly secretVersion: string;
  /** An id that no other build has: two builders never write the same file. */
  readonly newFileId: () => string;
  /**
   * The keys were not appended to the log (bulk): no follower may say no from an older filter once it has read the
   * marker. Their pointers have to be written before the build begins, their orders after it has ended.
   */
  readonly required?: boolean;
  /** How many absent keys to look up for the measured rate of false positives. */
  readonly absentProbes?: number;
  readonly signal?: AbortSignal;
}

export interface BuildReport {
  /** `superseded`: a newer snapshot was published meanwhile, and this one is not used. */
  readonly kind: 'published' | 'superseded';
  readonly name: string;
  readonly sequence: Sequence;
  readonly keys: number;
  readonly sizeBits: number;
  readonly hashCount: number;
  readonly fileBytes: number;
  readonly seconds: number;
  readonly measuredFalsePositiveRate: number;
}

/** The file that was read back is not what was built. Nothing was published. */
export class SnapshotNotVerified extends Error {
  override readonly name = 'SnapshotNotVerified';
}

/**
 * Builds a snapshot of all listed keys and publishes it.
 *
 * The steps stand in a sequence in which a crash between any two leaves what was there before in use, and the next
 * build repairs it: read the log's head, scan the pointers, write the file under a name of its own, read it back,
 * move the manifest forward, tell the log. Pointers are written before their keys are appended, so a scan that begins
 * after the head was read finds every key up to that head.
 *
 * A required build appends a fence first. Without it another build with the same head, whose scan began before the
 * pointers were complete, could be taken for this one.
 *
 * @throws SnapshotNotVerified, LogContended, DependencyUnavailable.
 */
export async function buildSnapshot(options: BuildOptions): Promise<BuildReport> {
  const { log, listedKeys, manifests, files, clock, secretVersion, newFileId } = options;
  const { required = false, absentProbes = DEFAULT_ABSENT_PROBES, signal } = options;
  const upTo = signal && { signal };
  const startedAtMs = clock.monotonicMs();
  const builtAtMs = Math.trunc(clock.wallMs());

  const sequence = required ? await appendToLog(log, { kind: 'fence' }, upTo) : await log.head(signal);
  const keys = await collect(listedKeys, signal);
  const { filter, keyCount } = await fill(keys);
  const name = `filter-${String(sequence).padStart(16, '0')}-${newFileId()}.bin`;
  const description = { name, secretVersion, keyCount, sequence, builtAtMs };
  const { bytes, manifest } = await encodeSnapshot(filter, description);
  await files.write(name, bytes, signal);
  const written = await readBack(files, manifest, keys, signal);

  const outcome = await manifests.moveForward(manifest, signal);
  // A newer snapshot was scanned after this build's fence, so it holds what a required marker promises.
  if (outcome === 'moved' || required)
    await appendToLog(log, { kind: 'snapshot', covers: sequence, required }, upTo);
  return {
    kind: outcome === 'moved' ? 'published' : 'superseded',
    name,
    sequence,
    keys: keyCount,
    sizeBits: manifest.sizeBits,
    hashCount: manifest.hashCount,
    fileBytes: manifest.fileBytes,
    measuredFalsePositiveRate: await measureFalsePositiveRate(written, absentProbes),
    seconds: (clock.monotonicMs() - startedAtMs) / 1_000,
  };
}

async function collect(listedKeys: ListedKeys, signal: AbortSignal | undefined): Promise<KeyCollection> {
  const keys = createKeyCollection();
  for await (const page of listedKeys.scan(signal)) for (const key of page) keys.add(key);
  return keys;
}

/** Counts a key that the filter takes for known as known: at the target rate that is one in 10,000 too few. */
async function fill(keys: KeyCollection): Promise<{ filter: KeyFilter; keyCount: number }> {
  const filter = createKeyFilter(keys.size);
  let keyCount = 0;
  for (let index = 0; index < keys.size; index++) {
    const key = keys.at(index);
    if (!filter.mayContain(key)) {
      filter.add(key);
      keyCount += 1;
    }
    if (index % KEYS_PER_TURN === KEYS_PER_TURN - 1) await setImmediate();
  }
  return { filter, keyCount };
}

/** Reads the file as a follower will, and looks up a sample of the keys in it, evenly spread. */
async function readBack(
  files: SnapshotFiles,
  manifest: SnapshotManifest,
  keys: KeyCollection,
  signal: AbortSignal | undefined,
): Promise<KeyFilter> {
  const bytes = await files.read(manifest.name, manifest.fileBytes, signal);
  const snapshot = await decodeSnapshot(bytes, manifest, manifest.secretVersion, signal);
  if (snapshot.kind === 'refused')
    throw new SnapshotNotVerified(`the file that was written is refused: ${snapshot.reason}`);
  const stride = Math.max(1, Math.floor(keys.size / SAMPLE_KEYS));
  for (let index = 0; index < keys.size; index += stride)
    if (!snapshot.filter.mayContain(keys.at(index)))
      throw new SnapshotNotVerified('the file that was written misses a key that it was built from');
  return snapshot.filter;
}
