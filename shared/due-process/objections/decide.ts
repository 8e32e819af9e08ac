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
  /** The order's version that exempts the objector, if a decision came with one. */
  readonly awaitsVersion?: number | undefined;
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
export function isDecided(objection: Objection, { stage, outcome, decidedAtMs }: DecisionRequest): boolean {
  const decision = stage === 'review' ? objection.review : objection.reconsideration?.decision;
  return decision?.outcome === outcome && decision.decidedAtMs === decidedAtMs;
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
      if (isDecided(stored, request)) return { kind: 'already' };
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
  const { stage, outcome, decidedAtMs, servedAtMs, awaitsVersion } = request;
  const decision: Decision = {
    outcome,
    decidedAtMs,
    ...(servedAtMs === undefined ? {} : { servedAtMs }),
    orderVersion: order.version,
    recordedAtMs,
  };
  const { reconsideration } = objection;
  const state = stageOf(eventOf(request), objection.state, PROCEDURES[objection.procedure])?.to;
  const next: Objection = {
    ...objection,
    state: state ?? objection.state,
    ...(stage === 'review' ? { review: decision } : {}),
    ...(stage === 'reconsideration' && reconsideration
      ? { reconsideration: { ...reconsideration, decision } }
      : {}),
    ...(outcome === 'upheld' && awaitsVersion !== undefined ? { awaitsVersion } : {}),
    revision: objection.revision + 1,
  };
  return withCorrection(next, order, recordedAtMs) ?? next;
}

/** An upheld objection that the order's present version does justice to, as corrected; `undefined` for all others. */
export function withCorrection(
  objection: Objection,
  { version, terms }: Pick<OrderRecord, 'version' | 'terms'>,
  nowMs: number,
): Objection | undefined {
  if (objection.state !== 'upheld') return undefined;
  const ended = hasEnded(terms.status);
  const cleared = objection.awaitsVersion !== undefined && version >= objection.awaitsVersion;
  if (!ended && !cleared) return undefined;
  return {
    ...objection,
    state: 'corrected',
    correction: { by: ended ? 'order-ended' : 'new-version', orderVersion: version, atMs: nowMs },
  };
}
