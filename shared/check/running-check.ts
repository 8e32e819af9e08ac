import type { CheckAnswer, CheckRequest, SubjectResult } from '../contracts/check.ts';
import type { CheckId, OperatorId } from '../contracts/ids.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import { formatInstant } from '../contracts/time.ts';
import type { FilterView } from '../filter/filter-view.ts';
import type { SubjectKey } from '../identity/subject-key.ts';
import type { PolicyPack } from '../policy/types.ts';
import type { RestrictedFinding } from './grounds.ts';
import type { IdentifiedSubject } from './identify-subjects.ts';
import type { AskedSubjects } from './ports.ts';

export type CheckOutcome =
  | { readonly kind: 'answered'; readonly answer: CheckAnswer }
  /** Pointers are relative to the request body. */
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] };

/** One running check. */
export interface RunningCheck {
  readonly checkId: CheckId;
  readonly operatorId: OperatorId;
  readonly request: CheckRequest;
  readonly nowMs: number;
  /** By the monotonic clock. */
  readonly arrivedAtMs: number;
  readonly pack: PolicyPack;
}

/** A check whose purchase somebody may not make. */
export interface RestrictedCheck extends RunningCheck {
  readonly finding: RestrictedFinding;
  readonly subjects: readonly IdentifiedSubject[];
  readonly asked: AskedSubjects | undefined;
}

/** A subject whom the filter may know, at its place in the request. */
export interface Candidate {
  readonly index: number;
  readonly subject: IdentifiedSubject;
  readonly keys: readonly SubjectKey[];
}

export function answered(
  check: RunningCheck,
  view: FilterView | undefined,
  results: readonly SubjectResult[],
): CheckOutcome {
  return {
    kind: 'answered',
    answer: {
      checkId: check.checkId,
      checkedAt: formatInstant(check.nowMs),
      policy: check.pack.label,
      // Without a usable filter everyone is read authoritatively, so what is told is of this moment.
      asOf: { seq: view?.sequence ?? 0, ageMs: view?.kind === 'usable' ? Math.round(view.ageMs) : 0 },
      results,
    },
  };
}
