import { SHANGHAI_OFFSET_MS } from '../contracts/time.ts';

const FULL_AGE_YEARS = 18;

/**
 * Whether someone is under eighteen at an instant. Of age from the day of the eighteenth birthday by the calendar of
 * Asia/Shanghai; born on 29 February, from 1 March, since no eighteenth year after a leap year has that day.
 * Source: Civil Code art. 17. A date of birth in the future counts as a minor.
 *
 * @param birthDate `YYYY-MM-DD`, as `birthDateOf` gives it
 * @param atMs milliseconds since the epoch
 * @throws RangeError if the birth date has another form or the instant is not a date
 */
export function isMinorAt(birthDate: string, atMs: number): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(birthDate);
  const today = new Date(atMs + SHANGHAI_OFFSET_MS);
  if (!match) throw new RangeError('a date of birth has the form YYYY-MM-DD');
  if (Number.isNaN(today.getTime())) throw new RangeError('the instant is not a date');

  const ofAgeFrom = (Number(match[1]) + FULL_AGE_YEARS) * 10_000 + Number(match[2]) * 100 + Number(match[3]);
  const on = today.getUTCFullYear() * 10_000 + (today.getUTCMonth() + 1) * 100 + today.getUTCDate();
  return on < ofAgeFrom;
}
