import { mkdtempSync, rmSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SnapshotFiles } from '../../../shared/filter/ports.ts';

const PART_BYTES = 64 * 1024;

/** Snapshot files in a temporary folder, so that what the builder holds is all there is in memory. */
export function createFileFolder(): SnapshotFiles {
  const folder = mkdtempSync(join(tmpdir(), 'bench-size-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

  async function* readParts(name: string): AsyncGenerator<Uint8Array> {
    const file = await open(join(folder, name));
    try {
      yield* file.createReadStream({ highWaterMark: PART_BYTES }) as AsyncIterable<Uint8Array>;
    } finally {
      await file.close();
    }
  }

  return {
    write: (name, bytes) => writeFile(join(folder, name), bytes),
    readParts,
    async read(name, expectedBytes) {
      const whole = new Uint8Array(expectedBytes + 1);
      let length = 0;
      for await (const part of readParts(name)) {
        whole.set(part, length);
        length += part.length;
      }
      return whole.subarray(0, length);
    },
  };
}
