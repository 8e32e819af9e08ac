import { describe, expect, test } from 'vitest';
import { REGISTRY_ROUTES } from '../../../infra/stacks/routes.ts';
import { documentAsSent } from '../../unit/orders/fixtures.ts';
import { actWorld } from './world.ts';

const OWN = (documentAsSent({}) as { court: { code: string } }).court.code;
const OTHER = '沪0101';
const AT = '2026-03-01T00:00:00+08:00';
const DOCUMENT = { type: 'resident-id', number: '999999199001010016' };

/** What is sent to each route that takes something; a route that is new has to be added here. */
const BODIES: Readonly<Record<string, object>> = {
  release: { endReason: 'performed' },
  suspend: {},
  resume: {},
  cancel: { endReason: 'entered-in-error' },
  grants: {
    kind: 'temporary',
    items: ['air'],
    from: AT,
    to: '2026-03-10T00:00:00+08:00',
    uses: null,
    approvedBy: 'president',
  },
  'grants/{about}/revoke': {},
  documents: { documents: [DOCUMENT] },
  'documents/clear': { documents: [DOCUMENT] },
  'role-ended': {},
  'removal-grounds': { ground: 'performed', arisenAt: AT },
  'removal-grounds/withdraw': { ground: 'performed' },
  objections: { ground: 'identity-misuse', filedBy: 'subject', filedAt: AT },
  'objections/{objectionId}/decisions': { stage: 'review', outcome: 'rejected', decidedAt: AT, servedAt: AT },
  'objections/{objectionId}/reconsideration': { filedAt: AT },
};

const ORDER_ROUTES = REGISTRY_ROUTES.filter((route) => route.includes('/v1/orders/{orderId}'));

async function ask(route: string, orderId: string, token: string) {
  const world = actWorld();
  await world.impose();
  const before = { audit: world.trail.all().length, record: await world.record() };
  const [method, path] = route.split(' ') as [string, string];
  const rest = path.split('/{orderId}/')[1] ?? '';
  const body = method === 'POST' ? BODIES[rest] : undefined;
  if (method === 'POST' && !body) throw new Error(`no body for ${route}`);
  const response = await world.app.request(
    path.replace('{orderId}', orderId).replace(/\{\w+\}/g, 'obj_none'),
    {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    },
  );
  const left = {
    audit: world.trail.all().length - before.audit,
    changed: (await world.record()) !== before.record && (await world.record()).version !== 1,
    queued: (await world.drain()).length,
  };
  return { status: response.status, text: await response.text(), left };
}

const tokenFor = (route: string, court?: string) => {
  const scope = route.startsWith('GET') ? 'read' : 'write';
  return court === undefined ? scope : `${scope}@${encodeURIComponent(court)}`;
};

describe.each(ORDER_ROUTES)('%s', (route) => {
  test('answers a client of another court as if there were no such order, and leaves no trace', async () => {
    const other = await ask(route, 'ord-1', tokenFor(route, OTHER));
    const unknown = await ask(route, 'ord-0', tokenFor(route, OTHER));
    expect(other).toEqual({ status: 404, text: unknown.text, left: { audit: 0, changed: false, queued: 0 } });
    expect(unknown.status).toBe(404);
  });

  test('answers the own court as it does a client of every court', async () => {
    const own = await ask(route, 'ord-1', tokenFor(route, OWN));
    const every = await ask(route, 'ord-1', tokenFor(route));
    expect([own.status, own.left]).toEqual([every.status, every.left]);
  });

  test('is closed to the scope of the other direction', async () => {
    const wrong = route.startsWith('GET') ? 'write' : 'read';
    const refused = await ask(route, 'ord-1', `${wrong}@${encodeURIComponent(OWN)}`);
    expect(refused).toMatchObject({ status: 403, left: { audit: 0, changed: false, queued: 0 } });
  });
});
