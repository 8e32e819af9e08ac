import type { ChangeId } from '../../contracts/ids.ts';
import { hasEnded, type OrderRecord } from '../../orders/order.ts';
import { PROCEDURES } from '../../policy/procedures.ts';
import { type Actor, type Advanced, advance, type ObjectionDependencies, type Step } from './advance.ts';
import type { Decision, DecisionOutcome, Objection, ObjectionId } from './objection.ts';
import { type ObjectionEvent, stageOf } from './stages.ts';

export interface DecisionRequest {
  readonly stage: 'review' | 'reconsideration';
  readonly outcome: DecisionOutcome;
  readonly decidedAtMs: number;
  readonly servedAtMs?: number | undefined;
  /** The change of the order that exempts the objector, if a decision came with one. */
  readonly awaitsChange?: ChangeId | undefined;
}

export type NotPossible =
  | { readonly kind: 'impossible'; readonly objection: Objection }
  | { readonly kind: 'too-early'; readonly notBeforeMs: number };

export type DecisionAnswer = ({ readonly kind: 'done' } & Advanced) | NotPossible | undefined;

/** The event of a decision. */
export function eventOf({ stage, outcome }: Pick<DecisionRequest, 'stage' | 'outcome'>): ObjectionEvent {
  if (stage === 'review') return outcome === 'upheld' ? 'uphold' : 'reject';
  return outcome === 'upheld' ? 'uphold-reconsideration' : 'reject-reconsideration';
}

/** Whether exactly this was decided before. */
export function isDecided(objection: Objection, request: DecisionRequest): boolean {
  const decision = decisionOf(objection, request);
  return decision?.outcome === request.outcome && decision.decidedAtMs === request.decidedAtMs;
}

function decisionOf(
  { review, reconsideration }: Objection,
  { stage }: Pick<DecisionRequest, 'stage'>,
): Decision | undefined {
  return stage === 'review' ? review : reconsideration?.decision;
}

/** What keeps a decision from being recorded; `undefined` if nothing does. */
export function whyNot(objection: Objection, request: DecisionRequest): NotPossible | undefined {
  const procedure = PROCEDURES[objection.procedure];
  if (!stageOf(eventOf(request), objection.state, procedure)) return { kind: 'impossible', objection };
  const notBeforeMs =
    request.stage === 'review' ? objection.filedAtMs : (objection.reconsideration?.filedAtMs ?? 0);
  return request.decidedAtMs < notBeforeMs ? { kind: 'too-early', notBeforeMs } : undefined;
}

/**
 * Records what the court decided on an objection, or the court above on its reconsideration. Upheld, the time to correct
 * the order begins to run; if the order has ended already there is nothing left to correct, no clock runs, and what was
 * found stays recorded as evidence. Rejected, the time to go to the court above begins.
 *
 * A decision that was recorded before it was served is sent again with its service, which is then added. One whose
 * exemption came to nothing is sent again with another.
 *
 * @param order as it is now, read after whatever was done to it with the decision
 * @returns `undefined` if there is no such objection
 * @throws DependencyUnavailable; deciding the same again is harmless.
 */
export async function decide(
  order: OrderRecord,
  objectionId: ObjectionId,
  request: DecisionRequest,
  actor: Actor,
  deps: ObjectionDependencies,
): Promise<DecisionAnswer> {
  const recordedAtMs = deps.clock.wallMs();
  return await advance<NotPossible>(
    { orderId: order.orderId, objectionId },
    (stored): Step<NotPossible> | undefined => {
      if (!stored) return undefined;
      if (isDecided(stored, request)) {
        const next = completed(stored, request);
        return next ? { kind: 'next', next } : { kind: 'already' };
      }
      return whyNot(stored, request) ?? { kind: 'next', next: decided(stored, request, order, recordedAtMs) };
    },
    (next) => ({
      ...actor,
      act: 'objection.decide',
      law: PROCEDURES[next.procedure].objectionReview.law,
      facts: { objection: objectionId, stage: request.stage, outcome: request.outcome, state: next.state },
    }),
    deps,
  );
}

function decided(
  objection: Objection,
  request: DecisionRequest,
  order: OrderRecord,
  recordedAtMs: number,
): Objection {
  const { outcome, decidedAtMs, servedAtMs, awaitsChange } = request;
  const decision: Decision = {
    outcome,
    decidedAtMs,
    ...(servedAtMs === undefined ? {} : { servedAtMs }),
    orderVersion: order.version,
    recordedAtMs,
  };
  const state = stageOf(eventOf(request), objection.state, PROCEDURES[objection.procedure])?.to;
  const next: Objection = {
    ...withDecision(objection, request, decision),
    state: state ?? objection.state,
    ...(outcome === 'upheld' && awaitsChange !== undefined ? { awaitsChange } : {}),
    revision: objection.revision + 1,
  };
  return withCorrection(next, order, recordedAtMs) ?? next;
}

/** What was decided before with what was still to come; `undefined` if it has that. The first service recorded stays. */
function completed(objection: Objection, request: DecisionRequest): Objection | undefined {
  const decision = decisionOf(objection, request);
  const { servedAtMs, awaitsChange } = request;
  const isServed = decision?.servedAtMs === undefined && servedAtMs !== undefined;
  const awaitsAnother =
    objection.state === 'upheld' && awaitsChange !== undefined && awaitsChange !== objection.awaitsChange;
  if (!decision || !(isServed || awaitsAnother)) return undefined;
  return {
    ...withDecision(objection, request, isServed ? { ...decision, servedAtMs } : decision),
    ...(awaitsAnother ? { awaitsChange } : {}),
    revision: objection.revision + 1,
  };
}

function withDecision(
  objection: Objection,
  { stage }: Pick<DecisionRequest, 'stage'>,
  decision: Decision,
): Objection {
  if (stage === 'review') return { ...objection, review: decision };
  const { reconsideration } = objection;
  return reconsideration ? { ...objection, reconsideration: { ...reconsideration, decision } } : objection;
}

/**
 * An upheld objection that the order does justice to as it is now, as corrected; `undefined` for all others. What a
 * version clears is cleared also when a newer one governs, so the exemption counts once it was delivered.
 */
export function withCorrection(
  objection: Objection,
  { version, terms, history, ends = [] }: Pick<OrderRecord, 'version' | 'terms' | 'history' | 'ends'>,
  nowMs: number,
): Objection | undefined {
  if (objection.state !== 'upheld') return undefined;
  const ended = hasEnded(terms.status);
  const { awaitsChange } = objection;
  const delivered = new Set([...history, ...ends].map(({ changeId }) => changeId));
  const cleared = awaitsChange !== undefined && delivered.has(awaitsChange);
  if (!ended && !cleared) return undefined;
  return {
    ...objection,
    state: 'corrected',
    correction: { by: ended ? 'order-ended' : 'new-version', orderVersion: version, atMs: nowMs },
  };
}
