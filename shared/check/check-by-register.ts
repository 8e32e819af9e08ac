import { inParallel } from '../concurrency/in-parallel.ts';
import { untilDeadline } from '../concurrency/until-deadline.ts';
import type { SubjectResult } from '../contracts/check.ts';
import { DependencyUnavailable } from '../contracts/problem.ts';
import type { FilterView } from '../filter/filter-view.ts';
import { formatSubjectKey } from '../identity/subject-key.ts';
import { KEPT_MS } from '../retention/periods.ts';
import type { RestrictedFinding } from './grounds.ts';
import { type Judgement, type JudgingPorts, judgeSubject } from './judge-subject.ts';
import type { CheckEffect, CheckEffectStore, SubjectLookup } from './ports.ts';
import { giveBackAll, type Reserved } from './reserve-allowances.ts';
import { allowResult, denyResult, undeterminedResult, verifyIdentityResult } from './results.ts';
import { answered, type Candidate, type CheckOutcome, type RestrictedCheck } from './running-check.ts';

/** How many subjects of one request are read at the same time: a party of 100 must not starve its neighbours. */
const SUBJECTS_AT_ONCE = 16;

/** Outcomes are reported within this time of the check: a booking horizon, after which the record is forgotten. */
const OUTCOME_WITHIN_MS = KEPT_MS.checkEffects;

export interface RegisterDependencies extends JudgingPorts {
  readonly effects: Pick<CheckEffectStore, 'put'>;
  /** Where a person finds out why, with the reference. */
  readonly inquiryUrl: string;
  /** Told of each fault that made answers `undetermined`, with the number of subjects it concerned. */
  readonly onUndetermined: (fault: DependencyUnavailable, subjects: number) => void;
}

/**
 * Judges by the register the subjects whom the filter may know; the others keep their results.
 *
 * @param results one a subject, in the sequence of the request; those of the candidates are replaced
 */
export async function checkByRegister(
  deps: RegisterDependencies,
  check: RestrictedCheck,
  lookup: SubjectLookup,
  view: FilterView,
  results: SubjectResult[],
  candidates: readonly Candidate[],
  deadline: AbortSignal,
): Promise<CheckOutcome> {
  const { request, finding, nowMs } = check;
  const context = {
    checkId: check.checkId,
    operatorId: check.operatorId,
    checkpoint: request.checkpoint,
    sector: request.purchase.sector,
    decisionIds: lookup.decisionIds,
    deadline,
  };
  const holder = lookup.decisionIds.holder(check.operatorId, request.purchase);
  const judgements = await inParallel(
    candidates,
    SUBJECTS_AT_ONCE,
    async ({ subject, keys }): Promise<Judgement | DependencyUnavailable> => {
      const nameDigest = subject.name === undefined ? undefined : lookup.names.digestOf(subject.name);
      const question = {
        finding,
        keys: keys.map(formatSubjectKey),
        nowMs,
        serviceAtMs: request.purchase.serviceAt,
        nameDigest,
        holder,
      };
      return await orFault(untilDeadline(judgeSubject(deps, context, keys, question), deadline));
    },
  );

  const effects = candidates.flatMap(({ subject }, at) => effectOf(subject.ref, judgements[at]));
  const reserved = judgements.flatMap((judgement) =>
    'kind' in judgement && judgement.kind === 'allow' ? judgement.reserved : [],
  );
  const unrecorded =
    effects.length === 0 ? undefined : await recordEffects(deps, check, effects, reserved, deadline);

  const faults: DependencyUnavailable[] = [];
  for (const [at, { index, subject }] of candidates.entries()) {
    const judgement = judgements[at] as Judgement | DependencyUnavailable;
    const fault = faultOf(judgement, unrecorded);
    if (fault) faults.push(fault);
    results[index] = fault
      ? undeterminedResult(subject.ref, check.pack, request)
      : resultOf(subject.ref, judgement as Judgement, finding, deps.inquiryUrl);
  }
  if (faults[0]) deps.onUndetermined(faults[0], faults.length);
  return answered(check, view, results);
}

/** An expected fault as a value, so that one subject's fault leaves the others their answers. */
async function orFault<T>(work: Promise<T>): Promise<T | DependencyUnavailable> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DependencyUnavailable) return error;
    throw error;
  }
}

function effectOf(
  ref: string,
  judgement: Judgement | DependencyUnavailable | undefined,
): readonly CheckEffect[] {
  if (judgement === undefined || judgement instanceof DependencyUnavailable) return [];
  switch (judgement.kind) {
    case 'deny': {
      const { orderId, operatorId, decisionId } = judgement.interception;
      return [{ ref, kind: 'interception', interception: { orderId, operatorId, decisionId } }];
    }
    case 'allow':
      return judgement.reserved.length === 0
        ? []
        : [{ ref, kind: 'reservation', allowances: judgement.reserved.map(({ allowance }) => allowance) }];
    case 'verify-identity':
      return [];
  }
}

/**
 * Keeps what a report of the outcome will need. If that fails, what this check reserved goes back, since a sale could
 * not consume it; denials stand, since only the feedback is lost.
 */
async function recordEffects(
  deps: RegisterDependencies,
  check: RestrictedCheck,
  effects: readonly CheckEffect[],
  reserved: readonly Reserved[],
  deadline: AbortSignal,
): Promise<DependencyUnavailable | undefined> {
  const fault = await orFault(
    untilDeadline(
      deps.effects.put(
        {
          checkId: check.checkId,
          operatorId: check.operatorId,
          effects,
          expiresAtMs: check.nowMs + OUTCOME_WITHIN_MS,
        },
        deadline,
      ),
      deadline,
    ),
  );
  if (!(fault instanceof DependencyUnavailable)) return undefined;
  // Best effort: a reservation that cannot be given back lapses by itself after 15 minutes.
  await orFault(untilDeadline(giveBackAll(deps.allowances, reserved, check, deadline), deadline));
  return fault;
}

function faultOf(
  judgement: Judgement | DependencyUnavailable,
  unrecorded: DependencyUnavailable | undefined,
): DependencyUnavailable | undefined {
  if (judgement instanceof DependencyUnavailable) return judgement;
  return judgement.kind === 'allow' && judgement.reserved.length > 0 ? unrecorded : undefined;
}

function resultOf(
  ref: string,
  judgement: Judgement,
  finding: RestrictedFinding,
  inquiryUrl: string,
): SubjectResult {
  switch (judgement.kind) {
    case 'allow':
      return allowResult(ref);
    case 'deny':
      return denyResult(ref, judgement.interception, finding.rule, inquiryUrl);
    case 'verify-identity':
      return verifyIdentityResult(ref);
  }
}
