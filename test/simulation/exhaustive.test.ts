import { describe, expect, test } from 'vitest';
import { MUTANTS } from './mutants.ts';
import type { Planted } from './planted.ts';
import { allSchedules, FAULT_KINDS, runSchedule } from './schedules.ts';

describe('impose, check, release, check, with up to two faults at any boundary of any machine', () => {
  test('every promise is kept on every schedule', async () => {
    let schedules = 0;
    let boundaries = 0;
    for await (const { schedule, outcome } of allSchedules(runSchedule)) {
      schedules += 1;
      boundaries = Math.max(boundaries, outcome.boundaries);
      if (outcome.violations.length > 0) {
        expect.fail(`${JSON.stringify([...schedule])}: ${JSON.stringify(outcome.violations)}`);
      }
    }
    expect(boundaries).toBeGreaterThan(25);
    // Two faults of each kind at each pair of places, as far as a first crash leaves a second place.
    expect(schedules).toBeGreaterThan((FAULT_KINDS.length ** 2 * 25 * 24) / 2);
  }, 90_000);

  const needsFaults = [
    'a poll that fails counts as one that found nothing new',
    'an order that cannot be read counts as absent',
  ];
  test.each(MUTANTS.filter(({ name }) => needsFaults.includes(name)))(
    'a schedule breaks a promise when $name',
    async (planted: Planted) => {
      expect((await runSchedule(new Map(), planted)).violations).toEqual([]);
      let found = false;
      for await (const { outcome } of allSchedules((schedule) => runSchedule(schedule, planted))) {
        found = outcome.violations.some(({ invariant }) => invariant === planted.invariant);
        if (found) break;
      }
      expect(found).toBe(true);
    },
    60_000,
  );
});
