/**
 * Which versions of the subject-key secret something covers, as one text: `1`, or `1+2` during a rotation. Versions
 * consist of letters, digits, `_` and `-`, so the sign never stands in one.
 */
export type KeyCoverage = string;

/** As much as the header of a snapshot has room for. */
export const MAX_COVERAGE_LENGTH = 64;

const SIGN = '+';

/** Sorted, so that equal sets are equal texts. */
export function coverageOf(versions: readonly string[]): KeyCoverage {
  return [...new Set(versions)].sort().join(SIGN);
}

export function versionsIn(coverage: KeyCoverage): readonly string[] {
  return coverage.split(SIGN);
}

/** Whether every version of `wanted` is covered: something that covers less may not say who is not listed (I5). */
export function covers(coverage: KeyCoverage, wanted: KeyCoverage): boolean {
  if (coverage === wanted) return true;
  const covered = versionsIn(coverage);
  return versionsIn(wanted).every((version) => covered.includes(version));
}
