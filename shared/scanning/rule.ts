import type { FurtherCounts } from '../rate-limits/client-limiter.ts';

/** When somebody who asks looks like somebody who tries a range of numbers. */
export interface ScanningRule {
  /** So many different documents in an hour are too many for whoever sells nothing. */
  readonly documents: number;
  /** From 0 to 1: whoever reports the outcome of so large a part of the subjects asked about is selling. */
  readonly outcomeShare: number;
  /** What the rate of whoever is suspected is divided by until the hour is over; 1 to leave it. */
  readonly slowdown: number;
}

/**
 * Large enough for every operator but the largest, and those report outcomes. Nobody is slowed down unless the
 * deployment says so: a suspicion is for a person to look at.
 */
export const DEFAULT_RULE: ScanningRule = { documents: 20_000, outcomeShare: 0.02, slowdown: 1 };

/** Whether these counts of one hour are those of a scan. */
export function looksLikeScan(counts: FurtherCounts, rule: ScanningRule): boolean {
  return counts.documents > rule.documents && counts.outcomes < rule.outcomeShare * counts.subjects;
}
