import { beforeAll, describe, expect, it } from 'vitest';
import { filterSizeFor } from '../../../shared/filter/bloom-filter.ts';
import type { Sequence, SnapshotManifest } from '../../../shared/filter/ports.ts';
import { createSnapshotDraft, decodeSnapshot } from '../../../shared/filter/snapshot-format.ts';
import { keyOf, keysOf, SECRET_VERSION } from './filter-world.ts';

let file: Uint8Array;
let manifest: SnapshotManifest;

beforeAll(async () => {
  const { filter, seal } = createSnapshotDraft(filterSizeFor(1_000));
  for (const key of keysOf(1, 1_000)) filter.add(key);
  const encoded = await seal({
    name: 'filter-1.bin',
    secretVersion: SECRET_VERSION,
    keyCount: 1_000,
    sequence: 7 as Sequence,
    builtAtMs: Date.UTC(2026, 0, 1),
  });
  file = encoded.bytes;
  manifest = encoded.manifest;
});

/** A copy of the file with other bytes from some offset on. */
function changed(offset: number, ...bytes: number[]): Uint8Array {
  const copy = file.slice();
  copy.set(bytes, offset);
  return copy;
}

function secondFile(hashScheme: number): Uint8Array {
  return changed(10, hashScheme >> 8, hashScheme & 0xff);
}

describe('a snapshot file', () => {
  it('is verified as it was written, and holds every key', async () => {
    const snapshot = await decodeSnapshot(file, manifest, SECRET_VERSION);
    if (snapshot.kind !== 'verified') throw new Error(snapshot.reason);
    expect(keysOf(1, 1_000).every((key) => snapshot.filter.mayContain(key))).toBe(true);
    expect(snapshot).toMatchObject({ sequence: 7, keyCount: 1_000, builtAtMs: Date.UTC(2026, 0, 1) });
  });

  it('is used where it lies: the bits are not copied', async () => {
    const snapshot = await decodeSnapshot(file, manifest, SECRET_VERSION);
    expect(snapshot.kind === 'verified' && snapshot.filter.bits.buffer === file.buffer).toBe(true);
  });

  it('is written where its filter was filled: the bits are not copied', async () => {
    const { filter, seal } = createSnapshotDraft(filterSizeFor(10));
    const { bytes } = await seal({ ...manifest });
    expect(bytes.buffer).toBe(filter.bits.buffer);
    expect(bytes.length).toBe(filter.bits.length + 112 + 32);
  });

  it('is read from the middle of a larger buffer too', async () => {
    const larger = new Uint8Array(file.length + 3);
    larger.set(file, 3);
    const snapshot = await decodeSnapshot(larger.subarray(3), manifest, SECRET_VERSION);
    expect(snapshot.kind === 'verified' && snapshot.filter.mayContain(keyOf(1))).toBe(true);
  });

  it.each<[string, () => Uint8Array, string]>([
    ['one byte short', () => file.subarray(0, -1), 'truncated'],
    ['empty', () => new Uint8Array(), 'truncated'],
    ['one byte too long', () => new Uint8Array([...file, 0]), 'wrong-size'],
    ['of another kind', () => changed(0, 0x50, 0x4b), 'bad-magic'],
    ['of a later format', () => changed(8, 0, 2), 'format-version'],
    ['made by another hash scheme', () => secondFile(2), 'hash-scheme'],
    ['with another hash count', () => changed(12, 0, 14), 'manifest-mismatch'],
    ['of another secret version', () => changed(48, 0x58), 'secret-version'],
    ['with an absurd length of its secret version', () => changed(14, 0xff, 0xff), 'secret-version'],
    ['with another size', () => changed(23, 0), 'wrong-size'],
    ['with another key count', () => changed(31, 0), 'manifest-mismatch'],
    ['with another sequence', () => changed(39, 8), 'manifest-mismatch'],
    ['with another time', () => changed(47, 1), 'manifest-mismatch'],
    ['with a bit set that was not', () => changed(500, (file[500] ?? 0) ^ 1), 'digest'],
    ['with another digest at its end', () => changed(file.length - 1, (file.at(-1) ?? 0) ^ 1), 'digest'],
  ])('is refused when it is %s', async (_, damaged, reason) => {
    expect(await decodeSnapshot(damaged(), manifest, SECRET_VERSION)).toMatchObject({
      kind: 'refused',
      reason,
    });
  });

  it.each<[string, Partial<SnapshotManifest>, string]>([
    ['a later format', { formatVersion: 2 }, 'format-version'],
    ['another hash scheme', { hashScheme: 9 }, 'hash-scheme'],
    ['another secret version', { secretVersion: 'test-2' }, 'secret-version'],
    ['another size', { sizeBits: 64 }, 'wrong-size'],
    ['an impossible size', { sizeBits: -1 }, 'wrong-size'],
    ['a size beyond all memory', { sizeBits: 2 ** 50, fileBytes: 2 ** 47 + 144 }, 'wrong-size'],
    ['no hashes', { hashCount: 0 }, 'wrong-size'],
    ['more hashes', { hashCount: 14 }, 'manifest-mismatch'],
    ['more bytes', { fileBytes: 10_000_000 }, 'wrong-size'],
    ['another sequence', { sequence: 8 as Sequence }, 'manifest-mismatch'],
    ['another key count', { keyCount: 999 }, 'manifest-mismatch'],
    ['another time', { builtAtMs: 0 }, 'manifest-mismatch'],
    ['another digest', { sha256: '0'.repeat(64) }, 'digest'],
  ])('is refused under a manifest with %s', async (_, difference, reason) => {
    const other = { ...manifest, ...difference };
    expect(await decodeSnapshot(file, other, SECRET_VERSION)).toMatchObject({ kind: 'refused', reason });
  });

  it('is refused by a process with another secret', async () => {
    expect(await decodeSnapshot(file, manifest, 'test-2')).toMatchObject({ reason: 'secret-version' });
  });

  it('of another filter with a forged end is refused by the digest in the manifest', async () => {
    const { seal } = createSnapshotDraft(filterSizeFor(1_000));
    const forged = await seal({ ...manifest });
    expect(await decodeSnapshot(forged.bytes, manifest, SECRET_VERSION)).toMatchObject({ reason: 'digest' });
  });

  it('cannot be written for a secret version that does not fit', async () => {
    const description = { ...manifest, secretVersion: 'x'.repeat(65) };
    const { seal } = createSnapshotDraft(filterSizeFor(1));
    await expect(seal(description)).rejects.toThrow(RangeError);
  });

  it('lets other work run while a large one is verified', async () => {
    const large = createSnapshotDraft(filterSizeFor(4_000_000));
    const { bytes, manifest: ofLarge } = await large.seal({ ...manifest, keyCount: 0 });
    let turns = 0;
    let decoding = true;
    const count = () => {
      turns += 1;
      if (decoding) setImmediate(count);
    };
    setImmediate(count);
    const snapshot = await decodeSnapshot(bytes, ofLarge, SECRET_VERSION);
    decoding = false;
    expect(snapshot.kind).toBe('verified');
    expect(turns).toBeGreaterThan(5);
  });

  it('is given up when its reader is', async () => {
    const { seal } = createSnapshotDraft(filterSizeFor(1_000_000));
    const { bytes, manifest: ofLarge } = await seal({ ...manifest, keyCount: 0 });
    const controller = new AbortController();
    const decoding = decodeSnapshot(bytes, ofLarge, SECRET_VERSION, controller.signal);
    controller.abort(new Error('no longer wanted'));
    await expect(decoding).rejects.toThrow('no longer wanted');
  });
});
