import { DependencyUnavailable } from '../../contracts/problem.ts';
import type { SnapshotFiles } from '../../filter/ports.ts';

/** Snapshot files in this process, gone with it. */
export function createMemorySnapshotFiles(): SnapshotFiles {
  const files = new Map<string, Uint8Array>();

  return {
    async write(name, bytes, signal) {
      signal?.throwIfAborted();
      files.set(name, bytes.slice());
    },
    async read(name, expectedBytes, signal) {
      signal?.throwIfAborted();
      const bytes = files.get(name);
      if (!bytes) throw new DependencyUnavailable('s3', 'reading a snapshot file failed');
      return bytes.slice(0, expectedBytes + 1);
    },
  };
}
