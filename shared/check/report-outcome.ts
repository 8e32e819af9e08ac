import { type Claim, consumeAllowance, giveBackAllowance } from '../allowances/allowances.ts';
import type { AllowanceName, AllowanceStore } from '../allowances/ports.ts';
import type { CheckId, OperatorId } from '../contracts/ids.ts';
import type { OutcomeReport } from '../contracts/outcome.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import type { Outcome } from '../interceptions/interception.ts';
import type { InterceptionStore } from '../interceptions/ports.ts';
import type { CheckEffect, CheckEffectStore } from './ports.ts';

export interface OutcomeDependencies {
  readonly effects: Pick<CheckEffectStore, 'get'>;
  readonly allowances: AllowanceStore;
  readonly interceptions: Pick<InterceptionStore, 'setOutcome'>;
  /** Told when a sale used an allowance that others had used up since its reservation lapsed. */
  readonly onOverUsed: (allowance: AllowanceName) => void;
}

export type OutcomeReceipt =
  | { readonly kind: 'noted' }
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] };

/**
 * Notes what became of a check. The answer is the same for every check, known or not, of this operator or of
 * another: most checks leave no trace, and whether one did must not show (I6). Reporting twice changes nothing.
 *
 * @throws DependencyUnavailable if it could not be noted; reporting again completes it.
 */
export async function reportOutcome(
  deps: OutcomeDependencies,
  checkId: CheckId,
  operatorId: OperatorId,
  report: OutcomeReport,
  nowMs: number,
): Promise<OutcomeReceipt> {
  const outcomes = new Map<string, Outcome>();
  const problems: FieldProblem[] = [];
  for (const [index, { ref, outcome }] of report.results.entries()) {
    if (outcomes.has(ref)) {
      problems.push({
        pointer: `/results/${index}/ref`,
        detail: 'is reported twice: report each subject once',
      });
    }
    outcomes.set(ref, outcome);
  }
  if (problems.length > 0) return { kind: 'invalid', problems };

  const recorded = await deps.effects.get(checkId);
  if (recorded?.operatorId === operatorId) {
    for (const effect of recorded.effects) {
      const outcome = outcomes.get(effect.ref);
      if (outcome !== undefined) await settle(deps, effect, outcome, { checkId, nowMs });
    }
  }
  return { kind: 'noted' };
}

async function settle(
  deps: OutcomeDependencies,
  effect: CheckEffect,
  outcome: Outcome,
  claim: Claim,
): Promise<void> {
  if (effect.kind === 'interception') {
    await deps.interceptions.setOutcome(effect.interception, outcome);
    return;
  }
  const sold = outcome === 'sold' || outcome === 'overridden';
  for (const allowance of effect.allowances) {
    if (!sold) await giveBackAllowance(deps.allowances, { ...allowance, checkId: claim.checkId });
    else if ((await consumeAllowance(deps.allowances, allowance, claim)) === 'over-used')
      deps.onOverUsed(allowance);
  }
}
