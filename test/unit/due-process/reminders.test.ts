import { describe, expect, test } from 'vitest';
import { courtAbove } from '../../../shared/due-process/court-above.ts';
import { DEADLINE_KINDS } from '../../../shared/due-process/deadline.ts';
import {
  escalationOf,
  isOverdue,
  LONGEST_NOTICE_MS,
  REMINDER_PLANS,
  stepAt,
} from '../../../shared/due-process/reminders.ts';

const DAY_MS = 86_400_000;
const DUE_MS = Date.parse('2026-11-23T00:00:00+08:00');

describe('the step that a clock has reached', () => {
  test.each([
    ['removal', -2, undefined],
    ['removal', -1, 'due-soon'],
    ['removal', 0, 'due'],
    ['removal', 0.9, 'due'],
    ['removal', 1, 'overdue-1'],
    ['removal', 2.9, 'overdue-1'],
    ['removal', 3, 'overdue-3'],
    ['removal', 7, 'overdue-7'],
    ['removal', 29, 'overdue-7'],
    ['removal', 30, 'overdue-30'],
    ['removal', 95, 'overdue-90'],
    ['objection-review', -3, 'due-soon'],
    ['period-ending', -7, 'due-soon'],
    ['period-ending', 1, 'ended'],
    ['grant-ending', 400, 'ended'],
    ['reconsideration-filing', -1, undefined],
    ['continuation-end-missing', -1, undefined],
    ['continuation-end-missing', 0, 'due'],
  ] as const)('%s, %s days from its end: %s', (kind, days, step) => {
    expect(stepAt({ kind, dueAtMs: DUE_MS }, DUE_MS + days * DAY_MS)).toBe(step);
  });

  test('a period is over only when every check that began within it has answered', () => {
    const clock = { kind: 'period-ending', dueAtMs: DUE_MS } as const;
    expect(stepAt(clock, DUE_MS)).toBeUndefined();
    expect(stepAt(clock, DUE_MS + 60_000)).toBe('ended');
  });

  test('no clock has a step before the longest notice', () => {
    for (const kind of DEADLINE_KINDS) {
      expect(stepAt({ kind, dueAtMs: DUE_MS }, DUE_MS - LONGEST_NOTICE_MS - 1)).toBeUndefined();
    }
  });

  test('only what is owed goes overdue', () => {
    for (const kind of DEADLINE_KINDS) {
      const step = stepAt({ kind, dueAtMs: DUE_MS }, DUE_MS + 10 * DAY_MS);
      expect(isOverdue(step)).toBe(REMINDER_PLANS[kind].end === 'owed');
    }
    expect(isOverdue('due')).toBe(true);
    expect(isOverdue('due-soon')).toBe(false);
    expect(isOverdue(undefined)).toBe(false);
  });
});

describe('escalation', () => {
  test.each([
    ['due-soon', { operations: false }],
    ['due', { operations: false }],
    ['overdue-1', { operations: false }],
    ['overdue-3', { courtAbove: '京', operations: false }],
    ['overdue-7', { courtAbove: '京', operations: true }],
    ['overdue-60', { courtAbove: '京', operations: true }],
  ] as const)('%s', (step, expected) => {
    expect(escalationOf(step, '京')).toEqual(expected);
  });

  test('goes to operations at once where there is no court above', () => {
    expect(escalationOf('overdue-3', undefined)).toEqual({ operations: true });
  });
});

describe('the court above', () => {
  test.each([
    ['苏0102', '苏01', 'a basic court in a province'],
    ['苏01', '苏', 'an intermediate court'],
    ['苏', '最高法', 'a high court'],
    ['最高法', undefined, 'the Supreme People’s Court'],
    ['京0105', '京', 'a basic court in a municipality, whose intermediate court its code does not tell'],
    ['鄂9004', '鄂', 'a basic court in a county administered by the province'],
    ['兵0101', '兵01', 'a court of the Production and Construction Corps'],
  ])('%s: %s (%s)', (code, above, _which) => {
    expect(courtAbove(code)).toBe(above);
  });
});
