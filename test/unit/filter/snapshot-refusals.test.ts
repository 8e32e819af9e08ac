import { describe, expect, it } from 'vitest';
import { bitsLength, filterSizeFor } from '../../../shared/filter/bloom-filter.ts';
import type { Sequence, SnapshotManifest } from '../../../shared/filter/ports.ts';
import {
  createSnapshotDraft,
  decodeSnapshot,
  type EncodedSnapshot,
  judgeManifest,
} from '../../../shared/filter/snapshot-format.ts';
import { keysOf, SECRET_VERSION } from './filter-world.ts';

const MAX_FILE_BYTES = 512 * 1024 * 1024;
const AROUND_BITS = 112 + 32;

async function snapshotOf(secretVersion = SECRET_VERSION): Promise<EncodedSnapshot> {
  const { filter, seal } = createSnapshotDraft(filterSizeFor(10));
  for (const key of keysOf(1, 10)) filter.add(key);
  return await seal({
    name: 'filter-1.bin',
    secretVersion,
    keyCount: 10,
    sequence: 7 as Sequence,
    builtAtMs: 0,
  });
}

async function judged(difference: Partial<SnapshotManifest>) {
  const { manifest } = await snapshotOf();
  return judgeManifest({ ...manifest, ...difference }, SECRET_VERSION);
}

const sizedFor = (sizeBits: number) => ({ sizeBits, fileBytes: AROUND_BITS + bitsLength(sizeBits) });

describe('a manifest', () => {
  it.each<[string, Partial<SnapshotManifest>]>([
    ['one bit', sizedFor(1)],
    ['one hash', { hashCount: 1 }],
    ['64 hashes', { hashCount: 64 }],
    ['a file of 512 MiB', sizedFor((MAX_FILE_BYTES - AROUND_BITS) * 8)],
  ])('may tell of %s', async (_, difference) => {
    expect(await judged(difference)).toBeUndefined();
  });

  it.each<[string, Partial<SnapshotManifest>, string, string]>([
    ['another format', { formatVersion: 2 }, 'format-version', 'the manifest says 2, this program reads 1'],
    ['another hash scheme', { hashScheme: 9 }, 'hash-scheme', 'the manifest says 9, this program uses 1'],
    [
      'another secret',
      { secretVersion: 'test-2' },
      'secret-version',
      'the manifest is for keys of another secret',
    ],
    ['no bits', sizedFor(0), 'wrong-size', 'the manifest has an impossible size or hash count'],
    ['no hashes', { hashCount: 0 }, 'wrong-size', 'the manifest has an impossible size or hash count'],
    ['half a hash', { hashCount: 13.5 }, 'wrong-size', 'the manifest has an impossible size or hash count'],
    ['65 hashes', { hashCount: 65 }, 'wrong-size', 'the manifest has an impossible size or hash count'],
    [
      'more bytes than its bits need',
      { sizeBits: 8, fileBytes: 146 },
      'wrong-size',
      'the manifest says 146 bytes for 8 bits',
    ],
    [
      'a file past 512 MiB',
      sizedFor((MAX_FILE_BYTES - AROUND_BITS) * 8 + 1),
      'wrong-size',
      'the manifest says 536870913 bytes for 4294966145 bits',
    ],
  ])('of %s is refused before the file is fetched', async (_, difference, reason, detail) => {
    expect(await judged(difference)).toEqual({ kind: 'refused', reason, detail });
  });
});

describe('the operator is told of a file', () => {
  it.each<[string, (file: Uint8Array) => Uint8Array, Partial<SnapshotManifest>, string]>([
    ['how much of it is there', (file) => file.subarray(0, 100), {}, 'the file has 100 of 2541 bytes'],
    ['that it is too long', (file) => new Uint8Array([...file, 0]), {}, 'the file has more than 2541 bytes'],
    ['that it is no snapshot', (file) => file.with(0, 0), {}, 'the file does not begin as a snapshot'],
    [
      'which field is another one',
      (file) => file,
      { keyCount: 9 },
      'keyCount in the file differs from the manifest',
    ],
    [
      'that it is damaged',
      (file) => file.with(500, (file[500] as number) ^ 1),
      {},
      'the file does not match its own digest',
    ],
    [
      'that it is another one',
      (file) => file,
      { sha256: '0'.repeat(64) },
      'the file does not match the digest in the manifest',
    ],
  ])('%s', async (_, damage, difference, detail) => {
    const { bytes, manifest } = await snapshotOf();
    const outcome = await decodeSnapshot(damage(bytes), { ...manifest, ...difference }, SECRET_VERSION);
    expect(outcome).toMatchObject({ kind: 'refused', detail });
  });
});

describe('the version of a secret', () => {
  it('may have 64 bytes and comes back whole', async () => {
    const version = 'v'.repeat(64);
    const { bytes, manifest } = await snapshotOf(version);
    expect(await decodeSnapshot(bytes, manifest, version)).toMatchObject({ kind: 'verified' });
  });

  it('may not have one more', async () => {
    const error = new RangeError('a secret version has at most 64 bytes');
    await expect(snapshotOf('v'.repeat(65))).rejects.toThrow(error);
  });
});
