import { describe, expect, it } from 'vitest';
import { filterSizeFor } from '../../../shared/filter/bloom-filter.ts';
import type { Sequence } from '../../../shared/filter/ports.ts';
import { createSnapshotDraft, type EncodedSnapshot } from '../../../shared/filter/snapshot-format.ts';
import { verifyWritten } from '../../../shared/filter/verify-written.ts';
import { keyOf, keysOf, SECRET_VERSION } from './filter-world.ts';

const LISTED = keysOf(1, 20);

async function snapshotOf(keys = LISTED): Promise<EncodedSnapshot> {
  const draft = createSnapshotDraft(filterSizeFor(keys.length));
  for (const key of keys) draft.filter.add(key);
  return await draft.seal({
    name: 'filter-1',
    secretVersion: SECRET_VERSION,
    keyCount: keys.length,
    sequence: 1 as Sequence,
    builtAtMs: 0,
  });
}

/** A store that gives back whatever was written, or something else. */
function storeWith(bytes: Uint8Array) {
  return { write: async () => undefined, read: async () => bytes };
}

describe('a file that was written', () => {
  it('is verified if it comes back as it was sent and holds what it was built from', async () => {
    const file = await snapshotOf();
    const verified = await verifyWritten(storeWith(file.bytes), file, LISTED);
    expect(LISTED.every((key) => verified.filter.mayContain(key))).toBe(true);
  });

  it('is read in parts from a store that has them', async () => {
    const file = await snapshotOf();
    const store = {
      ...storeWith(new Uint8Array()),
      async *readParts() {
        yield file.bytes.subarray(0, 1_000);
        yield file.bytes.subarray(1_000);
      },
    };
    expect(await verifyWritten(store, file, LISTED)).toMatchObject({ kind: 'verified', keyCount: 20 });
  });

  it.each<[string, (file: EncodedSnapshot) => [Uint8Array, EncodedSnapshot, number], string]>([
    [
      'has other bytes',
      (file) => [file.bytes.with(200, (file.bytes[200] as number) ^ 1), file, 1],
      'has other bytes than were sent',
    ],
    ['is cut off', (file) => [file.bytes.subarray(0, -1), file, 1], 'is cut off'],
    [
      'is not what its manifest says',
      (file) => [file.bytes, { ...file, manifest: { ...file.manifest, hashCount: 5 } }, 1],
      'is refused: manifest-mismatch',
    ],
    [
      'misses a key it was built from',
      (file) => [file.bytes, file, 999_999],
      'misses a key that it was built from',
    ],
  ])('is not verified if it %s, and the error says that', async (_, damage, message) => {
    const [bytes, file, sampled] = damage(await snapshotOf());
    await expect(verifyWritten(storeWith(bytes), file, [keyOf(1), keyOf(sampled)])).rejects.toThrow(
      expect.objectContaining({
        name: 'SnapshotNotVerified',
        message: `the file that was written ${message}`,
      }),
    );
  });
});
