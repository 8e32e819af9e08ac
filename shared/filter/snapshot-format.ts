import { covers } from '../identity/key-coverage.ts';
import { bitsLength, type FilterSize, type KeyFilter, restoreKeyFilter } from './bloom-filter.ts';
import { HASH_SCHEME } from './digest-hashing.ts';
import { digestInSlices } from './file-digest.ts';
import type { Sequence, SnapshotManifest } from './ports.ts';
import {
  DIGEST_BYTES,
  FORMAT_VERSION,
  HEADER_BYTES,
  type HeaderFields,
  MAGIC,
  readHeader,
  writeHeader,
} from './snapshot-header.ts';

/** A file past this is not ours: it would hold 200 million keys, ten times the whole list. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;
const MAX_HASH_COUNT = 64;

export type RefusalReason =
  | 'truncated'
  | 'wrong-size'
  | 'bad-magic'
  | 'format-version'
  | 'hash-scheme'
  | 'secret-version'
  | 'manifest-mismatch'
  | 'digest';

export interface Refusal {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  /** For the operator's log: which field, never a key. */
  readonly detail: string;
}

export interface VerifiedSnapshot {
  readonly kind: 'verified';
  /** Works on the file's own bytes: whoever holds it holds the file, and nothing more. */
  readonly filter: KeyFilter;
  readonly sequence: Sequence;
  readonly keyCount: number;
  readonly builtAtMs: number;
}

export interface SnapshotDescription {
  readonly name: string;
  readonly secretVersion: string;
  readonly keyCount: number;
  readonly sequence: Sequence;
  readonly builtAtMs: number;
}

/** A file in the making: the filter is filled where it will be written from. */
export interface SnapshotDraft {
  /** Works on the file's own bytes, so that the filter is never held twice. */
  readonly filter: KeyFilter;
  /**
   * Puts the header before the bits and the digest after them. Nothing may be added to the filter any more.
   *
   * @throws RangeError if the secret version has more than 64 bytes, the signal's reason once it is aborted.
   */
  seal(description: SnapshotDescription, signal?: AbortSignal): Promise<EncodedSnapshot>;
}

export interface EncodedSnapshot {
  readonly bytes: Uint8Array;
  readonly manifest: SnapshotManifest;
}

/** An empty filter of this size with room for its header and its digest around it. */
export function createSnapshotDraft({ sizeBits, hashCount }: FilterSize): SnapshotDraft {
  const bytes = new Uint8Array(fileLength(sizeBits));
  const digestAt = bytes.length - DIGEST_BYTES;
  return {
    filter: restoreKeyFilter(bytes.subarray(HEADER_BYTES, digestAt), sizeBits, hashCount),
    async seal(description, signal) {
      const formatVersion = FORMAT_VERSION;
      const fields = { ...description, formatVersion, hashScheme: HASH_SCHEME, sizeBits, hashCount };
      writeHeader(bytes, fields);
      const digest = await digestInSlices(bytes.subarray(0, digestAt), signal);
      bytes.set(digest, digestAt);
      return { bytes, manifest: { ...fields, fileBytes: bytes.length, sha256: digest.toString('hex') } };
    },
  };
}

/**
 * What can be said about a snapshot before its file is fetched: whether this program, with this secret, could use it
 * at all, and whether its sizes go together.
 */
export function judgeManifest(
  manifest: SnapshotManifest,
  expectedSecretVersion: string,
): Refusal | undefined {
  const { formatVersion, hashScheme, secretVersion, sizeBits, hashCount, fileBytes } = manifest;
  if (formatVersion !== FORMAT_VERSION)
    return refused(
      'format-version',
      `the manifest says ${formatVersion}, this program reads ${FORMAT_VERSION}`,
    );
  if (hashScheme !== HASH_SCHEME)
    return refused('hash-scheme', `the manifest says ${hashScheme}, this program uses ${HASH_SCHEME}`);
  if (!covers(secretVersion, expectedSecretVersion))
    return refused('secret-version', 'the manifest is for keys of another secret');
  if (!isCount(sizeBits, 8 * MAX_FILE_BYTES) || !isCount(hashCount, MAX_HASH_COUNT))
    return refused('wrong-size', 'the manifest has an impossible size or hash count');
  if (fileBytes !== fileLength(sizeBits) || fileBytes > MAX_FILE_BYTES)
    return refused('wrong-size', `the manifest says ${fileBytes} bytes for ${sizeBits} bits`);
  return undefined;
}

/**
 * Reads a snapshot file. Every field of the header has to agree with the manifest, and the digest of the file with
 * both the manifest and the file's own end, or else the file is refused (I5). Any bytes whatever give an outcome.
 *
 * The digest is made in slices between which other work runs, and the bits are not copied.
 *
 * @throws only the signal's reason once it is aborted.
 */
export async function decodeSnapshot(
  bytes: Uint8Array,
  manifest: SnapshotManifest,
  expectedSecretVersion: string,
  signal?: AbortSignal,
): Promise<VerifiedSnapshot | Refusal> {
  const refusal = judgeManifest(manifest, expectedSecretVersion) ?? judgeFile(bytes, manifest);
  if (refusal) return refusal;
  const digestAt = bytes.length - DIGEST_BYTES;
  const digest = await digestInSlices(bytes.subarray(0, digestAt), signal);
  if (!digest.equals(bytes.subarray(digestAt)))
    return refused('digest', 'the file does not match its own digest');
  if (digest.toString('hex') !== manifest.sha256)
    return refused('digest', 'the file does not match the digest in the manifest');
  const { sizeBits, hashCount, sequence, keyCount, builtAtMs } = manifest;
  const bits = bytes.subarray(HEADER_BYTES, digestAt);
  return {
    kind: 'verified',
    filter: restoreKeyFilter(bits, sizeBits, hashCount),
    sequence,
    keyCount,
    builtAtMs,
  };
}

/** Everything about the file but its digest. */
function judgeFile(bytes: Uint8Array, manifest: SnapshotManifest): Refusal | undefined {
  if (bytes.length < manifest.fileBytes)
    return refused('truncated', `the file has ${bytes.length} of ${manifest.fileBytes} bytes`);
  if (bytes.length > manifest.fileBytes)
    return refused('wrong-size', `the file has more than ${manifest.fileBytes} bytes`);
  const header = readHeader(bytes);
  if (header.magic !== MAGIC) return refused('bad-magic', 'the file does not begin as a snapshot');
  for (const [field, reason] of CHECKED_FIELDS)
    if (header[field] !== manifest[field])
      return refused(reason, `${field} in the file differs from the manifest`);
  return undefined;
}

const CHECKED_FIELDS: readonly (readonly [keyof HeaderFields, RefusalReason])[] = [
  ['formatVersion', 'format-version'],
  ['hashScheme', 'hash-scheme'],
  ['secretVersion', 'secret-version'],
  ['sizeBits', 'wrong-size'],
  ['hashCount', 'manifest-mismatch'],
  ['keyCount', 'manifest-mismatch'],
  ['sequence', 'manifest-mismatch'],
  ['builtAtMs', 'manifest-mismatch'],
];

function fileLength(sizeBits: number): number {
  return HEADER_BYTES + bitsLength(sizeBits) + DIGEST_BYTES;
}

function isCount(value: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value <= most;
}

function refused(reason: RefusalReason, detail: string): Refusal {
  return { kind: 'refused', reason, detail };
}
