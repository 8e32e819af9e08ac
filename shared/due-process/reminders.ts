import type { Deadline, DeadlineKind } from './deadline.ts';

const DAY_MS = 86_400_000;

/** How a clock is brought to mind, one step after the other: `overdue-3` from the third day after its end. */
export type ReminderStep = 'due-soon' | 'due' | 'ended' | `overdue-${number}`;

/** An entry in a court's queue. It names the order and the clock, and nobody. */
export interface Reminder
  extends Pick<Deadline, 'deadlineId' | 'kind' | 'orderId' | 'about' | 'dueAtMs' | 'law'> {
  /** Code of the court in whose queue it stands. */
  readonly addressee: string;
  /** Code of the court that the clock runs for. */
  readonly courtCode: string;
  readonly step: ReminderStep;
  readonly remindedAtMs: number;
  /** Code of the court above, or `operations`, when it was told too. */
  readonly escalatedTo?: string;
}

interface ReminderPlan {
  /** How long before the end the court is reminded; none where there is nothing to do. */
  readonly soonMs: number;
  /**
   * What the end means: something that is owed goes overdue, something that lasted is simply over, and of something
   * that the register does by itself nobody is told.
   */
  readonly end: 'owed' | 'over' | 'unsaid';
}

/** Periods of a few days leave one day to act, longer ones three; a whole order's end is told a week ahead. */
export const REMINDER_PLANS: { readonly [Kind in DeadlineKind]: ReminderPlan } = {
  removal: { soonMs: DAY_MS, end: 'owed' },
  'objection-review': { soonMs: 3 * DAY_MS, end: 'owed' },
  'objection-correction': { soonMs: DAY_MS, end: 'owed' },
  'reconsideration-filing': { soonMs: 0, end: 'over' },
  'reconsideration-decision': { soonMs: 3 * DAY_MS, end: 'owed' },
  'grant-ending': { soonMs: 3 * DAY_MS, end: 'over' },
  'period-ending': { soonMs: 7 * DAY_MS, end: 'over' },
  'continuation-end-missing': { soonMs: 0, end: 'owed' },
  'continuation-origin': { soonMs: DAY_MS, end: 'owed' },
  retention: { soonMs: 0, end: 'unsaid' },
};

/** The longest time before its end that a clock can have a step. */
export const LONGEST_NOTICE_MS = Math.max(...Object.values(REMINDER_PLANS).map(({ soonMs }) => soonMs));

/** So long after a period's end every check that began within it has answered, and its denial is on record. */
const CHECKS_ANSWERED_MS = 60_000;

/** Days after the end with a step of their own; from the last on, every so many days again. */
const OVERDUE_DAYS = [1, 3, 7, 30] as const;
const AGAIN_DAYS = 30;

/** The court above is told from this day on, whoever runs the service from that day on. */
const TO_COURT_ABOVE_DAYS = 3;
const TO_OPERATIONS_DAYS = 7;

/** The step that a clock has reached; `undefined` while its end is too far off to be reminded of, or nobody is. */
export function stepAt(
  { kind, dueAtMs }: Pick<Deadline, 'kind' | 'dueAtMs'>,
  nowMs: number,
): ReminderStep | undefined {
  const { soonMs, end } = REMINDER_PLANS[kind];
  if (end === 'unsaid') return undefined;
  if (nowMs < dueAtMs) return nowMs >= dueAtMs - soonMs ? 'due-soon' : undefined;
  if (end === 'over') return nowMs < dueAtMs + CHECKS_ANSWERED_MS ? undefined : 'ended';
  const days = Math.floor((nowMs - dueAtMs) / DAY_MS);
  if (days >= AGAIN_DAYS) return `overdue-${days - (days % AGAIN_DAYS)}`;
  const reached = OVERDUE_DAYS.findLast((day) => days >= day);
  return reached === undefined ? 'due' : `overdue-${reached}`;
}

export function isOverdue(step: ReminderStep | undefined): boolean {
  return step === 'due' || overdueDays(step) > 0;
}

/**
 * Who is told beside the court itself: the court above, which supervises it, and operations where there is none or
 * nothing has come of it.
 */
export function escalationOf(
  step: ReminderStep,
  courtAbove: string | undefined,
): { readonly courtAbove?: string; readonly operations: boolean } {
  const days = overdueDays(step);
  if (days < TO_COURT_ABOVE_DAYS) return { operations: false };
  if (courtAbove === undefined) return { operations: true };
  return { courtAbove, operations: days >= TO_OPERATIONS_DAYS };
}

function overdueDays(step: ReminderStep | undefined): number {
  return step?.startsWith('overdue-') ? Number(step.slice('overdue-'.length)) : 0;
}
