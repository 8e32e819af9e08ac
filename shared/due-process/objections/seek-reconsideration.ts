import type { OrderId } from '../../contracts/ids.ts';
import { PROCEDURES, type ProcedureClock } from '../../policy/procedures.ts';
import { endOfPeriod } from '../period-end.ts';
import type { WorkingDays } from '../working-days.ts';
import { type Actor, type Advanced, advance, type ObjectionDependencies, type Step } from './advance.ts';
import type { Objection, ObjectionId } from './objection.ts';
import { stageOf } from './stages.ts';

export interface ReconsiderationRequest {
  readonly filedAtMs: number;
  /** The court above takes it although the time was over, for a good reason (Civil Procedure Law art. 86). */
  readonly admitLate?: boolean | undefined;
}

export type ReconsiderationRefusal =
  | { readonly kind: 'impossible'; readonly objection: Objection }
  | { readonly kind: 'too-early'; readonly notBeforeMs: number }
  | { readonly kind: 'too-late'; readonly endedAtMs: number };

/**
 * Records that the objector went to the court above; its time to decide begins to run.
 *
 * @returns `undefined` if there is no such objection
 * @throws DependencyUnavailable; recording the same again is harmless.
 */
export async function seekReconsideration(
  id: { readonly orderId: OrderId; readonly objectionId: ObjectionId },
  request: ReconsiderationRequest,
  actor: Actor,
  deps: ObjectionDependencies,
): Promise<({ readonly kind: 'done' } & Advanced) | ReconsiderationRefusal | undefined> {
  return await advance<ReconsiderationRefusal>(
    id,
    (stored): Step<ReconsiderationRefusal> | undefined => {
      if (!stored) return undefined;
      if (stored.reconsideration?.filedAtMs === request.filedAtMs) return { kind: 'already' };
      return whyNot(stored, request, deps.workingDays) ?? { kind: 'next', next: filed(stored, request) };
    },
    (next) => ({
      ...actor,
      act: 'objection.file',
      law: (PROCEDURES[next.procedure].reconsiderationDecision ?? PROCEDURES[next.procedure].objectionReview)
        .law,
      facts: { objection: id.objectionId, stage: 'reconsideration', admitLate: request.admitLate === true },
    }),
    deps,
  );
}

function filed(objection: Objection, { filedAtMs }: ReconsiderationRequest): Objection {
  return {
    ...objection,
    state: 'in-reconsideration',
    reconsideration: { filedAtMs },
    revision: objection.revision + 1,
  };
}

function whyNot(
  objection: Objection,
  { filedAtMs, admitLate }: ReconsiderationRequest,
  calendar: WorkingDays,
): ReconsiderationRefusal | undefined {
  const procedure = PROCEDURES[objection.procedure];
  const { review } = objection;
  if (!review || !stageOf('seek-reconsideration', objection.state, procedure)) {
    return { kind: 'impossible', objection };
  }
  if (filedAtMs < review.decidedAtMs) return { kind: 'too-early', notBeforeMs: review.decidedAtMs };
  const endedAtMs = lastsUntil(procedure.reconsiderationFiling, review.servedAtMs, calendar);
  if (endedAtMs === undefined || filedAtMs < endedAtMs || admitLate) return undefined;
  return { kind: 'too-late', endedAtMs };
}

/**
 * When the time to file was over. `undefined` when that cannot be said: nobody has recorded the service from which it
 * runs, or the calendar is not known. Then nobody is turned away, and whether it was in time is for the court above.
 */
function lastsUntil(
  period: ProcedureClock | null,
  servedAtMs: number | undefined,
  calendar: WorkingDays,
): number | undefined {
  if (!period || servedAtMs === undefined) return undefined;
  const end = endOfPeriod(period, servedAtMs, calendar);
  return end.kind === 'known' ? end.endMs : undefined;
}
