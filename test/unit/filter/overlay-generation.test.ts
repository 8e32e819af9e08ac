import { describe, expect, it, vi } from 'vitest';
import { firstKeyBits } from '../../../shared/filter/key-bits.ts';
import { createKeyScreen } from '../../../shared/filter/key-screen.ts';
import { createOverlay } from '../../../shared/filter/overlay.ts';
import { createGeneration } from '../../../shared/filter/overlay-generation.ts';
import type { OverlayLayer } from '../../../shared/filter/overlay-layer.ts';
import type { Sequence } from '../../../shared/filter/ports.ts';
import type { SubjectKey } from '../../../shared/identity/subject-key.ts';
import { keyOf, keysOf } from './filter-world.ts';

const FIRST = 1 as Sequence;

/** A layer of this size that only tells what was asked of it. */
function layerOf(size: number) {
  const layer = {
    size,
    add: vi.fn<OverlayLayer['add']>(),
    has: vi.fn<OverlayLayer['has']>(() => false),
    forEachKeyBits: vi.fn<OverlayLayer['forEachKeyBits']>(),
    after: (): OverlayLayer => layer,
  };
  return layer;
}

describe('the layers of an overlay', () => {
  it.each([
    ['is filled up to 32,768 keys', 32_760, 8, 1],
    ['is not filled past 32,768 keys, or building it again would hold up a request', 32_760, 9, 0],
    ['takes an entry of any size while it is empty', 0, 32_769, 1],
  ])('one %s', (_, size, keyCount, additions) => {
    const layer = layerOf(size);
    createGeneration([layer]).add(FIRST, new Array<SubjectKey>(keyCount).fill(keyOf(1)));
    expect(layer.add).toHaveBeenCalledTimes(additions);
  });

  it('get no screen for 2,048 keys', () => {
    const layer = layerOf(2_040);
    createGeneration([layer]).add(FIRST, keysOf(1, 8));
    expect(layer.forEachKeyBits).not.toHaveBeenCalled();
    expect(layer.add.mock.calls[0]?.[2]).toBeUndefined();
  });

  it('get one screen for more, which the keys that were there before are put into once', () => {
    const layer = layerOf(2_040);
    layer.forEachKeyBits.mockImplementation((use) => use(firstKeyBits(keyOf(77))));
    const generation = createGeneration([layer]);
    generation.add(FIRST, keysOf(1, 9));
    generation.add(2 as Sequence, keysOf(1, 9));
    expect(layer.forEachKeyBits).toHaveBeenCalledTimes(1);
    const [first, second] = layer.add.mock.calls.map(([, , screen]) => screen);
    expect(first).toBe(second);
    expect(first?.mayContain(keyOf(77))).toBe(true);
  });

  it('are not walked for a key that the screen rules out', () => {
    const layer = layerOf(5);
    const screen = createKeyScreen();
    screen.add(firstKeyBits(keyOf(1)));
    const generation = createGeneration([layer], screen);
    expect(generation.mayContain(keyOf(2))).toBe(false);
    expect(layer.has).not.toHaveBeenCalled();
    generation.mayContain(keyOf(1));
    expect(layer.has).toHaveBeenCalledTimes(1);
  });

  it('are dropped once a snapshot covers them, and so are whole generations', () => {
    const empty = layerOf(0);
    const rest = createGeneration([{ ...layerOf(5), after: () => empty }]).after(FIRST);
    expect(rest.mayContain(keyOf(1))).toBe(false);
    expect(empty.has).not.toHaveBeenCalled();

    const covered = { ...createGeneration(), mayContain: vi.fn(() => false) };
    const overlay = createOverlay([{ ...covered, after: () => covered }]).after(FIRST);
    expect(overlay.mayContain(keyOf(1))).toBe(false);
    expect(covered.mayContain).not.toHaveBeenCalled();
  });

  it('have a screen that does not take two halves of different keys for a key', () => {
    const screen = createKeyScreen();
    const [one, other] = [keyOf(1), keyOf(2)];
    for (const key of [one, other]) screen.add(firstKeyBits(key));
    const mixture = Uint8Array.from([...one.subarray(0, 3), ...other.subarray(3)]) as SubjectKey;
    expect(screen.mayContain(mixture)).toBe(false);
  });
});
