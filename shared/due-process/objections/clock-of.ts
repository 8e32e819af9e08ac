import { PROCEDURES } from '../../policy/procedures.ts';
import { courtAbove } from '../court-above.ts';
import type { Deadline } from '../deadline.ts';
import { deadlineIdFor } from '../deadline-id.ts';
import { endOfPeriod } from '../period-end.ts';
import type { WorkingDays } from '../working-days.ts';
import type { Objection } from './objection.ts';
import { STATE_CLOCKS } from './stages.ts';

export interface ObjectionClock {
  readonly deadline: Deadline;
  /** The working days of this year are not known: the clock ends as early as it can. */
  readonly unknownYear?: number;
}

/**
 * The one clock that runs for an objection where it stands, made from the objection alone: so it can be made again at
 * any time, and is then the same one.
 *
 * The court above has a clock of its own: its reminders go to it.
 */
export function clockOf(objection: Objection, calendar: WorkingDays): ObjectionClock | undefined {
  const clock = STATE_CLOCKS[objection.state];
  const period = clock && PROCEDURES[objection.procedure][clock.period];
  if (!clock || !period) return undefined;
  const { orderId, objectionId, courtCode } = objection;
  const startedAtMs = startOf(objection);
  const end = endOfPeriod(period, startedAtMs, calendar);
  return {
    deadline: {
      deadlineId: deadlineIdFor(orderId, clock.kind, objectionId),
      kind: clock.kind,
      orderId,
      courtCode: clock.kind === 'reconsideration-decision' ? (courtAbove(courtCode) ?? courtCode) : courtCode,
      about: objectionId,
      startedAtMs,
      dueAtMs: end.endMs,
      law: period.law,
    },
    ...(end.kind === 'calendar-unknown' ? { unknownYear: end.year } : {}),
  };
}

function startOf({ state, filedAtMs, review, reconsideration }: Objection): number {
  switch (state) {
    case 'rejected':
      return review?.servedAtMs ?? review?.decidedAtMs ?? filedAtMs;
    case 'in-reconsideration':
      return reconsideration?.filedAtMs ?? filedAtMs;
    case 'upheld':
      return reconsideration?.decision?.decidedAtMs ?? review?.decidedAtMs ?? filedAtMs;
    case 'filed':
    case 'dismissed':
    case 'corrected':
      return filedAtMs;
  }
}
