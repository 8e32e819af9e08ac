import { beforeEach, describe, expect, test } from 'vitest';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { Deadline } from '../../../shared/due-process/deadline.ts';
import { followOrder } from '../../../shared/due-process/order-deadlines.ts';
import { grant } from '../../unit/orders/fixtures.ts';
import { createWorld, DAY_MS, START_MS, stepsOf, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});

const steps = (court: string) => stepsOf(world, court);

describe('what lasts until a time', () => {
  test('a period that is over leads to notices once, releases nothing, and is shown as ended', async () => {
    const toMs = START_MS + 7 * DAY_MS;
    const period = { fromMs: START_MS - DAY_MS, toMs };
    await followOrder(await world.order('ord-1', { period }), world);
    await world.run();
    expect(await steps('京0105')).toEqual(['ord-1 due-soon']);
    world.clock.advance(7 * DAY_MS);
    await world.run();
    expect(world.ended).toEqual([]);
    world.clock.advance(60_000);
    expect(await world.run()).toMatchObject({ over: 1, overdue: {} });
    await world.run();
    expect(world.ended).toEqual(['ord-1']);
    expect(await steps('京0105')).toEqual(['ord-1 ended']);
    expect((await world.orders.get('ord-1' as OrderId))?.terms.status).toBe('active');
  });

  test('a grant is reminded of before it ends, and its clock stops with it', async () => {
    const grants = [grant({ toMs: START_MS + 3 * DAY_MS })];
    await followOrder(await world.order('ord-1', { grants }), world);
    await world.run();
    expect(await steps('京0105')).toEqual(['ord-1 due-soon']);
    world.clock.advance(4 * DAY_MS);
    expect(await world.run()).toMatchObject({ over: 1 });
    expect(world.deadlines.all()).toEqual([]);
    expect(world.ended).toEqual([]);
  });

  test('a continued restriction without a stated end is overdue from the start', async () => {
    await followOrder(await world.order('ord-2', { continues: 'ord-1' as OrderId }), world);
    expect(await world.run()).toMatchObject({ overdue: { 'continuation-end-missing': 1 } });
    const period = { fromMs: START_MS, toMs: START_MS + 90 * DAY_MS };
    await followOrder(await world.order('ord-2', { continues: 'ord-1' as OrderId, period }, 2), world);
    expect(await world.run()).toMatchObject({ overdue: {} });
  });

  test('a period that was prolonged while its clock was left at the old end is not over', async () => {
    const period = { fromMs: START_MS - DAY_MS, toMs: START_MS + DAY_MS };
    await followOrder(await world.order('ord-1', { period }), world);
    const longer = { ...period, toMs: START_MS + 30 * DAY_MS };
    await world.order('ord-1', { period: longer }, 2);
    world.clock.advance(2 * DAY_MS);
    expect(await world.run()).toMatchObject({ outdated: 1, over: 0 });
    expect(world.ended).toEqual([]);
    expect(world.deadlines.all()).toMatchObject([{ kind: 'period-ending', dueAtMs: longer.toMs }]);
  });

  test('a period that is prolonged while its clock is being closed has a clock to its new end', async () => {
    const period = { fromMs: START_MS - DAY_MS, toMs: START_MS + DAY_MS };
    await followOrder(await world.order('ord-1', { period }), world);
    const longer = { ...period, toMs: START_MS + 30 * DAY_MS };
    world.meanwhile.set('ord-1' as OrderId, async () =>
      followOrder(await world.order('ord-1', { period: longer }, 2), world),
    );
    world.clock.advance(2 * DAY_MS);
    expect(await world.run()).toMatchObject({ over: 1 });
    expect(world.deadlines.all()).toMatchObject([
      { kind: 'period-ending', dueAtMs: longer.toMs },
      { kind: 'retention', dueAtMs: period.toMs + 30 * DAY_MS },
    ]);
    // The order is looked at, whatever became of it: a run that had begun to set ends may have crashed.
    world.clock.advance(29 * DAY_MS);
    await world.run();
    expect(world.retained).toEqual(['ord-1']);
    world.meanwhile.clear();
    world.clock.advance(2 * DAY_MS);
    await world.run();
    expect(world.retained).toEqual(['ord-1']);
    expect(world.deadlines.all()).toMatchObject([{ kind: 'retention', dueAtMs: longer.toMs + 30 * DAY_MS }]);
  });

  test('a period that is prolonged and then shortened while its clock is being closed has a clock to its newest end', async () => {
    const period = { fromMs: START_MS - DAY_MS, toMs: START_MS + DAY_MS };
    await followOrder(await world.order('ord-1', { period }), world);
    const longer = { ...period, toMs: START_MS + 300 * DAY_MS };
    const shorter = { ...period, toMs: START_MS + 3 * DAY_MS };
    world.meanwhile.set(
      'ord-1' as OrderId,
      async () => void (await world.order('ord-1', { period: longer }, 2)),
    );
    const { start } = world.deadlines;
    let shortened = false;
    world.deadlines.start = async (deadline) => {
      if (deadline.dueAtMs === longer.toMs && !shortened) {
        shortened = true;
        await followOrder(await world.order('ord-1', { period: shorter }, 3), world);
      }
      await start(deadline);
    };
    world.clock.advance(2 * DAY_MS);
    await world.run();
    expect(shortened).toBe(true);
    expect(world.deadlines.all()).toContainEqual(
      expect.objectContaining({ kind: 'period-ending', dueAtMs: shorter.toMs }),
    );
  });

  test('what is kept about an order whose period is over gets its end when nothing can prolong it any more', async () => {
    const period = { fromMs: START_MS - DAY_MS, toMs: START_MS + DAY_MS };
    await followOrder(await world.order('ord-1', { period }), world);
    world.clock.advance(2 * DAY_MS);
    await world.run();
    const retention = { kind: 'retention', orderId: 'ord-1', dueAtMs: period.toMs + 30 * DAY_MS };
    expect(world.deadlines.all()).toMatchObject([retention]);
    world.clock.advance(29 * DAY_MS - 1);
    expect(await world.run()).toMatchObject({ over: 0, reminded: 0, overdue: {} });
    expect(world.retained).toEqual([]);

    world.clock.advance(1);
    world.faults.add('ord-1' as OrderId);
    expect(await world.run()).toMatchObject({ failed: 1 });
    expect(world.deadlines.all()).toMatchObject([retention]);
    world.faults.clear();
    const accounts = world.audit.all().length;
    expect(await world.run()).toMatchObject({ over: 1, failed: 0, overdue: {}, forOperations: 0 });
    expect(world.retained).toEqual(['ord-1']);
    expect(world.deadlines.all()).toEqual([]);
    expect(world.audit.all()).toHaveLength(accounts);
    expect(await steps('京0105')).toEqual(['ord-1 ended']);
  });

  test('the clock of what is kept that got a later end while it was being closed goes on', async () => {
    const period = { fromMs: START_MS - DAY_MS, toMs: START_MS + DAY_MS };
    await followOrder(await world.order('ord-1', { period }), world);
    world.clock.advance(2 * DAY_MS);
    await world.run();
    const [retention] = world.deadlines.all();
    // The order ran again for twenty days, and the clock of that end is closed in the same moment as this one.
    const longer = { ...period, toMs: START_MS + 21 * DAY_MS };
    const dueAtMs = longer.toMs + 30 * DAY_MS;
    await world.order('ord-1', { period: longer }, 2);
    const { stop } = world.deadlines;
    let closed = false;
    world.deadlines.stop = async (orderId, deadlineId) => {
      if (!closed) await world.deadlines.start({ ...(retention as Deadline), dueAtMs });
      closed = true;
      await stop(orderId, deadlineId);
    };
    world.clock.advance(30 * DAY_MS);
    await world.run();
    expect(closed).toBe(true);
    expect(world.deadlines.all()).toContainEqual(expect.objectContaining({ kind: 'retention', dueAtMs }));
  });

  test('a run that crashes when a period is over leaves one of the two clocks, and the next goes on', async () => {
    const period = { fromMs: START_MS - DAY_MS, toMs: START_MS + DAY_MS };
    await followOrder(await world.order('ord-1', { period }), world);
    const { stop } = world.deadlines;
    world.deadlines.stop = async () => {
      throw new DependencyUnavailable('dynamodb', 'down');
    };
    world.clock.advance(2 * DAY_MS);
    expect(await world.run()).toMatchObject({ failed: 1 });
    expect(world.deadlines.all().map(({ kind }) => kind)).toEqual(['period-ending', 'retention']);
    world.deadlines.stop = stop;
    expect(await world.run()).toMatchObject({ over: 1 });
    expect(world.deadlines.all().map(({ kind }) => kind)).toEqual(['retention']);
  });

  test('an order that is released after its period was over is looked at once more, and has no clock then', async () => {
    const period = { fromMs: START_MS - DAY_MS, toMs: START_MS + DAY_MS };
    await followOrder(await world.order('ord-1', { period }), world);
    world.clock.advance(2 * DAY_MS);
    await world.run();
    await followOrder(await world.order('ord-1', { period, status: 'released' }, 2), world);
    expect(world.deadlines.all().map(({ kind }) => kind)).toEqual(['retention']);
    world.clock.advance(30 * DAY_MS);
    await world.run();
    expect(world.retained).toEqual(['ord-1']);
    expect(world.deadlines.all()).toEqual([]);
  });
});
