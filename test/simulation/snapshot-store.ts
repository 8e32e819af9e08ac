import { createMemorySnapshotFiles } from '../../shared/adapters/memory/snapshot-files.ts';
import { createMemorySnapshotManifests } from '../../shared/adapters/memory/snapshot-manifests.ts';
import type { SnapshotFiles, SnapshotManifest, SnapshotManifests } from '../../shared/filter/ports.ts';
import type { History } from './history.ts';
import type { FileState } from './plan.ts';

/** Snapshot files and their manifest, which can be made to come back old or damaged. */
export function createSnapshotStore(history: History) {
  const memoryFiles = createMemorySnapshotFiles();
  const memoryManifests = createMemorySnapshotManifests();
  const written: string[] = [];
  const published: SnapshotManifest[] = [];
  const condition: { state: () => FileState | undefined } = { state: () => undefined };

  const files: SnapshotFiles = {
    async write(name, bytes) {
      written.push(name);
      await memoryFiles.write(name, bytes);
    },
    async read(name, expectedBytes) {
      const state = condition.state();
      const older = state === 'old' ? written[Math.max(0, written.indexOf(name) - 1)] : undefined;
      const bytes = await memoryFiles.read(older ?? name, expectedBytes);
      switch (state) {
        case 'truncated':
          return bytes.subarray(0, Math.floor(bytes.length * 0.7));
        case 'flipped': {
          const middle = Math.floor(bytes.length / 2);
          return bytes.with(middle, (bytes[middle] as number) ^ 0b100);
        }
        default:
          return bytes;
      }
    },
  };
  const manifests: SnapshotManifests = {
    async current() {
      return condition.state() === 'manifest-rolled-back' ? published[0] : await memoryManifests.current();
    },
    async moveForward(manifest) {
      const outcome = await memoryManifests.moveForward(manifest);
      if (outcome === 'moved') {
        published.push(manifest);
        history.snapshotsPublished += 1;
      }
      return outcome;
    },
  };
  return { files, manifests, snapshotCondition: condition };
}
