import type { ProcedureClock } from '../policy/procedures.ts';
import { addCalendarDays, UnknownCalendarYear, type WorkingDays } from './working-days.ts';

/** When a period ends: the first instant after it, epoch milliseconds. */
export type PeriodEnd =
  | { readonly kind: 'known'; readonly endMs: number }
  /** The earliest end that it can have: holidays could only move it later. */
  | { readonly kind: 'calendar-unknown'; readonly endMs: number; readonly year: number };

/**
 * The end of a period of the law that begins with an event.
 *
 * An act must not fail because a calendar is missing, and no holiday is invented: where the working days of a year are
 * not known, the end is told as the earliest one possible, as if every day were worked. So a court is reminded too early
 * rather than too late, and nobody waits longer than the law says. Whoever gets `calendar-unknown` logs
 * `deadlines.calendar-unknown`, and refuses nobody for having come after such an end.
 */
export function endOfPeriod(clock: ProcedureClock, fromMs: number, calendar: WorkingDays): PeriodEnd {
  try {
    const endMs =
      clock.unit === 'working-days'
        ? calendar.addWorkingDays(fromMs, clock.days)
        : calendar.addDays(fromMs, clock.days);
    return { kind: 'known', endMs };
  } catch (error) {
    if (!(error instanceof UnknownCalendarYear)) throw error;
    return { kind: 'calendar-unknown', endMs: addCalendarDays(fromMs, clock.days), year: error.year };
  }
}
