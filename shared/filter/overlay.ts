import type { SubjectKey } from '../identity/subject-key.ts';
import { createGeneration, type Generation } from './overlay-generation.ts';
import type { Sequence } from './ports.ts';

/**
 * The keys that were appended to the log after the snapshot in use. Two keys that agree in 48 bits are taken for the
 * same: that costs one authoritative read in 10^9 lookups and can never hide a key.
 */
export interface Overlay {
  /** A key that was appended twice may count twice if many others came between. */
  readonly size: number;
  add(sequence: Sequence, keys: readonly SubjectKey[]): void;
  mayContain(key: SubjectKey): boolean;
  /**
   * Another overlay with only the entries after this sequence: what a snapshot that covers it does not hold. Takes the
   * place of this one, to which nothing may be added any more. It costs no more for a million keys than for some
   * thousand: parts that stay whole are taken over as they are.
   */
  after(sequence: Sequence): Overlay;
}

export function createOverlay(older: readonly Generation[] = []): Overlay {
  const newest = createGeneration();
  const generations = [newest, ...older];
  return {
    get size() {
      return generations.reduce((sum, { size }) => sum + size, 0);
    },
    add: newest.add,
    mayContain(key) {
      for (let index = 0; index < generations.length; index++)
        if (generations[index]?.mayContain(key)) return true;
      return false;
    },
    after: (sequence) =>
      createOverlay(
        generations.map((generation) => generation.after(sequence)).filter(({ size }) => size > 0),
      ),
  };
}
