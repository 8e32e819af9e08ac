import { inParallel } from '../../shared/concurrency/in-parallel.ts';
import type { Clock } from '../../shared/contracts/clock.ts';
import type { DeadlineKind } from '../../shared/due-process/deadline.ts';
import {
  type LookAfterDependencies,
  type LookedAfter,
  lookAfter,
} from '../../shared/due-process/look-after.ts';
import type { DeadlineStore, DueCursorStore, DueDeadline } from '../../shared/due-process/ports.ts';
import { LONGEST_NOTICE_MS } from '../../shared/due-process/reminders.ts';
import { UnknownCalendarYear } from '../../shared/due-process/working-days.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import type { Metrics } from '../../shared/runtime/metrics.ts';

export interface DeadlinesDependencies extends Omit<LookAfterDependencies, 'deadlines'> {
  readonly logger: Logger;
  /** Nothing is measured without it. */
  readonly metrics?: Metrics;
  readonly clock: Clock;
  readonly deadlines: DeadlineStore;
  readonly cursor: DueCursorStore;
  /** After so long no further page is begun; what is left is for the next run. */
  readonly budgetMs: number;
  readonly pageSize: number;
}

/** What one run did. Counts only. */
export interface DeadlinesReport {
  readonly looked: number;
  readonly reminded: number;
  readonly escalated: number;
  readonly over: number;
  readonly outdated: number;
  readonly failed: number;
  /** By kind, of the clocks that this run looked at. */
  readonly overdue: Readonly<Partial<Record<DeadlineKind, number>>>;
  readonly forOperations: number;
  /** Whether the run went through all clocks, from the first to the last. */
  readonly complete: boolean;
}

const AT_ONCE = 10;

/** A period that begins today ends within so many days, holidays included; so far ahead the calendar must be known. */
const CALENDAR_NEEDED_MS = 25 * 86_400_000;

/** The calendar of a year comes out in the autumn before; until then once a day is reminder enough. */
const CALENDAR_WARNING_EVERY_MS = 24 * 3_600_000;

/**
 * Goes through the clocks that are due or soon will be, the longest overdue first. The event of the schedule says
 * nothing. A fault of one clock is logged and leaves the others alone; a run that is out of time notes how far it came,
 * and the next one goes on from there.
 */
export function createDeadlinesHandler(deps: DeadlinesDependencies): () => Promise<DeadlinesReport> {
  const { clock, cursor, deadlines, logger } = deps;
  let warned: { readonly year: number; readonly atMs: number } | undefined;
  return async () => {
    const startedMs = clock.monotonicMs();
    const nowMs = clock.wallMs();
    const resumedAt = await cursor.read();
    const tally = createTally();
    let position = resumedAt;
    let atEnd = false;
    do {
      const page = await deadlines.listDue(nowMs + LONGEST_NOTICE_MS, deps.pageSize, position);
      await inParallel(page, AT_ONCE, async (due) => tally.count(due, await lookAfterOne(due, nowMs, deps)));
      position = page.at(-1) ?? position;
      atEnd = page.length < deps.pageSize;
    } while (!atEnd && clock.monotonicMs() - startedMs < deps.budgetMs);
    if (!atEnd || resumedAt) await cursor.write(atEnd ? undefined : position);

    const report = tally.report(atEnd && resumedAt === undefined);
    logger.info('deadlines.checked', { ...report });
    if (Object.keys(report.overdue).length > 0) {
      const { complete, forOperations, overdue } = report;
      logger.warn('deadlines.overdue', { ...overdue, forOperations, complete });
    }
    const unknownYear = tally.unknownYear() ?? yearThatIsMissing(nowMs, deps);
    const isNews = warned?.year !== unknownYear || nowMs - (warned?.atMs ?? 0) >= CALENDAR_WARNING_EVERY_MS;
    if (unknownYear !== undefined && isNews) {
      logger.warn('deadlines.calendar-unknown', { year: unknownYear });
      warned = { year: unknownYear, atMs: nowMs };
    }
    if (deps.metrics) measure(report, unknownYear !== undefined, deps.metrics);
    return report;
  };
}

function measure(
  { overdue, forOperations, failed }: DeadlinesReport,
  unknown: boolean,
  metrics: Metrics,
): void {
  metrics.level(
    'DeadlinesOverdue',
    Object.values(overdue).reduce((sum, count) => sum + count, 0),
  );
  metrics.level('DeadlinesForOperations', forOperations);
  metrics.add('DeadlinesFailed', failed);
  metrics.level('CalendarsUnknown', unknown ? 1 : 0);
  metrics.write();
}

/** @returns `undefined` after a fault, which is logged. */
async function lookAfterOne(
  due: DueDeadline,
  nowMs: number,
  deps: DeadlinesDependencies,
): Promise<LookedAfter | undefined> {
  try {
    return await lookAfter(due, nowMs, deps);
  } catch (error) {
    const { deadlineId, orderId, kind } = due;
    deps.logger.error('deadlines.failed', { deadlineId, orderId, kind, error });
    return undefined;
  }
}

/** Asked before a clock needs it, while there is time to update the calendar. */
function yearThatIsMissing(nowMs: number, { workingDays }: DeadlinesDependencies): number | undefined {
  try {
    workingDays.isWorkingDay(nowMs + CALENDAR_NEEDED_MS);
    return undefined;
  } catch (error) {
    if (error instanceof UnknownCalendarYear) return error.year;
    throw error;
  }
}

function createTally() {
  const counts = { looked: 0, reminded: 0, escalated: 0, over: 0, outdated: 0, failed: 0, forOperations: 0 };
  const overdue: Partial<Record<DeadlineKind, number>> = {};
  let unknown: number | undefined;
  return {
    count({ kind }: DueDeadline, looked: LookedAfter | undefined): void {
      counts.looked += 1;
      if (!looked) {
        counts.failed += 1;
        return;
      }
      if (looked.kind !== 'waiting') counts[looked.kind] += 1;
      if (looked.escalated) counts.escalated += 1;
      if (looked.toOperations) counts.forOperations += 1;
      if (looked.overdue) overdue[kind] = (overdue[kind] ?? 0) + 1;
      unknown ??= looked.unknownYear;
    },
    report: (complete: boolean): DeadlinesReport => ({ ...counts, overdue, complete }),
    unknownYear: () => unknown,
  };
}
