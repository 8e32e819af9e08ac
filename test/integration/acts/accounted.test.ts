import { describe, expect, test } from 'vitest';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { changeAsSent, changeIdOf, grantAsSent } from '../../unit/orders/fixtures.ts';
import { send } from '../list-changes/world.ts';
import { type ActWorld, actWorld } from './world.ts';

async function imposed(): Promise<ActWorld> {
  const world = actWorld();
  await world.impose();
  return world;
}

const refusals = (world: ActWorld) =>
  world.trail.all().flatMap(({ act, facts }) => (act === 'order.act-refused' ? [facts] : []));

describe('an act that is refused is accounted for, with the reason', () => {
  test.each<[string, string, unknown, object]>([
    ['what is not in the order', 'grants/unknown/revoke', {}, { act: 'revoke-grant', reason: 'not-found' }],
    [
      'a grant that the law does not permit',
      'grants',
      { ...grantAsSent({ to: '2026-09-01T00:00:00+08:00' }), kind: 'temporary', grantId: undefined },
      { act: 'grant', reason: 'invalid' },
    ],
  ])('%s', async (_, path, body, facts) => {
    const world = await imposed();
    expect((await world.act(path, body)).status).toBeGreaterThanOrEqual(404);
    expect(refusals(world)).toEqual([{ ...facts, from: 'in-force' }]);
  });

  test('by the staff that asked for it', async () => {
    const world = await imposed();
    await world.act('resume', { staff: 'clerk-7' });
    expect(world.trail.all().at(-1)).toMatchObject({ act: 'order.act-refused', staff: 'clerk-7' });
  });

  test('but not when there is no such order: its id could be any text', async () => {
    const world = await imposed();
    const before = world.trail.all().length;
    expect((await world.act('resume', {}, { order: '999999199001010016' })).status).toBe(404);
    expect(world.trail.all()).toHaveLength(before);
  });

  test('before the refusal is told', async () => {
    const world = actWorld({
      audit: {
        record: async ({ act }) => {
          if (act === 'order.act-refused') throw new DependencyUnavailable('dynamodb', 'down');
        },
      },
    });
    await world.impose();
    expect((await world.act('resume')).status).toBe(503);
  });
});

describe('the receipt of a change', () => {
  const read = (world: ActWorld, token = 'read') =>
    world.app.request(`/v1/list-changes/${changeIdOf(1)}`, { headers: { authorization: `Bearer ${token}` } });

  test('is read by staff, which is accounted for', async () => {
    const world = await imposed();
    expect((await read(world)).status).toBe(200);
    expect(world.trail.all().at(-1)).toMatchObject({
      actor: 'demo-court',
      act: 'change.read',
      orders: [{ orderId: 'ord-1', version: 1, changeId: changeIdOf(1) }],
    });
  });

  test('is not shown while that cannot be accounted for', async () => {
    const world = actWorld({
      audit: {
        record: async ({ act }) => {
          if (act === 'change.read') throw new DependencyUnavailable('dynamodb', 'down');
        },
      },
    });
    await world.impose();
    const response = await read(world);
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('applied');
  });
});

test('changes are accounted for by what they do', async () => {
  const world = actWorld();
  await send(world.app, [
    changeAsSent(1),
    changeAsSent(2),
    changeAsSent(3, { status: 'released', endReason: 'performed' }),
    { changeId: changeIdOf(4), order: { status: 'revived' } },
    null,
  ]);
  expect(world.trail.all().at(-1)).toMatchObject({
    act: 'changes.received',
    law: 'Provisions (Fa Shi [2015] 17) art. 5 and 9',
    facts: { changes: 5, active: 2, released: 1 },
  });
});
