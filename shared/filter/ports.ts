import type { Brand } from '../contracts/brand.ts';
import type { KeyCoverage } from '../identity/key-coverage.ts';
import type { SubjectKey } from '../identity/subject-key.ts';

/** Position in the change log: 1, 2, 3 … without gap or repeat (I3); 0 stands before the first entry. */
export type Sequence = Brand<number, 'Sequence'>;

export const BEFORE_FIRST = 0 as Sequence;

/** Describes one published snapshot. Every field is checked against the file that it names. */
export interface SnapshotManifest {
  /** Name of the file in the snapshot store. */
  readonly name: string;
  readonly formatVersion: number;
  readonly hashScheme: number;
  /** Versions of the subject-key secret under which every listed order has its keys in it: `1`, or `1+2`. */
  readonly secretVersion: KeyCoverage;
  /** Different keys in the filter, at most one in 10,000 too few. */
  readonly keyCount: number;
  readonly sizeBits: number;
  readonly hashCount: number;
  /** Every key appended to the log up to and including this sequence is in the filter. */
  readonly sequence: Sequence;
  /** When the builder read the log's head, milliseconds since the epoch. */
  readonly builtAtMs: number;
  readonly fileBytes: number;
  /** SHA-256 of the whole file before its own trailing digest, 64 hexadecimal characters. */
  readonly sha256: string;
}

/**
 * What an entry adds.
 *
 * - `keys`: keys that orders name from now on, at most `MAX_KEYS_PER_ENTRY`.
 * - `snapshot`: a snapshot has been published that covers the log up to and including `covers`. A follower that has
 *   read a required marker may not say no from an older filter.
 * - `fence`: nothing. A snapshot with this sequence or a later one was scanned after the fence was appended, so it
 *   holds every key whose pointer was written before.
 */
export type LogPayload =
  | { readonly kind: 'keys'; readonly keys: readonly SubjectKey[] }
  | { readonly kind: 'snapshot'; readonly covers: Sequence; readonly required: boolean }
  | { readonly kind: 'fence' };

export type LogEntry = LogPayload & { readonly sequence: Sequence };

/**
 * The gap-free sequence of filter additions. Reads see every append that was acknowledged before they began.
 *
 * Whoever trims the log (nothing does yet) keeps its newest entry, or a follower that missed entries reads an empty log
 * as nothing new, and keeps entries longer than any appender may live between reading the head and putting, or an entry
 * could be put behind the followers. The simulation found both.
 */
export interface ChangeLog {
  /** Sequence of the newest entry, `BEFORE_FIRST` while the log is empty. */
  head(signal?: AbortSignal): Promise<Sequence>;
  /** Puts an entry at exactly this sequence, or reports that another appender was there first. */
  put(sequence: Sequence, payload: LogPayload, signal?: AbortSignal): Promise<'appended' | 'taken'>;
  /** Entries after `sequence` in ascending order, at most one page; `more` when another page may follow. */
  readAfter(
    sequence: Sequence,
    signal?: AbortSignal,
  ): Promise<{ readonly entries: readonly LogEntry[]; readonly more: boolean }>;
}

/** The manifest of the newest snapshot. */
export interface SnapshotManifests {
  /** Read with strong consistency; `undefined` while there has been no snapshot. */
  current(signal?: AbortSignal): Promise<SnapshotManifest | undefined>;
  /**
   * Replaces the manifest if the new sequence is higher, or equal with a later build; it never goes back. Moving to
   * the manifest that is already there says `moved`, so that a repeated write is no surprise.
   */
  moveForward(manifest: SnapshotManifest, signal?: AbortSignal): Promise<'moved' | 'superseded'>;
}

/** Reads snapshot files; all that a follower needs. */
export interface SnapshotReader {
  /**
   * The content of a file that should have `expectedBytes`. Of a longer file the first `expectedBytes + 1` bytes are
   * returned: enough to see that it is too long, without holding whatever somebody put there.
   *
   * @throws DependencyUnavailable when the file is missing or cannot be read in time.
   */
  read(name: string, expectedBytes: number, signal?: AbortSignal): Promise<Uint8Array>;
}

export interface SnapshotWriter {
  /** Writes the file whole or not at all. @throws DependencyUnavailable */
  write(name: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
}

/** Where snapshot files are. */
export interface SnapshotFiles extends SnapshotReader, SnapshotWriter {
  /**
   * The content of a file as it arrives, for who need not hold it. Left out where nothing would be saved by it.
   *
   * @throws DependencyUnavailable when the file is missing or cannot be read to its end.
   */
  readParts?(name: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** All keys that any order names, read with strong consistency, in no particular sequence; may repeat a key. */
export interface ListedKeys {
  scan(signal?: AbortSignal): AsyncIterable<readonly SubjectKey[]>;
}
