import type { AuditTrail } from '../audit/ports.ts';
import type { OrderId } from '../contracts/ids.ts';
import { DependencyUnavailable } from '../contracts/problem.ts';
import { isOver } from '../orders/effective-end.ts';
import { hasEnded, type OrderRecord } from '../orders/order.ts';
import type { OrderStore } from '../orders/ports.ts';
import { PROCEDURES } from '../policy/procedures.ts';
import { canBeContinued, ORIGIN_PERIOD } from './continuation-origin.ts';
import { courtAbove } from './court-above.ts';
import type { Deadline } from './deadline.ts';
import { clockOf, type ObjectionClock } from './objections/clock-of.ts';
import type { ObjectionId } from './objections/objection.ts';
import type { ObjectionStore } from './objections/ports.ts';
import { deadlinesOf, isOutdated } from './order-deadlines.ts';
import { endOfPeriod } from './period-end.ts';
import type { DeadlineStore, DueDeadline, ReminderStore } from './ports.ts';
import { escalationOf, isOverdue, type Reminder, stepAt } from './reminders.ts';
import { retentionClockAfter } from './retention-clock.ts';
import { stateOf } from './state-of.ts';
import type { WorkingDays } from './working-days.ts';

export interface LookAfterDependencies {
  readonly orders: Pick<OrderStore, 'get'>;
  readonly objections: Pick<ObjectionStore, 'get'>;
  readonly deadlines: Pick<DeadlineStore, 'start' | 'move' | 'stop' | 'noteStep'>;
  readonly reminders: Pick<ReminderStore, 'putOnce'>;
  readonly audit: AuditTrail;
  readonly workingDays: WorkingDays;
  /**
   * An order's period is over, so operators that denied under it get their notices. Called before its clock is stopped,
   * again after any fault: it must be safe to repeat. It releases nothing; the order does not restrict any more.
   */
  readonly onPeriodEnded: (orderId: OrderId) => Promise<void>;
  /** An order's period was over so long ago that nothing can prolong it: what is kept about it gets its end. */
  readonly onRetentionDue: (order: OrderRecord, nowMs: number) => Promise<unknown>;
}

export interface LookedAfter {
  /** `waiting`: nothing to do now. `outdated`: the clock did not run any more, or has another end. */
  readonly kind: 'waiting' | 'reminded' | 'over' | 'outdated';
  readonly overdue: boolean;
  readonly escalated: boolean;
  readonly toOperations: boolean;
  /** The clock ends as early as it can, because the working days of this year are not known. */
  readonly unknownYear?: number;
}

/** Each further round means that a version was applied in the same moment. */
const MAX_ROUNDS = 8;

const UNSAID = { overdue: false, escalated: false, toOperations: false } as const;

/**
 * Looks after one clock that is due or soon will be: sees whether it still runs, reminds the court of the step that was
 * reached, tells the court above when nothing comes of it, and closes what is over by itself.
 *
 * Nothing here ends, changes or releases an order. Every part can be done twice: reminders have constant ids, and the
 * step is noted last.
 *
 * @throws DependencyUnavailable, or whatever `onPeriodEnded` throws; the clock stays as it is then.
 */
export async function lookAfter(
  due: DueDeadline,
  nowMs: number,
  deps: LookAfterDependencies,
): Promise<LookedAfter> {
  const { step: noted, ...deadline } = due;
  if (deadline.kind === 'retention') return await limitRetention(deadline, nowMs, deps);
  const standing = await standingOf(deadline, nowMs, deps);
  if (standing.kind === 'outdated') {
    await putRight(deadline, standing.now, nowMs, deps);
    return { kind: 'outdated', ...UNSAID };
  }

  const step = stepAt(deadline, nowMs);
  const escalation = step ? escalationOf(step, courtAbove(deadline.courtCode)) : { operations: false };
  const looked = {
    overdue: isOverdue(step),
    toOperations: escalation.operations,
    ...(standing.unknownYear === undefined ? {} : { unknownYear: standing.unknownYear }),
  };
  if (step === undefined || step === noted) return { ...looked, kind: 'waiting', escalated: false };

  const escalatedTo = escalation.courtAbove ?? (escalation.operations ? 'operations' : undefined);
  const { deadlineId, kind, orderId, about, courtCode, dueAtMs, law } = deadline;
  const reminder: Reminder = {
    addressee: courtCode,
    courtCode,
    deadlineId,
    kind,
    orderId,
    ...(about === undefined ? {} : { about }),
    dueAtMs,
    law,
    step,
    remindedAtMs: nowMs,
    ...(escalatedTo === undefined ? {} : { escalatedTo }),
  };
  if (kind === 'period-ending' && step === 'ended') await deps.onPeriodEnded(orderId);
  if (escalatedTo !== undefined) {
    await deps.audit.record({
      atMs: nowMs,
      actor: 'system',
      act: 'reminder.escalate',
      orders: [{ orderId }],
      law,
      facts: { deadline: deadlineId, kind, step, to: escalatedTo },
    });
  }
  await deps.reminders.putOnce(reminder);
  if (escalation.courtAbove !== undefined) {
    await deps.reminders.putOnce({ ...reminder, addressee: escalation.courtAbove });
  }
  if (step === 'ended') {
    if (kind === 'period-ending') await deps.deadlines.start(retentionClockAfter(deadline));
    await close(deadline, nowMs, deps);
    return { ...looked, kind: 'over', escalated: false };
  }
  await deps.deadlines.noteStep(deadline, step);
  return { ...looked, kind: 'reminded', escalated: escalatedTo !== undefined };
}

/** The order may live again, or have been ended by an act since: what its end is, is looked at there. */
async function limitRetention(
  deadline: Deadline,
  nowMs: number,
  deps: LookAfterDependencies,
): Promise<LookedAfter> {
  if (nowMs < deadline.dueAtMs) return { kind: 'waiting', ...UNSAID };
  const order = await deps.orders.get(deadline.orderId);
  if (order) await deps.onRetentionDue(order, nowMs);
  await close(deadline, nowMs, deps);
  return { kind: 'over', ...UNSAID };
}

/**
 * Stops a clock that has run out. It may have got a later end (a grant prolonged, a decision served later) since it was
 * looked at, under the same id: whoever moved it did so after what it is about was changed, so this is looked at again.
 */
async function close(deadline: Deadline, nowMs: number, deps: LookAfterDependencies): Promise<void> {
  await deps.deadlines.stop(deadline.orderId, deadline.deadlineId);
  const standing = await standingOf(deadline, nowMs, deps);
  if (standing.kind === 'outdated' && standing.now) await startAgain(standing.now, nowMs, deps);
}

/**
 * Starts a clock that was stopped here, and looks once more at what it is about: it may have got another end in between,
 * which this start has overwritten.
 */
async function startAgain(deadline: Deadline, nowMs: number, deps: LookAfterDependencies): Promise<void> {
  let current = deadline;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    await deps.deadlines.start(current);
    const standing = await standingOf(current, nowMs, deps);
    if (standing.kind === 'runs') return;
    if (!standing.now) return await deps.deadlines.stop(current.orderId, current.deadlineId);
    current = standing.now;
  }
  throw new DependencyUnavailable('dynamodb', 'what a clock is about was changed by others each time');
}

/**
 * Moves the clock to the end that it should have, unless it was stopped or moved meanwhile, or stops it. What it is about may have changed since it was looked at,
 * so that it should run after all: whoever changes that looks for the clock afterwards, and here it is looked at again.
 */
async function putRight(
  deadline: Deadline,
  now: Deadline | undefined,
  nowMs: number,
  deps: LookAfterDependencies,
): Promise<void> {
  if (now) return await deps.deadlines.move(now, deadline.dueAtMs);
  await deps.deadlines.stop(deadline.orderId, deadline.deadlineId);
  const again = await standingOf(deadline, nowMs, deps);
  if (again.kind === 'runs') await startAgain(deadline, nowMs, deps);
  else if (again.now) await startAgain(again.now, nowMs, deps);
}

type Standing =
  | { readonly kind: 'runs'; readonly unknownYear?: number }
  /** `now`: the same clock with the end that it should have. */
  | { readonly kind: 'outdated'; readonly now?: Deadline };

/**
 * Whether the clock follows from what it is about, read strongly: a crash between two writes, or a calendar that was not
 * known when it was started, may have left one that does not. A clock whose order cannot be found goes on: better a
 * reminder too many.
 */
async function standingOf(
  deadline: Deadline,
  nowMs: number,
  { orders, objections, workingDays }: LookAfterDependencies,
): Promise<Standing> {
  const { orderId, about, kind } = deadline;
  switch (kind) {
    case 'objection-review':
    case 'objection-correction':
    case 'reconsideration-filing':
    case 'reconsideration-decision': {
      const objection = about === undefined ? undefined : await objections.get(orderId, about as ObjectionId);
      return compare(deadline, objection && clockOf(objection, workingDays));
    }
    case 'grant-ending':
    case 'period-ending':
    case 'continuation-end-missing': {
      const record = await orders.get(orderId);
      if (!record || !isOutdated(deadline, record)) return { kind: 'runs' };
      const now = deadlinesOf(record).find(({ deadlineId }) => deadlineId === deadline.deadlineId);
      return { kind: 'outdated', ...(now ? { now } : {}) };
    }
    case 'retention': {
      const terms = (await orders.get(orderId))?.terms;
      const endMs = terms && !hasEnded(terms.status) && isOver(terms, nowMs) ? terms.period.toMs : null;
      if (endMs === null) return { kind: 'outdated' };
      const now = retentionClockAfter({ ...deadline, dueAtMs: endMs });
      return now.dueAtMs === deadline.dueAtMs ? { kind: 'runs' } : { kind: 'outdated', now };
    }
    case 'removal':
    case 'continuation-origin': {
      const record = await orders.get(orderId);
      if (record) {
        // The period of the order is over, so nothing is left to remove, and nothing is continued.
        if (isOutdated(deadline, record) || stateOf(record, nowMs) === 'expired') return { kind: 'outdated' };
        if (kind === 'continuation-origin') {
          const origin = await orders.get(about as OrderId);
          if (canBeContinued(origin, record, nowMs)) return { kind: 'outdated' };
        }
      }
      return inWorkingDays(deadline, workingDays);
    }
  }
}

/** The same clock counted anew from its start: its end is the earliest one while a year of the calendar is not known. */
function inWorkingDays(deadline: Deadline, calendar: WorkingDays): Standing {
  const period = PERIODS.find(({ law }) => law === deadline.law);
  if (period === undefined) return { kind: 'runs' };
  const end = endOfPeriod(period, deadline.startedAtMs, calendar);
  if (end.endMs !== deadline.dueAtMs) return { kind: 'outdated', now: { ...deadline, dueAtMs: end.endMs } };
  return end.kind === 'known' ? { kind: 'runs' } : { kind: 'runs', unknownYear: end.year };
}

/** A clock keeps the law that it began under, whichever pack is in force meanwhile. */
const PERIODS = [...Object.values(PROCEDURES).map(({ removal }) => removal), ORIGIN_PERIOD];

function compare(deadline: Deadline, clock: ObjectionClock | undefined): Standing {
  if (clock?.deadline.deadlineId !== deadline.deadlineId) return { kind: 'outdated' };
  if (clock.deadline.dueAtMs !== deadline.dueAtMs) return { kind: 'outdated', now: clock.deadline };
  const { unknownYear } = clock;
  return { kind: 'runs', ...(unknownYear === undefined ? {} : { unknownYear }) };
}
