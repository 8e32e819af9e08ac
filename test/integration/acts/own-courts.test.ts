import { describe, expect, test } from 'vitest';
import { changeAsSent, changeIdOf, documentAsSent } from '../../unit/orders/fixtures.ts';
import { send } from '../list-changes/world.ts';
import { type ActWorld, actWorld } from './world.ts';

const sent = documentAsSent({}) as { court: Record<string, unknown>; caseNumber: string };
const OWN = sent.court.code as string;
const OTHER = '沪0101';
/** A change of an order that states the other court. */
const elsewhere = (n: number, overrides: Record<string, unknown> = {}) =>
  changeAsSent(n, {
    court: { ...sent.court, code: OTHER },
    caseNumber: sent.caseNumber.replace(OWN, OTHER),
    ...overrides,
  });
const tokenOf = (scope: 'read' | 'write', court: string) => `${scope}@${encodeURIComponent(court)}`;

async function world(): Promise<ActWorld> {
  const made = actWorld();
  await made.impose();
  return made;
}

function get(app: ActWorld['app'], path: string, court: string) {
  return Promise.resolve(
    app.request(path, { headers: { authorization: `Bearer ${tokenOf('read', court)}` } }),
  );
}

describe('a client that acts for one court', () => {
  test('sends changes of that court, and has those of another one rejected, each by itself', async () => {
    const { app, drain, trail } = actWorld();
    const invalid = changeAsSent(3, { items: [] });
    const { status, body } = await send(
      app,
      [elsewhere(1), changeAsSent(2), invalid, elsewhere(4)],
      tokenOf('write', OWN),
    );
    expect(status).toBe(202);
    expect(body.results).toMatchObject([
      { changeId: changeIdOf(1), status: 'rejected', problems: [{ pointer: '/changes/0/order/court/code' }] },
      { changeId: changeIdOf(2), status: 'accepted' },
      { changeId: changeIdOf(3), status: 'rejected', problems: [{ pointer: '/changes/2/order/items' }] },
      { changeId: changeIdOf(4), status: 'rejected', problems: [{ pointer: '/changes/3/order/court/code' }] },
    ]);
    expect(await drain()).toHaveLength(1);
    expect(trail.all().at(0)).toMatchObject({ act: 'changes.received', facts: { changes: 4 } });
  });

  test('cannot take over an order of another court by naming its own', async () => {
    const { app, record } = await world();
    const taken = elsewhere(1, { version: 2 });
    const { body } = await send(app, [{ ...taken, changeId: changeIdOf(9) }], tokenOf('write', OTHER));
    expect(body.results).toMatchObject([
      { status: 'rejected', problems: [{ pointer: '/changes/0/order/court/code' }] },
    ]);
    expect((await record()).courtCode).toBe(OWN);
  });

  test('cannot take over an order of another court that is still on its way', async () => {
    const { app, record, drain } = actWorld();
    await send(app, [changeAsSent(1)], tokenOf('write', OWN));
    const { body } = await send(
      app,
      [{ ...elsewhere(1, { version: 5 }), changeId: changeIdOf(9) }],
      tokenOf('write', OTHER),
    );
    expect(body.results).toMatchObject([{ status: 'accepted' }]);
    await drain();
    expect(await record()).toMatchObject({ courtCode: OWN, version: 1 });
  });

  test('is told the same of an order that another court has and of a court that is not its own', async () => {
    const { app } = await world();
    const { body } = await send(app, [elsewhere(1), changeAsSent(2)], tokenOf('write', OTHER));
    const details = body.results?.map((result) => JSON.stringify(result).replace(/^.*"detail":/, ''));
    expect(new Set(details).size).toBe(1);
  });

  test.each([
    ['the order', 'orders/ord-1'],
    ['what it does', 'orders/ord-1/effects'],
    ['objections to it', 'orders/ord-1/objections'],
    ['what became of its change', `list-changes/${changeIdOf(1)}`],
  ])('reads %s as its own court, and finds nothing as another', async (_, path) => {
    const { app, trail } = await world();
    expect((await get(app, `/v1/${path}`, OWN)).status).toBe(200);
    const before = trail.all().length;
    const answer = await get(app, `/v1/${path}`, OTHER);
    expect(answer.status).toBe(404);
    const unknown = await get(app, `/v1/${path.replace(/ord-1|.$/, 'ord-0')}`, OTHER);
    expect(await answer.json()).toEqual(await unknown.json());
    expect(trail.all()).toHaveLength(before);
  });

  test.each(['reminders', 'summaries/2026-03'])('reads the %s of its own court alone', async (path) => {
    const { app } = await world();
    expect((await get(app, `/v1/courts/${encodeURIComponent(OWN)}/${path}`, OWN)).status).toBe(200);
    const refused = await get(app, `/v1/courts/${encodeURIComponent(OWN)}/${path}`, OTHER);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ type: '/problems/forbidden' });
  });

  test.each([
    ['release', { endReason: 'performed' }],
    ['removal-grounds', { ground: 'performed', arisenAt: '2026-03-01T00:00:00+08:00' }],
    ['objections', { ground: 'identity-misuse', filedBy: 'subject', filedAt: '2026-03-01T00:00:00+08:00' }],
  ])('cannot do a %s on an order of another court', async (path, body) => {
    const { act, record, trail } = await world();
    const before = trail.all().length;
    const other = await act(path, body, { token: tokenOf('write', OTHER) });
    expect(other.status).toBe(404);
    expect((await record()).version).toBe(1);
    expect(trail.all()).toHaveLength(before);
    const unknown = await act(path, body, { order: 'ord-0', token: tokenOf('write', OTHER) });
    expect(other.body).toEqual(unknown.body);
    expect((await act(path, body, { token: tokenOf('write', OWN) })).status).toBeLessThan(300);
  });
});
