import { beforeEach, describe, expect, test } from 'vitest';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import type { Deadline } from '../../../shared/due-process/deadline.ts';
import { deadlineIdFor } from '../../../shared/due-process/deadline-id.ts';
import { createWorkingDays } from '../../../shared/due-process/working-days.ts';
import { PROCEDURES } from '../../../shared/policy/procedures.ts';
import { createWorld, DAY_MS, START_MS, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});

describe('the clock of a removal', () => {
  const arisenAtMs = Date.parse('2026-12-29T10:00:00+08:00');
  const removalUntil = (end: string): Deadline => ({
    deadlineId: deadlineIdFor('ord-1' as OrderId, 'removal', 'performed'),
    kind: 'removal',
    orderId: 'ord-1' as OrderId,
    courtCode: '苏0102',
    about: 'performed',
    startedAtMs: arisenAtMs,
    dueAtMs: Date.parse(`${end}T00:00:00+08:00`),
    law: PROCEDURES['list-provisions'].removal.law,
  });
  /** A calendar of 2026 and 2027 with the days off that make it known, and more. */
  const arranged = (...more: readonly string[]) => {
    const daysOff = ['2026-01-01', '2026-10-01', '2027-01-01', '2027-10-01', ...more];
    return createWorkingDays({ holidays: Object.fromEntries(daysOff.map((day) => [day, ''])), workdays: {} });
  };
  const unknown = createWorkingDays({ holidays: {}, workdays: {} });
  const EARLIEST = removalUntil('2027-01-02');

  beforeEach(async () => {
    world.clock.advance(arisenAtMs - START_MS);
    await world.order('ord-1');
    await world.deadlines.start(EARLIEST);
  });

  test('over a New Year that is not known has its earliest end, its true one when the calendar learns it', async () => {
    world.calendar.current = unknown;
    await world.run();
    expect(world.deadlines.all()).toEqual([EARLIEST]);
    expect(world.log.codes()).toContain('deadlines.calendar-unknown');

    // New Year is a Friday: Wednesday, Thursday, Monday.
    world.calendar.current = arranged();
    expect(await world.run()).toMatchObject({ outdated: 1 });
    expect(world.deadlines.all()).toEqual([removalUntil('2027-01-05')]);
    expect(await world.run()).toMatchObject({ outdated: 0 });
  });

  test('is moved again when the calendar is corrected, and goes overdue only after its true end', async () => {
    world.calendar.current = arranged();
    await world.run();
    world.calendar.current = arranged('2027-01-04');
    await world.run();
    expect(world.deadlines.all()).toEqual([removalUntil('2027-01-06')]);
    world.clock.advance(Date.parse('2027-01-05T12:00:00+08:00') - arisenAtMs);
    expect(await world.run()).toMatchObject({ overdue: {} });
    world.clock.advance(DAY_MS);
    expect(await world.run()).toMatchObject({ overdue: { removal: 1 } });
  });

  test('that is withdrawn while a run moves it does not come back', async () => {
    world.calendar.current = arranged();
    const { move } = world.deadlines;
    world.deadlines.move = async (deadline, fromMs) => {
      await world.deadlines.stop(deadline.orderId, deadline.deadlineId);
      await move(deadline, fromMs);
    };
    await world.run();
    expect(world.deadlines.all()).toEqual([]);
  });

  test('that is brought forward while a run moves it is not put off', async () => {
    world.calendar.current = arranged();
    const earlier = { ...removalUntil('2027-01-01'), startedAtMs: arisenAtMs - DAY_MS };
    const { move } = world.deadlines;
    world.deadlines.move = async (deadline, fromMs) => {
      await world.deadlines.start(earlier);
      await move(deadline, fromMs);
    };
    await world.run();
    expect(world.deadlines.all()).toEqual([earlier]);
  });
});
