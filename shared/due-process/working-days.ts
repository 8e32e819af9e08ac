import arrangements from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { SHANGHAI_OFFSET_MS } from '../contracts/time.ts';

const DAY_MS = 86_400_000;

/** What the State Council arranges for a year: days off, and weekends that are worked instead; dates as `2026-10-01`. */
export interface HolidayArrangements {
  readonly holidays: Readonly<Record<string, unknown>>;
  readonly workdays: Readonly<Record<string, unknown>>;
}

/** Working days in the time of the courts. Days and instants are told apart: all instants are epoch milliseconds. */
export interface WorkingDays {
  /** Whether the day that the instant falls on is worked. @throws UnknownCalendarYear */
  isWorkingDay(atMs: number): boolean;
  /** The end of the n-th working day after the day of the instant: its first instant no more. @throws UnknownCalendarYear */
  addWorkingDays(fromMs: number, days: number): number;
  /**
   * The end of the n-th day after the day of the instant; if that day is not worked, of the first worked one after it.
   * @throws UnknownCalendarYear
   */
  addDays(fromMs: number, days: number): number;
}

/** Nobody has told us which days of that year are worked. A weekday may be a holiday and a Sunday a working day. */
export class UnknownCalendarYear extends Error {
  override readonly name = 'UnknownCalendarYear';
  readonly year: number;

  constructor(year: number) {
    super(`the working days of ${year} are not known: update the calendar library`);
    this.year = year;
  }
}

/**
 * The arrangement of New Year can take days of the week before it (Saturday 29 December 2018 was worked, Monday the 31st
 * was not), and comes with the notice for the new year. Until then these days are not known either.
 */
const FIRST_DAY_OF_NEXT_ARRANGEMENT = '-12-25';

/**
 * The working-day calendar of the People's Republic, holidays and make-up weekends year by year as the State Council
 * arranges them each autumn for the next one.
 *
 * The library answers for every year, and for one without an arrangement as if all weekdays were worked. So only years
 * are trusted that its data holds from New Year to National Day.
 *
 * Periods: the day of the event does not count, and a period that ends on a day off ends on the first day after it
 * (Civil Procedure Law art. 85). The end is told as the first instant that no longer belongs to the period.
 */
export function createWorkingDays(data: HolidayArrangements = arrangements): WorkingDays {
  function isWorked(day: number): boolean {
    const date = dateOf(day);
    const year = Number(date.slice(0, 4));
    requireYear(year);
    if (date.slice(4) >= FIRST_DAY_OF_NEXT_ARRANGEMENT) requireYear(year + 1);
    if (date in data.workdays) return true;
    return !isWeekend(day) && !(date in data.holidays);
  }

  function requireYear(year: number): void {
    if (`${year}-01-01` in data.holidays && `${year}-10-01` in data.holidays) return;
    throw new UnknownCalendarYear(year);
  }

  function firstWorkedFrom(day: number): number {
    let candidate = day;
    while (!isWorked(candidate)) candidate += 1;
    return candidate;
  }

  return {
    isWorkingDay: (atMs) => isWorked(dayOf(atMs)),
    addWorkingDays(fromMs, days) {
      let day = dayOf(fromMs);
      for (let counted = 0; counted < days; counted++) day = firstWorkedFrom(day + 1);
      return endOf(day);
    },
    addDays: (fromMs, days) => endOf(firstWorkedFrom(dayOf(fromMs) + days)),
  };
}

/** The end of the n-th day after the day of the instant, worked or not. Asks no calendar. */
export function addCalendarDays(fromMs: number, days: number): number {
  return endOf(dayOf(fromMs) + days);
}

/** Days since the epoch, as the clocks of the courts count them. */
function dayOf(atMs: number): number {
  return Math.floor((atMs + SHANGHAI_OFFSET_MS) / DAY_MS);
}

function endOf(day: number): number {
  return (day + 1) * DAY_MS - SHANGHAI_OFFSET_MS;
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The epoch was a Thursday. */
function isWeekend(day: number): boolean {
  const weekday = (((day + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}
