import { SUBJECT_KEY_BYTES, type SubjectKey } from '../identity/subject-key.ts';

/** 65,536 keys, 1 MiB. */
const CHUNK_KEYS = 65_536;

/** Any number of keys at 16 bytes each, without growing by copying. */
export interface KeyCollection {
  readonly size: number;
  /** Takes a key; one that equals the key before it is left out, as a scan gives a subject's pointers in a row. */
  add(key: SubjectKey): void;
  /** The key at a place below `size`, not copied. */
  at(index: number): SubjectKey;
}

export function createKeyCollection(): KeyCollection {
  const chunks: Uint8Array[] = [];
  let size = 0;

  function at(index: number): SubjectKey {
    const chunk = chunks[Math.floor(index / CHUNK_KEYS)];
    if (!chunk || index >= size) throw new RangeError('no key at this place');
    const from = (index % CHUNK_KEYS) * SUBJECT_KEY_BYTES;
    return chunk.subarray(from, from + SUBJECT_KEY_BYTES) as SubjectKey;
  }

  return {
    get size() {
      return size;
    },
    add(key) {
      if (size > 0 && Buffer.compare(at(size - 1), key) === 0) return;
      if (size % CHUNK_KEYS === 0) chunks.push(new Uint8Array(CHUNK_KEYS * SUBJECT_KEY_BYTES));
      chunks.at(-1)?.set(key, (size % CHUNK_KEYS) * SUBJECT_KEY_BYTES);
      size += 1;
    },
    at,
  };
}
