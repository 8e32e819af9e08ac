import type { Sequence, SnapshotManifests, SnapshotReader } from './ports.ts';
import {
  decodeSnapshot,
  judgeManifest,
  type RefusalReason,
  type VerifiedSnapshot,
} from './snapshot-format.ts';

export interface LoadRequest {
  readonly manifests: Pick<SnapshotManifests, 'current'>;
  readonly files: SnapshotReader;
  readonly secretVersion: string;
  /** The snapshot in use, if any. */
  readonly held: { readonly name: string; readonly sequence: Sequence } | undefined;
  /** The log has told of a snapshot that covers at least this sequence. */
  readonly atLeast: Sequence;
}

export type LoadProblem = RefusalReason | 'rolled-back' | 'missing' | 'unreachable';

export type LoadOutcome =
  | { readonly kind: 'loaded'; readonly name: string; readonly snapshot: VerifiedSnapshot }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly reason: RefusalReason | 'rolled-back'; readonly detail: string };

/**
 * Fetches and verifies the newest snapshot. Whatever is wrong with it, the one in use is not touched.
 *
 * A manifest with a lower sequence than the one in use, or than the log has told of, was rolled back: the builder
 * moves it forward before it tells the log.
 *
 * @throws DependencyUnavailable when the manifest or the file cannot be read, the signal's reason once it is aborted.
 */
export async function loadNewestSnapshot(request: LoadRequest, signal: AbortSignal): Promise<LoadOutcome> {
  const { manifests, files, secretVersion, held, atLeast } = request;
  const manifest = await manifests.current(signal);
  signal.throwIfAborted();
  const known = Math.max(held?.sequence ?? 0, atLeast);
  if (!manifest && known === 0) return { kind: 'missing' };
  if (!manifest || manifest.sequence < known) {
    const found = manifest ? `sequence ${manifest.sequence}` : 'no snapshot';
    return { kind: 'refused', reason: 'rolled-back', detail: `the manifest has ${found} after ${known}` };
  }
  if (manifest.name === held?.name) return { kind: 'unchanged' };
  const refusal = judgeManifest(manifest, secretVersion);
  if (refusal) return refusal;
  const bytes = await files.read(manifest.name, manifest.fileBytes, signal);
  signal.throwIfAborted();
  const snapshot = await decodeSnapshot(bytes, manifest, secretVersion, signal);
  return snapshot.kind === 'refused' ? snapshot : { kind: 'loaded', name: manifest.name, snapshot };
}
