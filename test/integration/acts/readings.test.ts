import { describe, expect, test } from 'vitest';
import { createMemoryAuditTrail } from '../../../shared/adapters/memory/audit-trail.ts';
import type { AuditTrail } from '../../../shared/audit/ports.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { actWorld } from './world.ts';

/** A court's API, and a trail that can be made unreachable once the order stands. */
async function court() {
  const trail = createMemoryAuditTrail();
  let isDown = false;
  const audit: AuditTrail = {
    async record(event) {
      if (isDown) throw new DependencyUnavailable('dynamodb', 'down');
      await trail.record(event);
    },
  };
  const world = actWorld({ audit });
  await world.impose();
  return {
    trail,
    takeTrailDown() {
      isDown = true;
    },
    get: (path: string) => world.app.request(path, { headers: { authorization: 'Bearer read' } }),
  };
}

describe.each([
  ['an order', '/v1/orders/ord-1', 'order.read'],
  ['the objections to an order', '/v1/orders/ord-1/objections', 'objection.read'],
  ['the queue of a court', `/v1/courts/${encodeURIComponent('京0105')}/reminders`, 'reminders.read'],
])('reading %s', (_, path, act) => {
  test('is accounted for, by whom', async () => {
    const { get, trail } = await court();
    expect((await get(path)).status).toBe(200);
    expect(trail.all().at(-1)).toMatchObject({ act, actor: 'demo-court' });
  });

  test('tells nothing that could not be accounted for', async () => {
    const { get, takeTrailDown } = await court();
    takeTrailDown();
    const response = await get(path);
    expect(response.status).toBe(503);
    expect(await response.text()).not.toMatch(/ord-1"|京0105"/);
  });
});
