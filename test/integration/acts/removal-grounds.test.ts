import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryAuditTrail } from '../../../shared/adapters/memory/audit-trail.ts';
import type { AuditTrail } from '../../../shared/audit/ports.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { transitionOf } from '../../../shared/due-process/life.ts';
import { type ActWorld, actWorld } from './world.ts';

const ground = (name: string, arisenAt = '2026-03-02T09:00:00+08:00') => ({ ground: name, arisenAt });
const RELEASE = { endReason: 'performed' };

async function imposed(overrides: Parameters<typeof actWorld>[0] = {}): Promise<ActWorld> {
  const world = actWorld(overrides);
  await world.impose();
  world.clock.nowMs = Date.parse('2026-03-03T10:00:00+08:00');
  return world;
}

const grounds = (world: ActWorld) => world.deadlines.all().map(({ kind, about }) => `${kind} ${about}`);

describe('grounds for letting go', () => {
  test('have a clock each, which names its ground', async () => {
    const world = await imposed();
    const first = await world.act('removal-grounds', ground('performed'));
    await world.act('removal-grounds', ground('settled', '2026-03-03T09:00:00+08:00'));
    expect(first.body).toMatchObject({ kind: 'removal', ground: 'performed' });
    expect(grounds(world)).toEqual(['removal performed', 'removal settled']);
    await world.act('release', RELEASE);
    await world.drain();
    expect(grounds(world)).toEqual([]);
  });
});

describe('a ground that was stated by mistake', () => {
  let world: ActWorld;
  beforeEach(async () => {
    world = await imposed();
    await world.act('removal-grounds', ground('performed'));
  });

  test('is withdrawn: its clock stops, the order stays, and it is accounted for', async () => {
    const answer = await world.act('removal-grounds/withdraw', { ground: 'performed', staff: 'clerk-17' });
    expect(answer).toMatchObject({
      status: 200,
      body: { orderId: 'ord-1', withdrawn: 'performed', running: [] },
    });
    expect(world.deadlines.all()).toEqual([]);
    expect(world.trail.all().at(-1)).toEqual({
      atMs: world.clock.nowMs,
      actor: 'demo-court',
      staff: 'clerk-17',
      act: 'order.removal-ground-withdraw',
      orders: [{ orderId: 'ord-1', version: 1 }],
      law: transitionOf('withdraw-removal-ground').law,
      requestId: 'request-1',
      facts: { ground: 'performed' },
    });
    expect(await world.drain()).toEqual([]);
    expect((await world.record()).version).toBe(1);
  });

  test('leaves the clocks of other grounds as they are', async () => {
    await world.act('removal-grounds', ground('settled', '2026-03-03T09:00:00+08:00'));
    const [, settled] = world.deadlines.all();
    const answer = await world.act('removal-grounds/withdraw', { ground: 'performed' });
    expect(answer.body.running).toMatchObject([
      { ground: 'settled', dueAt: '2026-03-07T00:00:00.000+08:00' },
    ]);
    expect(world.deadlines.all()).toEqual([settled]);
  });

  test('is a 409 the second time, which changes nothing and says what can be withdrawn', async () => {
    await world.act('removal-grounds', ground('settled'));
    await world.act('removal-grounds/withdraw', { ground: 'performed' });
    const again = await world.act('removal-grounds/withdraw', { ground: 'performed' });
    expect(again).toMatchObject({
      status: 409,
      body: { type: '/problems/conflict', state: 'in-force', grounds: ['settled'] },
    });
    expect(again.body.possibleActs).toContain('withdraw-removal-ground');
    expect(again.body.detail).toContain('settled');
    expect(world.trail.all().at(-1)).toMatchObject({
      act: 'order.act-refused',
      facts: { act: 'withdraw-removal-ground', reason: 'not-running', from: 'in-force', ground: 'performed' },
    });
    expect(grounds(world)).toEqual(['removal settled']);

    await world.act('removal-grounds/withdraw', { ground: 'settled' });
    const none = await world.act('removal-grounds/withdraw', { ground: 'settled' });
    expect(none).toMatchObject({ status: 409, body: { grounds: [] } });
    expect(none.body.possibleActs).toContain('removal-ground');
    expect(none.body.possibleActs).not.toContain('withdraw-removal-ground');
  });

  test('counts from its new beginning when it is stated again', async () => {
    await world.act('removal-grounds/withdraw', { ground: 'performed' });
    const again = await world.act('removal-grounds', ground('performed', '2026-03-03T09:00:00+08:00'));
    expect(again.body).toMatchObject({ startedAt: '2026-03-03T09:00:00.000+08:00' });
  });

  test('cannot be withdrawn once the order has ended, nor for an order that there is not', async () => {
    await world.act('release', RELEASE);
    await world.drain();
    expect(await world.act('removal-grounds/withdraw', { ground: 'performed' })).toMatchObject({
      status: 409,
      body: { state: 'released', possibleActs: ['cancel'] },
    });
    expect(world.trail.all().at(-1)).toMatchObject({
      act: 'order.act-refused',
      facts: { act: 'withdraw-removal-ground', reason: 'impossible', from: 'released' },
    });
    const unknown = await world.act('removal-grounds/withdraw', { ground: 'performed' }, { order: 'ord-9' });
    expect(unknown.status).toBe(404);
  });

  test.each([
    [{}, '/ground'],
    [{ ground: 'mercy' }, '/ground'],
    [{ ground: 'performed', arisenAt: '2026-03-02T09:00:00+08:00' }, '/arisenAt'],
    [{ ground: 'performed', staff: '王某' }, '/staff'],
  ])('is named by a field that is right: %j', async (body, pointer) => {
    const answer = await world.act('removal-grounds/withdraw', body);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    expect(grounds(world)).toEqual(['removal performed']);
  });

  test('is withdrawn by those who may write alone', async () => {
    const answer = await world.act('removal-grounds/withdraw', { ground: 'performed' }, { token: 'read' });
    expect(answer.status).toBe(403);
    expect(grounds(world)).toEqual(['removal performed']);
  });
});

test.each([
  ['invalid', '2099-01-01T00:00:00+08:00', 422],
  ['impossible', '2026-03-02T09:00:00+08:00', 409],
])(
  'a ground that is refused as %s is accounted for and starts no clock',
  async (reason, arisenAt, status) => {
    const world = await imposed();
    if (reason === 'impossible') {
      await world.act('release', RELEASE);
      await world.drain();
    }
    expect((await world.act('removal-grounds', ground('performed', arisenAt))).status).toBe(status);
    expect(world.trail.all().at(-1)).toMatchObject({
      act: 'order.act-refused',
      facts: { act: 'removal-ground', reason, ground: 'performed' },
    });
    expect(world.deadlines.all()).toEqual([]);
  },
);

test('a ground whose withdrawal cannot be accounted for goes on, until it is sent again', async () => {
  const trail = createMemoryAuditTrail();
  let down = false;
  const audit: AuditTrail = {
    async record(event) {
      if (down) throw new DependencyUnavailable('dynamodb', 'down');
      return await trail.record(event);
    },
  };
  const world = await imposed({ audit });
  await world.act('removal-grounds', ground('performed'));
  down = true;
  expect((await world.act('removal-grounds/withdraw', { ground: 'performed' })).status).toBe(503);
  expect(grounds(world)).toEqual(['removal performed']);
  down = false;
  expect((await world.act('removal-grounds/withdraw', { ground: 'performed' })).status).toBe(200);
  expect(grounds(world)).toEqual([]);
});
