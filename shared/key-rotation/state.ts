import { coverageOf, type KeyCoverage } from '../identity/key-coverage.ts';
import type { KeyFingerprint } from '../identity/key-fingerprint.ts';

/**
 * - `stable`: one version counts.
 * - `dual`: intake makes keys under two versions, checks look up with the one that `lookup` names, the older; orders are
 *   being given keys of the newer one.
 * - `switched`: as before, but checks look up with the newer version.
 * - `retiring`: one version counts again; keys of the other are being taken from the orders.
 */
export type KeyPhase = 'stable' | 'dual' | 'switched' | 'retiring';

export interface LiveKey extends KeyFingerprint {
  readonly sinceMs: number;
}

/** A run through all orders that brings their keys to the live versions. It goes on after a crash where it was. */
export interface RekeyPass {
  readonly startedAtMs: number;
  /** Where it goes on; absent at its beginning. */
  readonly cursor?: string;
  readonly looked: number;
  readonly rekeyed: number;
  /** Orders that it could not bring there. A pass with any does not count. */
  readonly failed: number;
  /** Orders with cleared documents whose keys are known under a retired version alone. */
  readonly unresolved: number;
}

/**
 * What the register knows of its subject-key secret: which versions count, and how far a rotation has come. One item,
 * read with strong consistency. It holds fingerprints, never keys.
 */
export interface KeyState {
  readonly phase: KeyPhase;
  readonly phaseSinceMs: number;
  /** The version that checks and inquiries look up with. */
  readonly lookup: string;
  /** Versions under which every order that may still restrict has its keys, and intake makes them. Oldest first. */
  readonly live: readonly LiveKey[];
  /**
   * Versions that do not count any more, but are kept in the secret, so that what was cleared or taken under them is
   * recognised.
   */
  readonly retired: readonly KeyFingerprint[];
  /**
   * The version for all keyed digests that are not subject keys (decision ids, holders of reservations, contents of
   * changes, counters). It stays the same through a rotation, until it is forgotten.
   */
  readonly digests: string;
  /** Since then a change must cover all live versions to come into force. */
  readonly closedAtMs?: number;
  /** When a whole pass ended that began after that was known everywhere: all orders have keys of all live versions. */
  readonly rekeyedAtMs?: number;
  readonly pass?: RekeyPass;
  /** What the last whole pass found, once it has ended. */
  readonly lastPass?: RekeyPass & { readonly endedAtMs: number };
  /** The highest number that ever was a version: none is given twice, or old keys could pass for new ones. */
  readonly issued?: number;
  /** How often the state was written. */
  readonly revision: number;
}

/** The state of a register that knows nothing but the fingerprint of its secret. */
export function stableState(fingerprint: KeyFingerprint): KeyState {
  return {
    phase: 'stable',
    phaseSinceMs: 0,
    lookup: fingerprint.version,
    live: [{ ...fingerprint, sinceMs: 0 }],
    retired: [],
    digests: fingerprint.version,
    revision: 0,
  };
}

/** What every order that may still restrict has keys of, once nothing is on its way any more. */
export function liveCoverage({ live }: Pick<KeyState, 'live'>): KeyCoverage {
  return coverageOf(live.map(({ version }) => version));
}

/**
 * What a snapshot may say that it covers, if its scan begins after this state was read. A newer version counts only when
 * all orders have its keys.
 */
export function snapshotCoverage(state: KeyState): KeyCoverage {
  return state.phase === 'dual' && state.rekeyedAtMs === undefined ? state.lookup : liveCoverage(state);
}

/** What a change must cover to come into force. Before the lane is closed a pass picks up what covers less. */
export function requiredCoverage(state: KeyState): KeyCoverage {
  return state.phase === 'dual' && state.closedAtMs === undefined ? state.lookup : liveCoverage(state);
}
