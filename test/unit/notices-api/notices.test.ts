import { describe, expect, test } from 'vitest';
import { RAIL } from '../notices/notice-world.ts';
import { openNoticesApi } from './api.ts';

interface Listed {
  readonly notices: readonly { readonly noticeId: string }[];
  readonly next?: string;
}

describe('an operator that asks for its notices', () => {
  test('sees which denials were lifted, and neither order nor reason', async () => {
    const api = await openNoticesApi();
    const { noticeId } = await api.announce('ord-1');
    const { status, json } = await api.ask('GET', '/v1/notices');
    expect(status).toBe(200);
    expect(json).toEqual({
      notices: [
        {
          noticeId,
          decisionIds: ['dec_1', 'dec_2'],
          createdAt: expect.stringMatching(/\+08:00$/),
          delivery: { state: 'pending', attempts: 0, nextAttemptAt: expect.stringMatching(/\+08:00$/) },
        },
      ],
    });
    expect(JSON.stringify(json)).not.toMatch(/ord-1|order/);
  });

  test('sees its own alone', async () => {
    const api = await openNoticesApi();
    await api.announce('ord-1');
    const other = { clientId: 'air-b', scopes: ['check:air'] };
    expect(await api.ask('GET', '/v1/notices', other)).toEqual({ status: 200, json: { notices: [] } });
  });

  test('goes through them page by page', async () => {
    const api = await openNoticesApi();
    const ids = [];
    for (let n = 0; n < 5; n++) ids.push((await api.announce(`ord-${n}`)).noticeId);
    const seen: string[] = [];
    let path = '/v1/notices?limit=2';
    for (let pages = 0; pages < 3; pages++) {
      const { notices, next } = (await api.ask('GET', path)).json as unknown as Listed;
      seen.push(...notices.map(({ noticeId }) => noticeId));
      path = `/v1/notices?limit=2&after=${next}`;
      if (pages === 2) expect(next).toBeUndefined();
    }
    expect(seen.sort()).toEqual(ids.sort());
  });

  test('can ask by state', async () => {
    const api = await openNoticesApi();
    const taken = await api.announce('ord-1');
    const parked = await api.announce('ord-2');
    await api.notices.update(await api.recordOf(taken), { delivery: 'delivered', deliveredAtMs: 1 });
    await api.notices.update(await api.recordOf(parked), { delivery: 'parked', lastFailure: 'http-500' });
    const idsOf = async (state: string) => {
      const { json } = await api.ask('GET', `/v1/notices?state=${state}`);
      return (json as unknown as Listed).notices.map(({ noticeId }) => noticeId).sort();
    };
    expect(await idsOf('pending')).toEqual([]);
    expect(await idsOf('parked')).toEqual([parked.noticeId]);
    expect(await idsOf('unacknowledged')).toEqual([taken.noticeId, parked.noticeId].sort());
    await api.ask('POST', `/v1/notices/${taken.noticeId}/acknowledge`);
    expect(await idsOf('unacknowledged')).toEqual([parked.noticeId]);
    expect(await idsOf('all')).toEqual([taken.noticeId, parked.noticeId].sort());
  });

  test.each([
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=ten', '/limit'],
    ['state=lost', '/state'],
    ['after=a%23b', '/after'],
    ['page=2', '/page'],
  ])('is told what is wrong with %s', async (query, pointer) => {
    const api = await openNoticesApi();
    const { status, json } = await api.ask('GET', `/v1/notices?${query}`);
    expect(status).toBe(422);
    expect(json.errors).toMatchObject([{ pointer }]);
  });
});

describe('an operator that acknowledges a notice', () => {
  test('has done so, with the first time, however often it does', async () => {
    const api = await openNoticesApi();
    const notice = await api.announce();
    const path = `/v1/notices/${notice.noticeId}/acknowledge`;
    expect(await api.ask('POST', path)).toEqual({ status: 204, json: {} });
    const { acknowledgedAtMs } = await api.recordOf(notice);
    expect(acknowledgedAtMs).toBe(api.clock.wallMs());
    api.clock.advance(60_000);
    expect(await api.ask('POST', path)).toEqual({ status: 204, json: {} });
    expect(await api.recordOf(notice)).toMatchObject({ acknowledgedAtMs });
    expect(api.audit.all()).toMatchObject([
      {
        act: 'notice.acknowledge',
        actor: RAIL,
        orders: [{ orderId: 'ord-1' }],
        facts: { noticeId: notice.noticeId },
      },
    ]);
  });

  test('that it was never sent, or that is another’s, is told that there is none; nothing changes', async () => {
    const api = await openNoticesApi();
    const notice = await api.announce();
    const other = { clientId: 'air-b', scopes: ['check:air'] };
    const asked = [
      await api.ask('POST', '/v1/notices/ntc_invented/acknowledge'),
      await api.ask('POST', '/v1/notices/%23/acknowledge'),
      await api.ask('POST', `/v1/notices/${notice.noticeId}/acknowledge`, other),
    ];
    expect(asked.map(({ status }) => status)).toEqual([404, 404, 404]);
    // One answer for all, so that nobody can find out which ids others have.
    expect(new Set(asked.map(({ json }) => json.detail)).size).toBe(1);
    expect(await api.recordOf(notice)).not.toHaveProperty('acknowledgedAtMs');
    expect(api.audit.all()).toEqual([]);
  });

  test('in two requests at once has acknowledged it', async () => {
    const api = await openNoticesApi();
    const notice = await api.announce();
    const path = `/v1/notices/${notice.noticeId}/acknowledge`;
    const answers = await Promise.all([api.ask('POST', path), api.ask('POST', path)]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    expect(await api.recordOf(notice)).toMatchObject({ revision: 2 });
  });
});
