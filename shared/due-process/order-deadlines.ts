import { hasEnded, type OrderRecord } from '../orders/order.ts';
import { originClockOf } from './continuation-origin.ts';
import type { Deadline, DeadlineKind } from './deadline.ts';
import { deadlineIdFor } from './deadline-id.ts';
import type { ObjectionDependencies } from './objections/advance.ts';
import { settleCorrections } from './objections/correct.ts';
import type { WorkingDays } from './working-days.ts';

/** What is known of an order from its record alone, so that its clocks can be made again at any time. */
type OrderOfClocks = Pick<
  OrderRecord,
  'orderId' | 'courtCode' | 'version' | 'terms' | 'appliedAtMs' | 'history'
>;

const FROM_THE_RECORD: ReadonlySet<DeadlineKind> = new Set([
  'grant-ending',
  'period-ending',
  'continuation-end-missing',
]);

/**
 * Clocks of objections run on: whether an order was lawful matters after its end too. That of retention does what is right
 * for the order whatever became of it, and stays until then: a run that was setting ends when a version came, and crashed,
 * is made good by it.
 */
const BEYOND_THE_END: ReadonlySet<DeadlineKind> = new Set([
  'objection-review',
  'objection-correction',
  'reconsideration-filing',
  'reconsideration-decision',
  'retention',
]);

/**
 * The clocks that follow from an order as it stands: its grants and its period end, and a continued restriction without
 * a stated end needs one at once. None for an order that has ended. Pure; the same record gives the same clocks.
 *
 * A period that is over has a clock as well: its operators are told, if they were not before, and it is stopped.
 */
export function deadlinesOf(record: OrderOfClocks): readonly Deadline[] {
  const { terms } = record;
  if (hasEnded(terms.status)) return [];
  const grants = terms.grants
    .filter(({ toMs }) => toMs > record.appliedAtMs)
    .map(({ grantId, toMs }) =>
      deadline(record, {
        kind: 'grant-ending',
        about: grantId,
        dueAtMs: toMs,
        law: 'Good-faith opinion (Fa Fa [2019] 35) art. 17',
      }),
    );
  if (terms.period.toMs !== null) {
    const law = 'Provisions (Fa Shi [2015] 17) art. 5';
    return [...grants, deadline(record, { kind: 'period-ending', dueAtMs: terms.period.toMs, law })];
  }
  if (terms.continues === undefined) return grants;
  const dueAtMs = record.history[0]?.appliedAtMs ?? record.appliedAtMs;
  const law = 'Opinions (2016) IV(2)5';
  return [...grants, deadline(record, { kind: 'continuation-end-missing', dueAtMs, law })];
}

/** The clocks of a first version: none of them can run yet. */
export function firstDeadlinesOf(record: OrderOfClocks, calendar: WorkingDays): readonly Deadline[] {
  const origin = originClockOf(record, calendar);
  return origin ? [...deadlinesOf(record), origin] : deadlinesOf(record);
}

function deadline(
  { orderId, courtCode, appliedAtMs }: OrderOfClocks,
  what: Pick<Deadline, 'kind' | 'about' | 'dueAtMs' | 'law'>,
): Deadline {
  const deadlineId = deadlineIdFor(orderId, what.kind, what.about);
  return { deadlineId, orderId, courtCode, startedAtMs: Math.min(appliedAtMs, what.dueAtMs), ...what };
}

/**
 * Whether a clock that runs follows no more from the order: its order has ended, or says otherwise now. Those that other
 * things started (a ground for removal, an objection) are left alone while the order lives. Clocks in working days are
 * only asked whether they should run; where they end is a question to the calendar.
 */
export function isOutdated({ kind, deadlineId, about, dueAtMs }: Deadline, record: OrderOfClocks): boolean {
  if (BEYOND_THE_END.has(kind)) return false;
  const { terms } = record;
  if (hasEnded(terms.status)) return true;
  if (kind === 'continuation-origin') return about !== terms.continues;
  if (!FROM_THE_RECORD.has(kind)) return false;
  return !deadlinesOf(record).some((one) => one.deadlineId === deadlineId && one.dueAtMs === dueAtMs);
}

/**
 * Makes the clocks of an order those that follow from its record, and records the corrections that its new state brings
 * about. Call it whenever a version was applied, with the record as it is then; calling it again changes nothing, and
 * calls that come out of sequence are put right by the next run through the clocks.
 *
 * @throws DependencyUnavailable; calling again is harmless.
 */
export async function followOrder(record: OrderRecord, deps: ObjectionDependencies): Promise<void> {
  const due = deadlinesOf(record);
  for (const one of due) await deps.deadlines.start(one);
  const kept = new Set(due.map(({ deadlineId }) => deadlineId));
  const running = await deps.deadlines.listByOrder(record.orderId);
  for (const one of running) {
    if (!kept.has(one.deadlineId) && isOutdated(one, record)) {
      await deps.deadlines.stop(record.orderId, one.deadlineId);
    }
  }
  // It counts from the version that began it, and no later one puts it off.
  const origin = originClockOf(record, deps.workingDays);
  if (origin && !running.some(({ deadlineId }) => deadlineId === origin.deadlineId)) {
    await deps.deadlines.start(origin);
  }
  await settleCorrections(record, deps);
}
