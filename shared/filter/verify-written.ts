import type { SubjectKey } from '../identity/subject-key.ts';
import type { SnapshotFiles } from './ports.ts';
import { decodeSnapshot, type EncodedSnapshot, type VerifiedSnapshot } from './snapshot-format.ts';

/** The file that was read back is not what was built. Nothing was published. */
export class SnapshotNotVerified extends Error {
  override readonly name = 'SnapshotNotVerified';
}

/**
 * Reads a file that was written and compares it with what it was written from, part by part, so that it is not held
 * twice; then reads it as a follower will, and looks up keys that it was built from.
 *
 * @throws SnapshotNotVerified, DependencyUnavailable when the file cannot be read, the signal's reason once aborted.
 */
export async function verifyWritten(
  files: SnapshotFiles,
  { bytes, manifest }: EncodedSnapshot,
  sample: readonly SubjectKey[],
  signal?: AbortSignal,
): Promise<VerifiedSnapshot> {
  let length = 0;
  for await (const part of partsOf(files, manifest.name, bytes.length, signal)) {
    if (Buffer.compare(part, bytes.subarray(length, length + part.length)) !== 0)
      throw new SnapshotNotVerified('the file that was written has other bytes than were sent');
    length += part.length;
  }
  if (length !== bytes.length) throw new SnapshotNotVerified('the file that was written is cut off');
  const snapshot = await decodeSnapshot(bytes, manifest, manifest.secretVersion, signal);
  if (snapshot.kind === 'refused')
    throw new SnapshotNotVerified(`the file that was written is refused: ${snapshot.reason}`);
  if (!sample.every((key) => snapshot.filter.mayContain(key)))
    throw new SnapshotNotVerified('the file that was written misses a key that it was built from');
  return snapshot;
}

async function* partsOf(files: SnapshotFiles, name: string, expectedBytes: number, signal?: AbortSignal) {
  if (files.readParts) yield* files.readParts(name, signal);
  else yield await files.read(name, expectedBytes, signal);
}
