import { formatInstant } from '../../../shared/contracts/time.ts';
import { clockOf } from '../../../shared/due-process/objections/clock-of.ts';
import type { Decision, Objection } from '../../../shared/due-process/objections/objection.ts';
import { possibleStages } from '../../../shared/due-process/objections/stages.ts';
import type { WorkingDays } from '../../../shared/due-process/working-days.ts';
import { PROCEDURES } from '../../../shared/policy/procedures.ts';

/**
 * The answer about one objection: what was decided, which clock runs, and what can happen next. A clock that is
 * `provisional` ends as early as it can, because a calendar is missing.
 */
export function describeObjection(objection: Objection, workingDays: WorkingDays) {
  const { objectionId, orderId, ground, filedBy, filedAtMs, state, procedure } = objection;
  const { review, reconsideration, correction } = objection;
  const clock = clockOf(objection, workingDays);
  return {
    objectionId,
    orderId,
    ground,
    filedBy,
    filedAt: formatInstant(filedAtMs),
    state,
    procedure,
    ...(review ? { review: describeDecision(review) } : {}),
    ...(reconsideration
      ? {
          reconsideration: {
            filedAt: formatInstant(reconsideration.filedAtMs),
            ...(reconsideration.decision ? describeDecision(reconsideration.decision) : {}),
          },
        }
      : {}),
    ...(correction
      ? {
          correction: {
            by: correction.by,
            orderVersion: correction.orderVersion,
            recordedAt: formatInstant(correction.atMs),
          },
        }
      : {}),
    ...(clock
      ? {
          clock: {
            kind: clock.deadline.kind,
            endsAt: formatInstant(clock.deadline.dueAtMs),
            law: clock.deadline.law,
            ...(clock.unknownYear === undefined ? {} : { provisional: true }),
          },
        }
      : {}),
    possible: possibleStages(state, PROCEDURES[procedure]).map(({ event }) => event),
  };
}

function describeDecision({ outcome, decidedAtMs, servedAtMs }: Decision) {
  return {
    outcome,
    decidedAt: formatInstant(decidedAtMs),
    ...(servedAtMs === undefined ? {} : { servedAt: formatInstant(servedAtMs) }),
  };
}
