import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOfPeriod } from '../../../shared/due-process/period-end.ts';
import {
  addCalendarDays,
  createWorkingDays,
  UnknownCalendarYear,
} from '../../../shared/due-process/working-days.ts';

const calendar = createWorkingDays();
const DAY_MS = 86_400_000;

/** Noon in the time of the courts. */
const on = (date: string) => Date.parse(`${date}T12:00:00+08:00`);
/** The first instant after the day. */
const endOf = (date: string) => Date.parse(`${date}T00:00:00+08:00`) + DAY_MS;

describe('working days', () => {
  test.each([
    ['2026-11-23', true, 'an ordinary Monday'],
    ['2026-11-22', false, 'an ordinary Sunday'],
    ['2026-10-01', false, 'National Day, a Thursday'],
    ['2026-10-07', false, 'the last day of Golden Week, a Wednesday'],
    ['2026-09-20', true, 'a Sunday that is worked before Golden Week'],
    ['2026-10-10', true, 'a Saturday that is worked after it'],
    ['2026-01-04', true, 'the Sunday after New Year'],
    ['2018-12-29', true, 'a Saturday whose arrangement came with the notice for 2019'],
    ['2018-12-31', false, 'the Monday that it stands for'],
  ])('%s is worked: %s (%s)', (date, isWorked) => {
    expect(calendar.isWorkingDay(on(date))).toBe(isWorked);
  });

  test('begin and end at midnight of the courts, wherever the machine is', () => {
    expect(calendar.isWorkingDay(Date.parse('2026-11-20T23:59:59.999+08:00'))).toBe(true);
    expect(calendar.isWorkingDay(Date.parse('2026-11-21T00:00:00+08:00'))).toBe(false);
  });

  test.each([
    ['2026-11-23', 3, '2026-11-26', 'within a week'],
    ['2026-11-20', 3, '2026-11-25', 'over a weekend'],
    ['2026-09-30', 3, '2026-10-10', 'over Golden Week: 8, 9 and the worked Saturday'],
    ['2026-09-17', 3, '2026-09-21', 'over a worked Sunday'],
    ['2025-12-30', 3, '2026-01-05', 'over the turn of the year, with the worked Sunday'],
    [
      '2026-02-13',
      3,
      '2026-02-25',
      'over the Spring Festival: the worked Saturday before it, then 24 and 25',
    ],
  ])('from %s the %i. ends with %s (%s)', (from, days, last) => {
    expect(calendar.addWorkingDays(on(from), days)).toBe(endOf(last));
  });

  test('the hour of the event does not matter, its day does', () => {
    const morning = Date.parse('2026-11-23T00:00:00+08:00');
    expect(calendar.addWorkingDays(morning, 3)).toBe(endOf('2026-11-26'));
    expect(calendar.addWorkingDays(morning + DAY_MS - 1, 3)).toBe(endOf('2026-11-26'));
    expect(calendar.addWorkingDays(morning - 1, 3)).toBe(endOf('2026-11-25'));
  });
});

describe('calendar days', () => {
  test.each([
    ['2026-11-02', 15, '2026-11-17', 'a Tuesday'],
    ['2026-11-06', 15, '2026-11-23', 'a Saturday, so on Monday'],
    ['2026-09-21', 10, '2026-10-08', 'National Day, so on the first day after Golden Week'],
    ['2026-09-25', 15, '2026-10-10', 'a Saturday that is worked, so on that day'],
    ['2025-12-17', 15, '2026-01-04', 'New Year, so on the Sunday that is worked after it'],
  ])('from %s the %i. ends with %s (%s)', (from, days, last) => {
    expect(calendar.addDays(on(from), days)).toBe(endOf(last));
  });
});

describe('a year whose arrangement is not known', () => {
  test.each(['2003-06-02', '2027-03-01', '2030-01-01'])('%s is never guessed', (date) => {
    expect(() => calendar.isWorkingDay(on(date))).toThrow(UnknownCalendarYear);
  });

  test('is named', () => {
    expect(() => calendar.addWorkingDays(on('2026-12-30'), 3)).toThrow(
      expect.objectContaining({ name: 'UnknownCalendarYear', year: 2027 }),
    );
  });

  test('takes the week before it along, whose days its arrangement can move', () => {
    expect(calendar.isWorkingDay(on('2026-12-24'))).toBe(true);
    expect(() => calendar.isWorkingDay(on('2026-12-25'))).toThrow(UnknownCalendarYear);
    expect(calendar.isWorkingDay(on('2025-12-31'))).toBe(true);
  });

  test('is not known from its New Year alone', () => {
    const partial = createWorkingDays({ holidays: { '2027-01-01': 'New Year' }, workdays: {} });
    expect(() => partial.isWorkingDay(on('2027-03-01'))).toThrow(UnknownCalendarYear);
  });
});

describe('the end of a period of the law', () => {
  const threeWorkingDays = { days: 3, unit: 'working-days', law: 'a law' } as const;
  const tenDays = { days: 10, unit: 'days', law: 'a law' } as const;

  test('is counted in the unit of its clock', () => {
    expect(endOfPeriod(threeWorkingDays, on('2026-09-30'), calendar)).toEqual({
      kind: 'known',
      endMs: endOf('2026-10-10'),
    });
    expect(endOfPeriod(tenDays, on('2026-09-30'), calendar)).toEqual({
      kind: 'known',
      endMs: endOf('2026-10-10'),
    });
  });

  test('is the earliest possible one, and says so, when the calendar is not known', () => {
    expect(endOfPeriod(threeWorkingDays, on('2026-12-30'), calendar)).toEqual({
      kind: 'calendar-unknown',
      endMs: endOf('2027-01-02'),
      year: 2027,
    });
    expect(endOfPeriod(tenDays, on('2026-12-30'), calendar)).toMatchObject({
      kind: 'calendar-unknown',
      endMs: endOf('2027-01-09'),
    });
  });

  test('is never before the end that is told when the calendar is unknown', () => {
    const instants = fc.integer({ min: on('2004-01-10'), max: on('2026-11-01') });
    const unknown = createWorkingDays({ holidays: {}, workdays: {} });
    fc.assert(
      fc.property(instants, fc.constantFrom(threeWorkingDays, tenDays), (fromMs, clock) => {
        const known = endOfPeriod(clock, fromMs, calendar);
        const guessed = endOfPeriod(clock, fromMs, unknown);
        expect(known.kind).toBe('known');
        expect(guessed.kind).toBe('calendar-unknown');
        expect(known.endMs).toBeGreaterThanOrEqual(guessed.endMs);
      }),
    );
  });

  test('falls on midnight, after a working day, and holds exactly so many of them', () => {
    const instants = fc.integer({ min: on('2004-01-10'), max: on('2026-11-01') });
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 12 }), (fromMs, days) => {
        const endMs = calendar.addWorkingDays(fromMs, days);
        expect(calendar.isWorkingDay(endMs - 1)).toBe(true);
        let counted = 0;
        for (let atMs = addCalendarDays(fromMs, 1) - 1; atMs < endMs; atMs += DAY_MS) {
          if (calendar.isWorkingDay(atMs)) counted += 1;
        }
        expect(counted).toBe(days);
      }),
      { numRuns: 50 },
    );
  });
});
