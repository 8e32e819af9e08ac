import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterSizeFor } from '../../../shared/filter/bloom-filter.ts';
import type { Sequence } from '../../../shared/filter/ports.ts';
import { createSnapshotDraft, decodeSnapshot } from '../../../shared/filter/snapshot-format.ts';
import { keysOf, SECRET_VERSION } from '../../unit/filter/filter-world.ts';

const { filter, seal } = createSnapshotDraft(filterSizeFor(1_000));
for (const key of keysOf(1, 1_000)) filter.add(key);
const { bytes, manifest } = await seal({
  name: 'filter-1.bin',
  secretVersion: SECRET_VERSION,
  keyCount: 1_000,
  sequence: 7 as Sequence,
  builtAtMs: Date.UTC(2026, 0, 1),
});

describe('a damaged snapshot file', () => {
  it('is refused wherever it was cut off', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
        const snapshot = await decodeSnapshot(bytes.subarray(0, length), manifest, SECRET_VERSION);
        expect(snapshot.kind).toBe('refused');
      }),
      { numRuns: 300 },
    );
  });

  it('is refused whichever bit was flipped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const copy = bytes.slice();
        copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
        expect((await decodeSnapshot(copy, manifest, SECRET_VERSION)).kind).toBe('refused');
      }),
      { numRuns: 500, examples: [[0], [8 * 14], [8 * 111], [8 * 112], [bytes.length * 8 - 1]] },
    );
  });

  it('is refused in every bit of its header, one by one', async () => {
    for (let bit = 0; bit < 8 * 112; bit++) {
      const copy = bytes.slice();
      copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
      expect((await decodeSnapshot(copy, manifest, SECRET_VERSION)).kind).toBe('refused');
    }
  });

  it('never makes the reader throw, whatever the bytes are and whatever the manifest says', async () => {
    const number = fc.oneof(fc.integer(), fc.double(), fc.constant(2 ** 53));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ minLength: 145, maxLength: 145 })),
        fc.record({
          sizeBits: number,
          hashCount: number,
          fileBytes: fc.oneof(number, fc.nat(400)),
          formatVersion: fc.constantFrom(1, 2),
          hashScheme: fc.constantFrom(1, 2),
          sha256: fc.string(),
        }),
        fc.boolean(),
        async (garbage, difference, sized) => {
          const fields = sized ? { sizeBits: 8, hashCount: 1, fileBytes: garbage.length } : difference;
          const outcome = await decodeSnapshot(garbage, { ...manifest, ...fields }, SECRET_VERSION);
          expect(outcome.kind).toBe('refused');
        },
      ),
      { numRuns: 500 },
    );
  });
});
