import type { SubjectKey } from '../identity/subject-key.ts';
import { createOverlay } from './overlay.ts';
import { BEFORE_FIRST, type LogEntry, type Sequence } from './ports.ts';
import type { VerifiedSnapshot } from './snapshot-format.ts';

export interface HeldSnapshot extends VerifiedSnapshot {
  readonly name: string;
}

/** What a follower knows: a snapshot, the keys after it, and how far it has read. No clock, no input or output. */
export interface FollowedFilter {
  readonly snapshot: HeldSnapshot | undefined;
  /** Every entry up to here is known. */
  readonly sequence: Sequence;
  readonly keys: number;
  /** The newest snapshot that the log has told of covers up to here. */
  readonly newestCovers: Sequence;
  /** The log demands a newer snapshot than the one held. */
  behindRequired(): boolean;
  mayContain(key: SubjectKey): boolean;
  /** Takes the next entry. `known`: it was taken before. `gap`: entries before it are missing, so it is not taken. */
  take(entry: LogEntry): 'taken' | 'known' | 'gap';
  /** Puts a newer snapshot in the place of the old one in one step; keys that it does not cover stay. */
  swap(snapshot: HeldSnapshot): void;
  /** Forgets everything. */
  reset(): void;
}

export function createFollowedFilter(): FollowedFilter {
  let snapshot: HeldSnapshot | undefined;
  let overlay = createOverlay();
  let sequence = BEFORE_FIRST;
  let newestCovers = BEFORE_FIRST;
  let requiredCovers = BEFORE_FIRST;

  return {
    get snapshot() {
      return snapshot;
    },
    get sequence() {
      return sequence;
    },
    get keys() {
      return (snapshot?.keyCount ?? 0) + overlay.size;
    },
    get newestCovers() {
      return newestCovers;
    },
    behindRequired: () => requiredCovers > (snapshot?.sequence ?? BEFORE_FIRST),
    mayContain: (key) => !snapshot || snapshot.filter.mayContain(key) || overlay.mayContain(key),
    take(entry) {
      if (entry.sequence <= sequence) return 'known';
      if (entry.sequence !== sequence + 1) return 'gap';
      if (entry.kind === 'keys') overlay.add(entry.sequence, entry.keys);
      if (entry.kind === 'snapshot') {
        newestCovers = later(newestCovers, entry.covers);
        if (entry.required) requiredCovers = later(requiredCovers, entry.covers);
      }
      sequence = entry.sequence;
      return 'taken';
    },
    swap(newer) {
      snapshot = newer;
      overlay = overlay.after(newer.sequence);
      sequence = later(sequence, newer.sequence);
    },
    reset() {
      snapshot = undefined;
      overlay = createOverlay();
      sequence = newestCovers = requiredCovers = BEFORE_FIRST;
    },
  };
}

function later(a: Sequence, b: Sequence): Sequence {
  return a > b ? a : b;
}
