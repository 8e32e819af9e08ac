import type { Mutant } from '../mutant.ts';

const CALENDAR = ['test/unit/due-process/working-days.test.ts'];
const DEADLINES = ['test/integration/deadlines/deadlines.test.ts'];

/** The times that the law gives, and what is done when they are over. */
export const CLOCK_MUTANTS: readonly Mutant[] = [
  {
    name: 'the time to let somebody go is counted in calendar days',
    breaks: 'clocks',
    file: 'shared/policy/procedures.ts',
    find: "removal: { days: 3, unit: 'working-days',",
    replace: "removal: { days: 3, unit: 'days',",
    tests: ['test/integration/acts/acts.test.ts'],
  },
  {
    name: 'a later ground puts off the removal that is owed',
    breaks: 'clocks',
    file: 'shared/due-process/acts/state-removal-ground.ts',
    find: 'running.startedAtMs <= body.arisenAt',
    replace: 'running.startedAtMs === body.arisenAt',
    tests: ['test/integration/acts/acts.test.ts'],
  },
  {
    name: 'a weekend that is worked instead of a holiday counts as days off',
    breaks: 'clocks',
    file: 'shared/due-process/working-days.ts',
    find: 'if (date in data.workdays) return true;',
    replace: '',
    tests: CALENDAR,
  },
  {
    name: 'the working days of a year that is not known are guessed',
    breaks: 'clocks',
    file: 'shared/due-process/working-days.ts',
    find: 'throw new UnknownCalendarYear(year);',
    replace: '',
    tests: CALENDAR,
  },
  {
    name: 'the days before a New Year that is not known are guessed',
    breaks: 'clocks',
    file: 'shared/due-process/working-days.ts',
    find: 'if (date.slice(4) >= FIRST_DAY_OF_NEXT_ARRANGEMENT) requireYear(year + 1);',
    replace: '',
    tests: CALENDAR,
  },
  {
    name: 'the clock of a decided objection runs on',
    breaks: 'clocks',
    file: 'shared/due-process/objections/advance.ts',
    find: 'if (deadlineId !== clock?.deadline.deadlineId) await deadlines.stop(orderId, deadlineId);',
    replace: '',
    tests: ['test/integration/objections/objections.test.ts'],
  },
  {
    name: 'what is overdue is never told to the court above',
    breaks: 'clocks',
    file: 'shared/due-process/look-after.ts',
    find: 'if (escalation.courtAbove !== undefined) {',
    replace: 'if (escalation.courtAbove === deadline.courtCode) {',
    tests: DEADLINES,
  },
  {
    name: 'a period that is over tells no operator',
    breaks: 'I4',
    file: 'shared/due-process/look-after.ts',
    find: "if (kind === 'period-ending' && step === 'ended') await deps.onPeriodEnded(orderId);",
    replace: '',
    tests: DEADLINES,
  },
];
