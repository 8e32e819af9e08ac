import { z } from 'zod';

/** Time is kept as whole milliseconds since the Unix epoch (`…Ms`) inside and as RFC 3339 at the edges. */
const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads an RFC 3339 date-time with a stated offset.
 *
 * @returns milliseconds since the epoch, or `undefined` if the text has another form or names a date or time that
 *   does not exist (February 30, 25:00, an offset past 14 hours).
 */
export function parseInstant(text: string): number | undefined {
  const match = RFC_3339.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = match[8] as string;
  if (offset !== 'Z') {
    const offsetHours = Number(offset.slice(1, 3));
    const offsetMinutes = Number(offset.slice(4, 6));
    if (offsetHours > 14 || offsetMinutes > 59) return undefined;
  }
  return Date.parse(text);
}

/** Writes an instant as RFC 3339 in the time of the courts, Asia/Shanghai (UTC+8, no daylight saving since 1991). */
export function formatInstant(instantMs: number): string {
  return `${new Date(instantMs + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`;
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
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
