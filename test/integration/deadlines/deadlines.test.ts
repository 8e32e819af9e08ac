import { beforeEach, describe, expect, test } from 'vitest';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { clockOf } from '../../../shared/due-process/objections/clock-of.ts';
import { fileObjection } from '../../../shared/due-process/objections/file-objection.ts';
import { followOrder } from '../../../shared/due-process/order-deadlines.ts';
import { createWorkingDays } from '../../../shared/due-process/working-days.ts';
import { createWorld, DAY_MS, START_MS, stepsOf, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});

const steps = (court: string) => stepsOf(world, court);

describe('what a court owes', () => {
  test('is in its queue before it is due, when it is due, and step by step while it is overdue', async () => {
    await world.owedRemoval('ord-1', 3 * DAY_MS);
    const seen: string[][] = [];
    for (const days of [0, 2, 1, 1, 2, 4]) {
      world.clock.advance(days * DAY_MS);
      await world.run();
      await world.run();
      seen.push(await steps('苏0102'));
    }
    expect(seen).toEqual([
      [],
      ['ord-1 due-soon'],
      ['ord-1 due'],
      ['ord-1 overdue-1'],
      ['ord-1 overdue-3'],
      ['ord-1 overdue-7'],
    ]);
    expect(world.reminders.all().filter(({ addressee }) => addressee === '苏0102')).toHaveLength(5);
  });

  test('goes to the court above on the third day and to operations on the seventh, and is accounted for', async () => {
    await world.owedRemoval('ord-1', 0);
    world.clock.advance(3 * DAY_MS);
    expect(await world.run()).toMatchObject({ escalated: 1, forOperations: 0 });
    expect(await steps('苏01')).toEqual(['ord-1 overdue-3']);
    world.clock.advance(4 * DAY_MS);
    expect(await world.run()).toMatchObject({ escalated: 1, forOperations: 1 });
    expect(world.audit.all().filter(({ act }) => act === 'reminder.escalate')).toMatchObject([
      { actor: 'system', orders: [{ orderId: 'ord-1' }], facts: { step: 'overdue-3', to: '苏01' } },
      { actor: 'system', facts: { step: 'overdue-7', to: '苏01' } },
    ]);
    expect(await world.orders.get('ord-1' as OrderId)).toMatchObject({ terms: { status: 'active' } });
  });

  test('is counted for operations in each run while it is overdue', async () => {
    await world.owedRemoval('ord-1', 0);
    await world.owedRemoval('ord-2', DAY_MS / 2);
    await world.owedRemoval('ord-3', 5 * DAY_MS);
    world.clock.advance(DAY_MS);
    for (let runs = 0; runs < 2; runs++) {
      await world.run();
      expect(world.log.lines.at(-1)).toEqual({
        level: 'warn',
        code: 'deadlines.overdue',
        fields: { removal: 2, forOperations: 0, complete: true },
      });
    }
  });

  test('is out of the queue and overdue no more once it was done', async () => {
    await world.owedRemoval('ord-1', 0);
    world.clock.advance(DAY_MS);
    await world.run();
    const released = await world.order('ord-1', { status: 'released', endReason: 'performed' }, 2);
    await followOrder(released, world);
    expect(await steps('苏0102')).toEqual([]);
    expect(await world.run()).toMatchObject({ looked: 0, overdue: {} });
  });

  test('is not asked for when the order ended and its clock was left over', async () => {
    await world.owedRemoval('ord-1', 0);
    await world.order('ord-1', { status: 'released', endReason: 'performed' }, 2);
    expect(await world.run()).toMatchObject({ outdated: 1, reminded: 0 });
    expect(world.deadlines.all()).toEqual([]);
    expect(world.reminders.all()).toEqual([]);
  });

  test('is not asked for any more when the period of the order is over: nothing is left to remove', async () => {
    const period = { fromMs: START_MS - DAY_MS, toMs: START_MS + 2 * DAY_MS };
    await world.owedRemoval('ord-1', 0);
    await world.order('ord-1', { period }, 2);
    world.clock.advance(DAY_MS);
    expect(await world.run()).toMatchObject({ overdue: { removal: 1 } });
    world.clock.advance(DAY_MS);
    expect(await world.run()).toMatchObject({ outdated: 1, overdue: {} });
    expect(await steps('苏0102')).toEqual([]);
    expect(await world.run()).toMatchObject({ looked: 0 });
  });
});

describe('the clocks of objections', () => {
  const filing = { ground: 'facts', filedBy: 'subject', filedAtMs: START_MS } as const;
  const file = async () =>
    (await fileObjection(await world.order('ord-1'), filing, 'list-provisions', { actor: 'c' }, world))
      .objection;

  test('remind of a review that was not decided', async () => {
    await file();
    world.clock.advance(20 * DAY_MS);
    expect(await world.run()).toMatchObject({ overdue: { 'objection-review': 1 } });
    expect((await world.queue('京0105')).body.reminders).toMatchObject([
      { kind: 'objection-review', orderId: 'ord-1' },
    ]);
  });

  test('that no objection runs any more, after a crash, are stopped without a reminder', async () => {
    const objection = await file();
    const left = clockOf({ ...objection, state: 'upheld' }, world.workingDays);
    if (left) await world.deadlines.start(left.deadline);
    world.clock.advance(4 * DAY_MS);
    expect(await world.run()).toMatchObject({ outdated: 1 });
    expect(world.deadlines.all().map(({ kind }) => kind)).toEqual(['objection-review']);
    expect(world.reminders.all()).toEqual([]);
  });

  test('that start while a run looks at an older state of the objection go on running', async () => {
    const objection = await file();
    const upheld = { ...objection, state: 'upheld', revision: 2 } as const;
    const clock = clockOf(upheld, world.workingDays);
    if (!clock) throw new Error('an upheld objection has a clock');
    await world.deadlines.start(clock.deadline);
    const stop = world.deadlines.stop;
    world.deadlines.stop = async (orderId, deadlineId) => {
      await world.objections.write(upheld);
      await stop(orderId, deadlineId);
    };
    world.clock.advance(4 * DAY_MS);
    await world.run();
    expect(world.deadlines.all()).toContainEqual(clock.deadline);
  });

  test('that were started when the calendar was not known get their true end when it is', async () => {
    const objection = await file();
    const early = clockOf(objection, createWorkingDays({ holidays: {}, workdays: {} }));
    if (!early) throw new Error('a filed objection has a clock');
    await world.deadlines.start({ ...early.deadline, dueAtMs: early.deadline.dueAtMs - 2 * DAY_MS });
    world.clock.advance(10 * DAY_MS);
    expect(await world.run()).toMatchObject({ outdated: 1 });
    expect(world.deadlines.all()).toEqual([clockOf(objection, world.workingDays)?.deadline]);
  });
});

describe('a run', () => {
  test('goes on after the fault of one clock, which the next run takes up again', async () => {
    const period = { fromMs: START_MS - DAY_MS, toMs: START_MS + DAY_MS };
    for (const id of ['ord-1', 'ord-2', 'ord-3']) await followOrder(await world.order(id, { period }), world);
    world.faults.add('ord-2' as OrderId);
    world.clock.advance(2 * DAY_MS);
    expect(await world.run()).toMatchObject({ over: 2, failed: 1 });
    expect(world.log.lines.filter(({ level }) => level === 'error')).toMatchObject([
      { code: 'deadlines.failed', fields: { orderId: 'ord-2', kind: 'period-ending' } },
    ]);
    world.faults.clear();
    expect(await world.run()).toMatchObject({ over: 1, failed: 0 });
    expect(world.ended.toSorted()).toEqual(['ord-1', 'ord-2', 'ord-3']);
  });

  test('that is out of time leaves the rest to the next one, and none is passed over', async () => {
    for (let n = 1; n <= 5; n++) await world.owedRemoval(`ord-${n}`, n * 1_000);
    world.clock.advance(DAY_MS);
    const short = { budgetMs: 0, pageSize: 2 };
    expect(await world.run(short)).toMatchObject({ looked: 2, complete: false });
    expect(await world.run(short)).toMatchObject({ looked: 2, complete: false });
    expect(await world.run(short)).toMatchObject({ looked: 1, complete: false });
    expect(await world.cursor.read()).toBeUndefined();
    expect((await steps('苏0102')).length).toBe(5);
    expect(await world.run()).toMatchObject({ looked: 5, complete: true });
  });

  test('says in time that the calendar of the next year is missing', async () => {
    await world.run();
    expect(world.log.codes()).toEqual(['deadlines.checked']);
    world.clock.advance(Date.parse('2026-12-20T12:00:00+08:00') - START_MS);
    await world.run();
    expect(world.log.lines.at(-1)).toMatchObject({
      level: 'warn',
      code: 'deadlines.calendar-unknown',
      fields: { year: 2027 },
    });
  });
});

test('a calendar that is missing is said once a day, however often the function runs', async () => {
  world.clock.advance(Date.parse('2026-12-20T12:00:00+08:00') - START_MS);
  const run = world.handler();
  const said = () => world.log.codes().filter((code) => code === 'deadlines.calendar-unknown').length;
  await run();
  await run();
  expect(said()).toBe(1);
  world.clock.advance(DAY_MS);
  await run();
  expect(said()).toBe(2);
});

describe('the queue of a court', () => {
  test('is read in pages, and the reading is accounted for', async () => {
    for (let n = 1; n <= 3; n++) await world.owedRemoval(`ord-${n}`, n * 1_000);
    world.clock.advance(DAY_MS / 2);
    await world.run();
    const first = await world.queue('苏0102', '?limit=2');
    expect(first.body.reminders).toMatchObject([
      { orderId: 'ord-1', kind: 'removal', step: 'due', courtCode: '苏0102' },
      { orderId: 'ord-2' },
    ]);
    const second = await world.queue('苏0102', `?limit=2&after=${encodeURIComponent(first.body.next ?? '')}`);
    expect(second.body.reminders.map(({ orderId }) => orderId)).toEqual(['ord-3']);
    expect(second.body.next).toBeUndefined();
    expect(world.audit.all().at(-1)).toMatchObject({
      actor: 'demo-court',
      act: 'reminders.read',
      facts: { court: '苏0102', shown: 1 },
    });
  });

  test.each([
    ['nowhere', '', 404],
    ['苏0102', '?limit=0', 422],
    ['苏0102', '?limit=201', 422],
    ['苏0102', '?after=x', 422],
    ['苏0102', '?court=x', 422],
  ])('%s%s: %i', async (court, search, status) => {
    expect((await world.queue(court, search)).status).toBe(status);
  });
});
