import type { SubjectKey } from '../identity/subject-key.ts';
import type { Sequence } from './ports.ts';
import type { LoadProblem } from './snapshot-loader.ts';

/**
 * Why the filter may not say no at present, so that every check has to read authoritatively (I5).
 *
 * - `cold`: no snapshot has been loaded yet.
 * - `behind-required-snapshot`: the log demands a newer snapshot than the one in use.
 * - `clock-went-back`: its age cannot be told.
 * - `stale`: no poll that started within the last `maxStalenessMs` has succeeded.
 */
export type UnusableReason = 'cold' | 'behind-required-snapshot' | 'clock-went-back' | 'stale';

/** The filter as judged for one request. Ask it at once: its age is that of the moment it was given out. */
export type FilterView =
  | {
      readonly kind: 'usable';
      readonly sequence: Sequence;
      readonly ageMs: number;
      /** `false`: no order names this key. `true`: perhaps one does; read the pointers. */
      mayContain(key: SubjectKey): boolean;
    }
  | {
      readonly kind: 'unusable';
      readonly reason: UnusableReason;
      readonly sequence: Sequence;
      /** `null` while no poll has succeeded. */
      readonly ageMs: number | null;
    };

/** For health answers and log lines. */
export interface FollowerStatus {
  readonly usable: boolean;
  readonly unusableReason?: UnusableReason;
  readonly sequence: Sequence;
  /** Since the start of the last successful poll; `null` while none has succeeded. */
  readonly ageMs: number | null;
  /** In the snapshot and after it. */
  readonly keys: number;
  /** 0 while no snapshot has been loaded. */
  readonly snapshotSequence: Sequence;
  /** What was wrong with the newest snapshot, until a good one is loaded. */
  readonly problem?: { readonly reason: LoadProblem; readonly detail: string; readonly atMs: number };
}

export type PollFailure = 'cold' | 'gap' | 'log-rolled-back' | 'log-unreachable' | 'clock-went-back';

export type PollOutcome =
  | { readonly kind: 'current'; readonly sequence: Sequence }
  | { readonly kind: 'failed'; readonly reason: PollFailure };

export type FollowerEvent =
  | {
      readonly kind: 'snapshot-loaded';
      readonly sequence: Sequence;
      readonly keys: number;
      readonly tookMs: number;
    }
  | {
      readonly kind: 'snapshot-refused';
      readonly reason: LoadProblem;
      readonly detail: string;
      readonly cause?: unknown;
    }
  | { readonly kind: 'poll-failed'; readonly reason: PollFailure; readonly cause?: unknown };
