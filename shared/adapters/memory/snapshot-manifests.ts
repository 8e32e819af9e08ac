import type { SnapshotManifest, SnapshotManifests } from '../../filter/ports.ts';

/** The manifest of the newest snapshot in this process, gone with it. */
export function createMemorySnapshotManifests(): SnapshotManifests {
  let current: SnapshotManifest | undefined;

  return {
    async current(signal) {
      signal?.throwIfAborted();
      return current;
    },
    async moveForward(manifest, signal) {
      signal?.throwIfAborted();
      if (current && !isNewer(manifest, current) && manifest.name !== current.name) return 'superseded';
      current = manifest;
      return 'moved';
    },
  };
}

function isNewer(manifest: SnapshotManifest, than: SnapshotManifest): boolean {
  return (
    manifest.sequence > than.sequence ||
    (manifest.sequence === than.sequence && manifest.builtAtMs > than.builtAtMs)
  );
}
