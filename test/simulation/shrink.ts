import type { PlannedEvent } from './plan.ts';

/** Runs a shrinking may take; past that the trace is as short as it has become. */
const MOST_RUNS = 400;

/**
 * Leaves out events, large parts of the plan first and single ones last, as long as the plan still fails (delta
 * debugging: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE TSE 28(2), 2002).
 */
export async function shrink(
  plan: readonly PlannedEvent[],
  fails: (plan: readonly PlannedEvent[]) => Promise<boolean>,
): Promise<readonly PlannedEvent[]> {
  let kept = plan;
  let runs = 0;
  for (let size = Math.ceil(plan.length / 2); size >= 1 && runs < MOST_RUNS; ) {
    let removed = false;
    for (let from = 0; from < kept.length && runs < MOST_RUNS; ) {
      const without = kept.toSpliced(from, size);
      runs += 1;
      if (await fails(without)) {
        kept = without;
        removed = true;
      } else from += size;
    }
    if (size > 1) size = Math.floor(size / 2);
    else if (!removed) break;
  }
  return kept;
}
