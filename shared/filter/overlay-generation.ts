import type { SubjectKey } from '../identity/subject-key.ts';
import { firstKeyBits } from './key-bits.ts';
import { createKeyScreen, type KeyScreen } from './key-screen.ts';
import { createOverlayLayer, type OverlayLayer } from './overlay-layer.ts';
import type { Sequence } from './ports.ts';

/** A layer is built, or built again, in a few milliseconds: no request waits longer because of it. */
const LAYER_KEYS = 32_768;

/** So few are looked up at once, and most followers never have more. */
const UNSCREENED_KEYS = 2_048;

/**
 * The keys that came between two swaps, in layers that are never rearranged once they are full. If they are many a
 * screen stands before them, so that a key which is not there costs one or two bits and no walk.
 *
 * Measured with 10^6 keys: with one set for all of them a swap held up everything for 70 to 110 ms, with layers for 1 to
 * 8 ms, at the same time for a lookup.
 */
export interface Generation {
  readonly size: number;
  add(sequence: Sequence, keys: readonly SubjectKey[]): void;
  mayContain(key: SubjectKey): boolean;
  /** The entries after this sequence. Shares what it can; the screen stays, and may let more through than it need. */
  after(sequence: Sequence): Generation;
}

export function createGeneration(
  layers: OverlayLayer[] = [],
  screenBefore: KeyScreen | undefined = undefined,
): Generation {
  let screen = screenBefore;

  function layerFor(keyCount: number): OverlayLayer {
    const last = layers.at(-1);
    if (last && (last.size === 0 || last.size + keyCount <= LAYER_KEYS)) return last;
    // Where there was need for one layer there will be for more, so a further one is made for all that it may hold.
    const layer = createOverlayLayer([], last ? LAYER_KEYS : 0);
    layers.push(layer);
    return layer;
  }

  function screenFor(layer: OverlayLayer, keyCount: number): KeyScreen | undefined {
    if (!screen && layer.size + keyCount > UNSCREENED_KEYS) {
      screen = createKeyScreen();
      for (const { forEachKeyBits } of layers) forEachKeyBits(screen.add);
    }
    return screen;
  }

  return {
    get size() {
      return layers.reduce((sum, { size }) => sum + size, 0);
    },
    add(sequence, keys) {
      const layer = layerFor(keys.length);
      layer.add(sequence, keys, screenFor(layer, keys.length));
    },
    mayContain(key) {
      if (screen && !screen.mayContain(key)) return false;
      if (layers.length === 0) return false;
      const keyBits = firstKeyBits(key);
      for (let index = 0; index < layers.length; index++) if (layers[index]?.has(keyBits)) return true;
      return false;
    },
    after: (sequence) =>
      createGeneration(
        layers.map((layer) => layer.after(sequence)).filter(({ size }) => size > 0),
        screen,
      ),
  };
}
