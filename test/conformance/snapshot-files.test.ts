import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemorySnapshotFiles } from '../../shared/adapters/memory/snapshot-files.ts';
import { createS3SnapshotFiles } from '../../shared/adapters/s3/snapshot-files.ts';
import { DependencyUnavailable } from '../../shared/contracts/problem.ts';
import type { SnapshotFiles } from '../../shared/filter/ports.ts';
import { type EmbeddedS3, startEmbeddedS3 } from '../support/embedded-s3.ts';

const engines = new Set<EmbeddedS3>();

const ADAPTERS: readonly [string, () => Promise<SnapshotFiles>][] = [
  ['in memory', async () => createMemorySnapshotFiles()],
  [
    'in S3',
    async () => {
      const engine = await startEmbeddedS3();
      engines.add(engine);
      return createS3SnapshotFiles(engine.bucket);
    },
  ],
];

afterAll(async () => {
  await Promise.all([...engines].map((engine) => engine.close()));
});

describe.each(ADAPTERS)('snapshot files %s', (_, open) => {
  let files: SnapshotFiles;

  beforeAll(async () => {
    files = await open();
  });

  it.each([
    ['of one byte', 1],
    ['of some kilobytes', 2_541],
    ['of exactly one part', 8 * 1024 * 1024],
    ['of several parts', 20 * 1024 * 1024 + 77],
  ])('are read as they were written, one %s', async (_, length) => {
    const bytes = new Uint8Array(randomBytes(length));
    await files.write(`filter-${length}.bin`, bytes);
    const read = await files.read(`filter-${length}.bin`, length);
    expect(read.length).toBe(length);
    expect(Buffer.compare(read, bytes)).toBe(0);
  });

  it('come back in parts that make up the whole, where they are given out in parts', async () => {
    const bytes = new Uint8Array(randomBytes(3_000_000));
    await files.write('filter-parts.bin', bytes);
    const parts = files.readParts?.('filter-parts.bin') ?? [
      await files.read('filter-parts.bin', bytes.length),
    ];
    let length = 0;
    for await (const part of parts) {
      expect(Buffer.compare(part, bytes.subarray(length, length + part.length))).toBe(0);
      length += part.length;
    }
    expect(length).toBe(bytes.length);
  });

  it('that are missing give no parts either', async () => {
    const readParts =
      files.readParts ??
      async function* (name) {
        yield await files.read(name, 1);
      };
    const reading = async () => {
      for await (const part of readParts('filter-none.bin')) expect(part).toBeUndefined();
    };
    await expect(reading()).rejects.toThrow(DependencyUnavailable);
  });

  it('are read only as far as shows that they are too long', async () => {
    await files.write('filter-long.bin', new Uint8Array(1_000_000).fill(7));
    expect(await files.read('filter-long.bin', 1_000)).toEqual(new Uint8Array(1_001).fill(7));
  });

  it('that are too short are read as they are', async () => {
    await files.write('filter-short.bin', Uint8Array.of(1, 2, 3));
    expect([...(await files.read('filter-short.bin', 1_000))]).toEqual([1, 2, 3]);
  });

  it('that are missing are a fault, not an empty file', async () => {
    await expect(files.read('filter-none.bin', 10)).rejects.toThrow(DependencyUnavailable);
  });

  it('can be replaced', async () => {
    await files.write('filter-again.bin', Uint8Array.of(1));
    await files.write('filter-again.bin', Uint8Array.of(2));
    expect([...(await files.read('filter-again.bin', 1))]).toEqual([2]);
  });

  it('are neither read nor written for a caller whose time is up', async () => {
    const signal = AbortSignal.abort();
    await expect(files.write('filter-late.bin', Uint8Array.of(1), signal)).rejects.toThrow();
    await expect(files.read('filter-again.bin', 1, signal)).rejects.toThrow();
    await expect(files.read('filter-late.bin', 1)).rejects.toThrow(DependencyUnavailable);
  });
});
