import { daysInMonth, SHANGHAI_OFFSET_MS } from '../contracts/time.ts';

/**
 * The same day and time one calendar month later, as the courts' calendar has it; the last day of that month if it
 * has no such day (31 January gives 28 or 29 February).
 */
export function aMonthAfter(instantMs: number): number {
  const local = new Date(instantMs + SHANGHAI_OFFSET_MS);
  const nextMonth = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 1));
  const lastDay = daysInMonth(nextMonth.getUTCFullYear(), nextMonth.getUTCMonth() + 1);
  const midnightMs = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate());
  nextMonth.setUTCDate(Math.min(local.getUTCDate(), lastDay));
  return nextMonth.getTime() + (local.getTime() - midnightMs) - SHANGHAI_OFFSET_MS;
}
