import type { Clock } from '../contracts/clock.ts';
import { appendToLog } from './append.ts';
import { expectedKeyCount } from './expected-keys.ts';
import { measureFalsePositiveRate } from './false-positive-rate.ts';
import { fillFilter } from './fill-filter.ts';
import type { ChangeLog, ListedKeys, Sequence, SnapshotFiles, SnapshotManifests } from './ports.ts';
import { verifyWritten } from './verify-written.ts';

export { SnapshotNotVerified } from './verify-written.ts';

const FEWEST_ABSENT_PROBES = 50_000;
const MOST_ABSENT_PROBES = 1_000_000;

export interface BuildOptions {
  readonly log: ChangeLog;
  readonly listedKeys: ListedKeys;
  readonly manifests: SnapshotManifests;
  readonly files: SnapshotFiles;
  readonly clock: Clock;
  /** Versions of the secret under which every listed order has its keys, as known before the build began. */
  readonly secretVersion: string;
  /** An id that no other build has: two builders never write the same file. */
  readonly newFileId: () => string;
  /**
   * The keys were not appended to the log (bulk): no follower may say no from an older filter once it has read the
   * marker. Their pointers have to be written before the build begins, their orders after it has ended.
   */
  readonly required?: boolean;
  /** How many keys there will be at least, if the log does not know (bulk): saves scanning them twice. */
  readonly expectedKeys?: number;
  /**
   * How many absent keys to look up for the measured rate of false positives: unless told one for 20 keys, at least
   * 50,000 and at most 1,000,000.
   */
  readonly absentProbes?: number;
  /** The most memory that this process has held so far; left out of the report where nobody can tell. */
  readonly peakMemoryBytes?: () => number;
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
  /** How often the keys were scanned: more than once if they were many more than expected. */
  readonly scans: number;
  readonly measuredFalsePositiveRate: number;
  readonly absentProbes: number;
  readonly peakMemoryBytes?: number;
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
  const { required = false, expectedKeys = 0, peakMemoryBytes, signal } = options;
  const upTo = signal && { signal };
  const startedAtMs = clock.monotonicMs();
  const builtAtMs = Math.trunc(clock.wallMs());

  const sequence = required ? await appendToLog(log, { kind: 'fence' }, upTo) : await log.head(signal);
  const expected = await expectedKeyCount(manifests, log, sequence, signal);
  const { draft, keyCount, sample, scans } = await fillFilter(
    listedKeys,
    Math.max(expected, expectedKeys),
    signal,
  );
  const name = `filter-${String(sequence).padStart(16, '0')}-${newFileId()}.bin`;
  const file = await draft.seal({ name, secretVersion, keyCount, sequence, builtAtMs }, signal);
  const { bytes, manifest } = file;
  await files.write(name, bytes, signal);
  const { filter } = await verifyWritten(files, file, sample, signal);

  const outcome = await manifests.moveForward(manifest, signal);
  // A newer snapshot was scanned after this build's fence, so it holds what a required marker promises.
  if (outcome === 'moved' || required)
    await appendToLog(log, { kind: 'snapshot', covers: sequence, required }, upTo);
  const absentProbes = options.absentProbes ?? probesFor(keyCount);
  const measuredFalsePositiveRate = await measureFalsePositiveRate(filter, absentProbes);
  return {
    kind: outcome === 'moved' ? 'published' : 'superseded',
    name,
    sequence,
    keys: keyCount,
    sizeBits: manifest.sizeBits,
    hashCount: manifest.hashCount,
    fileBytes: manifest.fileBytes,
    seconds: (clock.monotonicMs() - startedAtMs) / 1_000,
    scans,
    measuredFalsePositiveRate,
    absentProbes,
    ...(peakMemoryBytes && { peakMemoryBytes: peakMemoryBytes() }),
  };
}

/** One in 20 keys, so that measuring takes a small part of the time of building. */
function probesFor(keyCount: number): number {
  return Math.min(Math.max(FEWEST_ABSENT_PROBES, Math.round(keyCount / 20)), MOST_ABSENT_PROBES);
}
