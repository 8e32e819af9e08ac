import { beforeEach, describe, expect, test } from 'vitest';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { followOrder } from '../../../shared/due-process/order-deadlines.ts';
import { createWorld, DAY_MS, START_MS, stepsOf, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});

const steps = (court: string) => stepsOf(world, court);

describe('a continued restriction', () => {
  const continues = 'ord-1' as OrderId;
  const period = { fromMs: START_MS, toMs: START_MS + 90 * DAY_MS };
  const originClocks = () => world.deadlines.all().filter(({ kind }) => kind === 'continuation-origin');
  const continued = async () => followOrder(await world.order('ord-2', { continues, period }), world);

  test.each([
    ['is unknown', async () => undefined],
    ['is in force', () => world.order('ord-1')],
    ['rests', () => world.order('ord-1', { status: 'suspended' })],
    [
      'has a period that is not over',
      () => world.order('ord-1', { period: { fromMs: 0, toMs: START_MS + 60 * DAY_MS } }),
    ],
    ['is of another court', () => world.order('ord-1', { status: 'released' }, 1, '沪0101')],
  ])('whose earlier order %s is reminded of, overdue, and told to the court above', async (_, earlier) => {
    await earlier();
    await continued();
    world.clock.advance(3 * DAY_MS);
    expect(await world.run()).toMatchObject({ reminded: 1, overdue: {} });
    expect(await steps('京0105')).toEqual(['ord-2 due-soon']);
    // Three working days after Monday 2 March 2026, and the three days until the court above is told.
    world.clock.advance(3.6 * DAY_MS);
    expect(await world.run()).toMatchObject({ overdue: { 'continuation-origin': 1 }, escalated: 1 });
    expect(await steps('京')).toEqual(['ord-2 overdue-3']);
    expect((await world.orders.get('ord-2' as OrderId))?.terms.status).toBe('active');
  });

  test.each([
    ['was released', { status: 'released' }],
    ['was cancelled', { status: 'cancelled' }],
    ['is over with its period', { period: { fromMs: 0, toMs: START_MS - DAY_MS } }],
  ] as const)('whose earlier order %s has nothing to be reminded of', async (_, overrides) => {
    await world.order('ord-1', overrides);
    await continued();
    expect(await world.run()).toMatchObject({ outdated: 1, reminded: 0 });
    expect(originClocks()).toEqual([]);
  });

  test('is no more reminded of once the earlier order is let go from, or the later one names the right order', async () => {
    await world.order('ord-1');
    await continued();
    world.clock.advance(10 * DAY_MS);
    expect(await world.run()).toMatchObject({ overdue: { 'continuation-origin': 1 } });
    await world.order('ord-1', { status: 'released' }, 2);
    expect(await world.run()).toMatchObject({ outdated: 1, overdue: {} });
    expect(originClocks()).toEqual([]);

    await world.order('ord-3', { status: 'released' });
    await followOrder(await world.order('ord-2', { continues: 'ord-9' as OrderId, period }, 2), world);
    expect(originClocks()).toMatchObject([{ about: 'ord-9' }]);
    const renamed = await world.order('ord-2', { continues: 'ord-3' as OrderId, period }, 3);
    await followOrder(renamed, world);
    expect(originClocks()).toMatchObject([{ about: 'ord-3' }]);
    await world.run();
    expect(originClocks()).toEqual([]);
  });

  test('is not put off by later versions, and has no such clock once it has ended itself', async () => {
    await continued();
    const [first] = originClocks();
    world.clock.advance(DAY_MS);
    await followOrder(await world.order('ord-2', { continues, period }, 2), world);
    expect(originClocks()).toEqual([first]);
    world.clock.advance(90 * DAY_MS);
    expect(await world.run()).toMatchObject({ overdue: {} });
    expect(originClocks()).toEqual([]);
  });

  test('is looked at anew when it changes while a run stops its clock', async () => {
    await continued();
    const { stop } = world.deadlines;
    await world.order('ord-1', { status: 'released' });
    world.deadlines.stop = async (orderId, deadlineId) => {
      // Before the clock is stopped, the later order comes to name another one that is not known.
      await world.order('ord-2', { continues: 'ord-1' as OrderId, period }, 2, '沪0101');
      world.deadlines.stop = stop;
      await stop(orderId, deadlineId);
    };
    await world.run();
    expect(originClocks()).toHaveLength(1);
  });
});
