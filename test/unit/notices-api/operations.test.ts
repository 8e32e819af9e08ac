import { describe, expect, test } from 'vitest';
import type { OperatorId } from '../../../shared/contracts/ids.ts';
import { OPERATORS_PER_PAGE } from '../../../shared/notices/list-across.ts';
import type { Notice } from '../../../shared/notices/notice.ts';
import { MAX_REDRIVEN } from '../../../shared/notices/redrive.ts';
import { RAIL } from '../notices/notice-world.ts';
import { type NoticesApi, openNoticesApi } from './api.ts';

const AIR = 'air-b' as OperatorId;

interface Listed {
  readonly notices: readonly Record<string, unknown>[];
  readonly next?: string;
}

async function parked(api: NoticesApi, order: string, operatorId = RAIL): Promise<Notice> {
  const notice = await api.announce(order, operatorId);
  const changes = { delivery: 'parked', attempts: 10, lastFailure: 'http-500' } as const;
  await api.notices.update(await api.recordOf(notice), changes);
  return notice;
}

async function list(api: NoticesApi, query: string): Promise<Listed> {
  const { status, json } = await api.askAsOperations('GET', `/v1/operations/notices?${query}`);
  expect(status).toBe(200);
  return json as unknown as Listed;
}

describe('operations', () => {
  test('sees what is parked, over all operators, how old it is and why', async () => {
    const api = await openNoticesApi();
    const first = await parked(api, 'ord-1', RAIL);
    const second = await parked(api, 'ord-2', AIR);
    await api.announce('ord-3');
    api.clock.advance(3_600_000);
    const { notices, next } = await list(api, 'state=parked');
    expect(next).toBeUndefined();
    expect(notices.map(({ noticeId }) => noticeId)).toEqual([second.noticeId, first.noticeId]);
    expect(notices[1]).toEqual({
      noticeId: first.noticeId,
      operatorId: RAIL,
      orderId: 'ord-1',
      reason: 'order-ended',
      createdAt: expect.any(String),
      ageSeconds: 3_600,
      delivery: { state: 'parked', attempts: 10, lastFailure: 'http-500' },
    });
    expect(api.audit.all()).toMatchObject([
      { act: 'notices.list', actor: 'ops', facts: { state: 'parked' } },
    ]);
  });

  test('sees what nobody acknowledged, delivered or not', async () => {
    const api = await openNoticesApi();
    const delivered = await api.announce('ord-1');
    await api.notices.update(await api.recordOf(delivered), { delivery: 'delivered', deliveredAtMs: 1 });
    const acknowledged = await api.announce('ord-2');
    await api.notices.update(await api.recordOf(acknowledged), { acknowledgedAtMs: 1 });
    await api.announce('ord-3', AIR);
    const { notices } = await list(api, 'state=unacknowledged');
    expect(notices.map(({ orderId }) => orderId)).toEqual(['ord-3', 'ord-1']);
  });

  test.each([1, 2, 3, 4, 7])('goes through all of it by pages of %i, each once', async (limit) => {
    const api = await openNoticesApi();
    const ids: string[] = [];
    for (const operator of ['a', 'b', 'c', 'd']) {
      for (let n = 0; n < (operator === 'c' ? 0 : 3); n++) {
        ids.push((await parked(api, `ord-${operator}${n}`, operator as OperatorId)).noticeId);
      }
    }
    await api.announce('ord-x', 'c' as OperatorId);
    const seen: unknown[] = [];
    let query = `state=parked&limit=${limit}`;
    for (;;) {
      const { notices, next } = await list(api, query);
      expect(notices.length).toBeLessThanOrEqual(limit);
      seen.push(...notices.map(({ noticeId }) => noticeId));
      if (next === undefined) break;
      query = `state=parked&limit=${limit}&after=${encodeURIComponent(next)}`;
    }
    expect([...seen].sort()).toEqual([...ids].sort());
  });

  test('gets a short page, and where to go on, when there are very many operators', async () => {
    const api = await openNoticesApi();
    for (let n = 0; n <= OPERATORS_PER_PAGE; n++) {
      await api.announce(`ord-${n}`, `operator-${String(n).padStart(4, '0')}` as OperatorId);
    }
    const last = await parked(api, 'ord-last', 'z' as OperatorId);
    const first = await list(api, 'state=parked');
    expect(first.notices).toEqual([]);
    const second = await list(api, `state=parked&after=${encodeURIComponent(first.next as string)}`);
    expect(second.notices).toMatchObject([{ noticeId: last.noticeId }]);
    expect(second.next).toBeUndefined();
  });

  test.each([
    '',
    'state=pending',
    'state=parked&after=x',
    'state=parked&after=a:b:c',
    'state=parked&limit=0',
  ])('is told what is wrong with the query "%s"', async (query) => {
    const api = await openNoticesApi();
    expect(await api.askAsOperations('GET', `/v1/operations/notices?${query}`)).toMatchObject({
      status: 422,
    });
  });

  test('is a scope of its own: operators and courts see and do nothing here', async () => {
    const api = await openNoticesApi();
    const { noticeId } = await parked(api, 'ord-1');
    for (const scopes of [['check:rail'], ['registry:write', 'registry:read']]) {
      for (const [method, path] of [
        ['GET', '/v1/operations/notices?state=parked'],
        ['POST', `/v1/operations/notices/${RAIL}/${noticeId}/redrive`],
        ['POST', `/v1/operations/notices/${RAIL}/redrive`],
      ] as const) {
        expect(await api.ask(method, path, { scopes })).toMatchObject({ status: 403 });
      }
    }
    expect(api.audit.all()).toEqual([]);
  });
});

describe('a parked notice that operations sends on its way again', () => {
  const redrive = (api: NoticesApi, { operatorId, noticeId }: Pick<Notice, 'operatorId' | 'noticeId'>) =>
    api.askAsOperations('POST', `/v1/operations/notices/${operatorId}/${noticeId}/redrive`);

  test('begins its schedule anew, under its old id; that is accounted for', async () => {
    const api = await openNoticesApi();
    const notice = await parked(api, 'ord-1');
    api.queue.takeDue();
    api.clock.advance(60_000);
    expect(await redrive(api, notice)).toEqual({ status: 204, json: {} });
    expect(await api.recordOf(notice)).toMatchObject({
      delivery: 'pending',
      attempts: 0,
      nextAttemptAtMs: api.clock.wallMs(),
    });
    expect(api.queue.takeDue()).toEqual([{ operatorId: RAIL, noticeId: notice.noticeId, attempts: 0 }]);
    expect(api.audit.all()).toMatchObject([
      { act: 'notice.redrive', actor: 'ops', orders: [{ orderId: 'ord-1' }], facts: { operatorId: RAIL } },
    ]);
  });

  test('by two people at once is on its way once', async () => {
    const api = await openNoticesApi();
    const notice = await parked(api, 'ord-1');
    api.queue.takeDue();
    const answers = await Promise.all([redrive(api, notice), redrive(api, notice)]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    expect(api.queue.takeDue()).toHaveLength(1);
  });

  test('is not there, or has nothing left to send', async () => {
    const api = await openNoticesApi();
    const delivered = await api.announce('ord-1');
    await api.notices.update(await api.recordOf(delivered), { delivery: 'delivered', deliveredAtMs: 1 });
    const acknowledged = await parked(api, 'ord-2');
    await api.notices.update(await api.recordOf(acknowledged), { acknowledgedAtMs: 1 });
    expect(await redrive(api, { operatorId: RAIL, noticeId: 'ntc_none' as never })).toMatchObject({
      status: 404,
    });
    expect(await redrive(api, { operatorId: 'a%23' as never, noticeId: 'ntc_none' as never })).toMatchObject({
      status: 404,
    });
    for (const notice of [delivered, acknowledged]) {
      expect(await redrive(api, notice)).toMatchObject({ status: 409 });
    }
    expect(api.audit.all()).toEqual([]);
  });

  test('goes with all others of its operator, and with no one else’s', async () => {
    const api = await openNoticesApi();
    const own = [await parked(api, 'ord-1'), await parked(api, 'ord-2')];
    const foreign = await parked(api, 'ord-1', AIR);
    api.queue.takeDue();
    const answer = await api.askAsOperations('POST', `/v1/operations/notices/${RAIL}/redrive`);
    expect(answer).toEqual({ status: 200, json: { redriven: 2, more: false } });
    for (const notice of own) expect(await api.recordOf(notice)).toMatchObject({ delivery: 'pending' });
    expect(await api.recordOf(foreign)).toMatchObject({ delivery: 'parked' });
    expect(api.queue.takeDue()).toHaveLength(2);
  });

  test('goes with some hundred others at most, and the answer says that there are more', async () => {
    const api = await openNoticesApi();
    const count = MAX_REDRIVEN + 10;
    for (let n = 0; n < count; n++) await parked(api, `ord-${n}`);
    const path = `/v1/operations/notices/${RAIL}/redrive`;
    expect((await api.askAsOperations('POST', path)).json).toEqual({ redriven: MAX_REDRIVEN, more: true });
    expect((await api.askAsOperations('POST', path)).json).toEqual({ redriven: 10, more: false });
  });
});
