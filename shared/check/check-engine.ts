import { untilDeadline } from '../concurrency/until-deadline.ts';
import type { CheckRequest, SubjectResult } from '../contracts/check.ts';
import type { Clock } from '../contracts/clock.ts';
import type { CheckId, OperatorId } from '../contracts/ids.ts';
import { DependencyUnavailable, type FieldProblem } from '../contracts/problem.ts';
import type { SubjectKey } from '../identity/subject-key.ts';
import { judgePurchase } from '../policy/judge-purchase.ts';
import { packInForce } from '../policy/packs.ts';
import { checkByRegister, type RegisterDependencies } from './check-by-register.ts';
import { type IdentifiedSubject, identifySubjects } from './identify-subjects.ts';
import type { AskedSubjects, SubjectLookup } from './ports.ts';
import { allowResult, undeterminedResult } from './results.ts';
import {
  answered,
  type Candidate,
  type CheckOutcome,
  type RestrictedCheck,
  type RunningCheck,
} from './running-check.ts';

export interface CheckEngineDependencies extends RegisterDependencies {
  readonly clock: Clock;
  /** Made once per container from the subject-key secret; a promise until it is there. */
  readonly lookup: () => SubjectLookup | Promise<SubjectLookup>;
  readonly newCheckId: () => CheckId;
  /** Starts what is left of the time that all reads of one check share, after `spentMs` of it have gone. */
  readonly startDeadline: (spentMs: number) => AbortSignal;
}

export interface CheckEngine {
  /**
   * May this purchase go ahead for these subjects? Answers without a promise, and without any read, when the policy
   * does not restrict the purchase or the filter knows none of the subjects.
   *
   * @param arrivedAtMs when the request came, by the monotonic clock: the time limit counts from there
   * @param asked told of each subject whose documents are looked at
   */
  check(
    request: CheckRequest,
    operatorId: OperatorId,
    arrivedAtMs: number,
    asked?: AskedSubjects,
  ): CheckOutcome | Promise<CheckOutcome>;
}

export function createCheckEngine(deps: CheckEngineDependencies): CheckEngine {
  return {
    check(request, operatorId, arrivedAtMs, asked) {
      const nowMs = deps.clock.wallMs();
      const pack = packInForce(nowMs);
      const finding = judgePurchase(pack, request.purchase);
      if (finding.kind === 'invalid') {
        return { kind: 'invalid', problems: finding.problems.map(inPurchase) };
      }
      if (finding.kind === 'unrestricted') {
        const check = { checkId: deps.newCheckId(), operatorId, request, nowMs, arrivedAtMs, pack };
        return answered(check, undefined, request.subjects.map(allowSubject));
      }
      const identification = identifySubjects(request.subjects, request.purchase.sector, nowMs);
      if (identification.kind === 'invalid') return identification;
      const { subjects } = identification;
      const checkId = deps.newCheckId();
      const check = { checkId, operatorId, request, nowMs, arrivedAtMs, pack, finding, subjects, asked };

      const lookup = deps.lookup();
      if (lookup instanceof Promise) return checkOnceReady(deps, check, lookup);
      return checkByFilter(deps, check, lookup, undefined);
    },
  };
}

function allowSubject({ ref }: { readonly ref: string }): SubjectResult {
  return allowResult(ref);
}

function inPurchase(problem: FieldProblem): FieldProblem {
  return { ...problem, pointer: `/purchase${problem.pointer}` };
}

function startDeadline(deps: CheckEngineDependencies, check: RunningCheck): AbortSignal {
  return deps.startDeadline(Math.max(0, deps.clock.monotonicMs() - check.arrivedAtMs));
}

/** The first checks of a container wait for the secret, within the same time limit. */
async function checkOnceReady(
  deps: CheckEngineDependencies,
  check: RestrictedCheck,
  loading: Promise<SubjectLookup>,
): Promise<CheckOutcome> {
  const deadline = startDeadline(deps, check);
  let lookup: SubjectLookup;
  try {
    lookup = await untilDeadline(loading, deadline);
  } catch (error) {
    if (!(error instanceof DependencyUnavailable)) throw error;
    deps.onUndetermined(error, check.subjects.length);
    return answered(
      check,
      undefined,
      check.subjects.map(({ ref }) => undeterminedResult(ref, check.pack, check.request)),
    );
  }
  return await checkByFilter(deps, check, lookup, deadline);
}

function checkByFilter(
  deps: CheckEngineDependencies,
  check: RestrictedCheck,
  lookup: SubjectLookup,
  deadline: AbortSignal | undefined,
): CheckOutcome | Promise<CheckOutcome> {
  const view = lookup.follower.view();
  const results: SubjectResult[] = [];
  const candidates: Candidate[] = [];
  // Plain loops: nearly every check ends here, and closures and iterators are a good part of what it costs.
  for (let index = 0; index < check.subjects.length; index++) {
    const subject = check.subjects[index] as IdentifiedSubject;
    const keys: SubjectKey[] = [];
    let maybeListed = view.kind === 'unusable';
    for (const document of subject.documents) {
      const key = lookup.keyer.keyOf(document);
      keys.push(key);
      maybeListed ||= view.kind === 'usable' && view.mayContain(key);
    }
    check.asked?.note(keys);
    results.push(allowResult(subject.ref));
    if (maybeListed) candidates.push({ index, subject, keys });
  }
  if (candidates.length === 0) return answered(check, view, results);
  return checkByRegister(
    deps,
    check,
    lookup,
    view,
    results,
    candidates,
    deadline ?? startDeadline(deps, check),
  );
}
