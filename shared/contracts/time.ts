import * as z from 'zod';

/** Time is kept as whole milliseconds since the Unix epoch (`…Ms`) inside and as RFC 3339 at the edges. */
const FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Courts and operators live in one time zone: Asia/Shanghai, UTC+8, without daylight saving since 1991. */
export const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * Reads an RFC 3339 date-time with a stated offset. Digits are read in place: a purchase may state its time, so this
 * runs for every check.
 *
 * @returns milliseconds since the epoch, or `undefined` if the text has another form or names a date or time that
 *   does not exist (February 30, 25:00, an offset past 14 hours).
 */
export function parseInstant(text: string): number | undefined {
  if (!FORM.test(text)) return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offsetMinutes = offsetOf(text);
  if (offsetMinutes === undefined) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute - offsetMinutes, second, millisecondsOf(text));
}

/** Minutes that local time is ahead of UTC; `undefined` for an offset that no place has. */
function offsetOf(text: string): number | undefined {
  if (text.endsWith('Z')) return 0;
  const start = text.length - 6;
  const hours = twoDigits(text, start + 1);
  const minutes = twoDigits(text, start + 4);
  if (hours > 14 || minutes > 59) return undefined;
  return (hours * 60 + minutes) * (text[start] === '-' ? -1 : 1);
}

/** The first three digits of the fraction of a second; finer ones are dropped. */
function millisecondsOf(text: string): number {
  if (text[19] !== '.') return 0;
  const fraction = /^\d{1,3}/.exec(text.slice(20))?.[0] as string;
  return Number(fraction.padEnd(3, '0'));
}

function twoDigits(text: string, start: number): number {
  return (text.charCodeAt(start) - 48) * 10 + text.charCodeAt(start + 1) - 48;
}

/** The last second that was written: most instants are of this very moment, and calendars are slow. */
let lastSecond = Number.NaN;
let lastSecondText = '';

/** Writes an instant as RFC 3339 in the time of the courts, Asia/Shanghai (UTC+8, no daylight saving since 1991). */
export function formatInstant(instantMs: number): string {
  const second = Math.floor(instantMs / 1_000);
  if (second !== lastSecond) {
    lastSecondText = new Date(second * 1_000 + SHANGHAI_OFFSET_MS).toISOString().slice(0, 19);
    lastSecond = second;
  }
  const milliseconds = Math.floor(instantMs) - second * 1_000;
  return `${lastSecondText}.${milliseconds < 100 ? (milliseconds < 10 ? '00' : '0') : ''}${milliseconds}+08:00`;
}

export function daysInMonth(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (DAYS_IN_MONTH[month - 1] as number);
}

/** A date-time field of a request: RFC 3339 with offset in, epoch milliseconds out. */
export const instantField = z
  .string('must be a date-time with offset, such as 2026-12-01T08:00:00+08:00')
  .max(40, 'must be a date-time with offset, such as 2026-12-01T08:00:00+08:00')
  .transform((text, context): number => {
    const instantMs = parseInstant(text);
    if (instantMs !== undefined) return instantMs;
    context.addIssue({
      code: 'custom',
      message: 'must be an existing date-time with offset (RFC 3339), such as 2026-12-01T08:00:00+08:00',
    });
    return z.NEVER;
  });

/** `yyyy-mm` of the calendar month (Asia/Shanghai) that an instant lies in. */
export function monthOf(atMs: number): string {
  return new Date(atMs + SHANGHAI_OFFSET_MS).toISOString().slice(0, 7);
}
