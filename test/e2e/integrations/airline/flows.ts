import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Person } from '../support/court.ts';
import { person } from '../support/people.ts';
import type { Flows, World } from '../support/world.ts';
import { CHENGDU, openAirline, SHANGHAI } from './airline.ts';
import type { AwardRequest, Redemption } from './award-desk.ts';
import type { Flight } from './flights.ts';

const WAITS = person(30);
const STOPPED = person(31);
const DURING_OUTAGE = person(32);
const OTHER_NAME = person(33);
const WAITS_TOO = person(34);
const UNLISTED = 140;
const DAY_MS = 86_400_000;

const award = (traveller: Person, flight: Flight = SHANGHAI, accountId = 'FF-1'): AwardRequest => ({
  accountId,
  traveller: { ref: 't1', ...traveller, language: 'zh-CN' },
  flight,
});

function describeAirline(world: () => World): void {
  let airline: Awaited<ReturnType<typeof openAirline>>;
  let faults: unknown[];
  let aheadMs: number;

  beforeEach(async () => {
    faults = [];
    aheadMs = 0;
    airline = await openAirline({
      client: world().client('demo-air'),
      screen: world().screen,
      balances: { 'FF-1': 30_000, 'FF-2': 5_000 },
      nowMs: () => Date.now() + aheadMs,
      onFault: (fault) => faults.push(fault),
    });
  });
  afterEach(async () => {
    await airline.work.idle();
    await airline.receiver.close();
  });

  function deniedIn(end: Redemption) {
    if (end.kind !== 'stopped') throw new Error(end.kind);
    return end.denied;
  }
  /** Sends a webhook as the service would, signed with these secrets; the status of the answer. */
  async function send(noticeId: string, decisionIds: readonly string[], ...secrets: readonly string[]) {
    const body = JSON.stringify({
      type: 'denials.lifted',
      timestamp: '2026-11-24T08:00:00.000+08:00',
      data: { noticeId, decisionIds },
    });
    const sentAt = new Date();
    const response = await fetch(`http://127.0.0.1:${airline.receiver.port}/notices`, {
      method: 'POST',
      headers: {
        'webhook-id': noticeId,
        'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
        'webhook-signature': secrets
          .map((secret) => new Webhook(secret).sign(noticeId, sentAt, body))
          .join(' '),
      },
      body,
    });
    return response.status;
  }

  describe('an airline', () => {
    test('asks about who flies, not about whose miles pay', async () => {
      expect(await airline.desk.redeem(award(person(UNLISTED)))).toEqual({
        kind: 'booked',
        bookingId: 'A00001',
        recheck: false,
      });
      expect(airline.miles.balance('FF-1')).toBe(18_000);
      const end = await airline.desk.redeem(award(STOPPED));
      expect(deniedIn(end).rule.items).toEqual(['air']);
      expect([airline.miles.balance('FF-1'), airline.seats.left(SHANGHAI)]).toEqual([18_000, 2]);
      await airline.outcomes.flush();
      expect(await world().court.outcomesOf('itg-air-2')).toEqual({ 'not-sold': 1 });
    });

    test('miles that do not suffice leave the seat, and a permission for one flight, to another attempt', async () => {
      const lifted = award(WAITS_TOO, SHANGHAI, 'FF-2');
      expect(await airline.desk.redeem(lifted)).toEqual({ kind: 'not-enough-miles' });
      await airline.outcomes.flush();
      expect(await airline.desk.redeem({ ...lifted, flight: CHENGDU, accountId: 'FF-1' })).toMatchObject({
        kind: 'booked',
      });
      await airline.outcomes.flush();
      // It is used up now: another flight is another use.
      expect((await airline.desk.redeem(award(WAITS_TOO))).kind).toBe('stopped');
    });

    test('another name is no denial, a number that cannot be right asks about nobody', async () => {
      const typed = { ...OTHER_NAME, name: '测试戌' };
      expect(await airline.desk.redeem(award(typed))).toEqual({ kind: 'show-document' });
      const documents = [{ type: 'passport', number: 'X48210107' }] as const;
      expect(await airline.desk.redeem(award({ name: 'MARI', documents }))).toMatchObject({
        kind: 'correct-input',
        problems: [{ ref: 't1', pointer: '/subjects/0/documents/0/issuer' }],
      });
      expect(airline.seats.left(SHANGHAI)).toBe(3);
    });

    test('while the service cannot be reached flights are booked and asked about later', async () => {
      world().between.fault = () => 'reset-before';
      expect(await airline.desk.redeem(award(DURING_OUTAGE))).toMatchObject({
        kind: 'booked',
        recheck: true,
      });
      world().between.fault = () => 'none';
      const calls = await vi.waitFor(
        async () => {
          const round = await airline.lateAnswers.recheck();
          expect(round.waiting).toBe(0);
          return round.calls;
        },
        { timeout: 5_000, interval: 100 },
      );
      expect(calls).toMatchObject([{ kind: 'offer-refund-or-another-way', bookingId: 'A00001' }]);
      if (calls[0]) airline.lateAnswers.end(calls[0], 'another-way');
      await airline.outcomes.flush();
      expect(await world().court.outcomesOf('itg-air-3')).toEqual({ 'alternative-sold': 1 });
    });

    test('a release reaches the receiver during a rotation of secrets, and the customer who waits is booked once', async () => {
      const client = world().client('demo-air');
      const { decisionId } = deniedIn(await airline.desk.redeem(award(WAITS)));
      airline.requests.keep(decisionId, award(WAITS));
      await airline.secrets.rotate();
      expect(airline.secrets.valid()).toHaveLength(2);
      await world().court.release('itg-air-1');

      await vi.waitFor(() => expect(airline.requests.length()).toBe(0), { timeout: 10_000, interval: 50 });
      await airline.work.idle();
      expect(world().lines.at(-1)).toBe('t1: booked, A00001');
      expect([airline.miles.balance('FF-1'), airline.seats.left(SHANGHAI)]).toEqual([18_000, 2]);
      expect(await client.listNotices()).toEqual({ notices: [] });
      const { notices } = await client.listNotices({ state: 'all' });
      const [notice] = notices;
      expect(notice).toMatchObject({ decisionIds: [decisionId], delivery: { state: 'delivered' } });

      // Delivered once more, with somebody waiting: the work for this notice is done.
      airline.requests.keep(decisionId, award(person(UNLISTED)));
      const [secret = ''] = airline.secrets.valid();
      expect(await send(notice?.noticeId ?? '', [decisionId], secret)).toBe(204);
      await airline.work.idle();
      expect(airline.requests.length()).toBe(1);
      expect(faults).toEqual([]);
    }, 30_000);

    test('either secret is good while both sign, the old one no longer, another one never', async () => {
      const [old = ''] = airline.secrets.valid();
      await airline.secrets.rotate();
      const [rotated = ''] = airline.secrets.valid();
      const stranger = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
      expect(rotated).not.toBe(old);
      expect(await send('ntc_none', [], old)).toBe(204);
      expect(await send('ntc_none', [], rotated)).toBe(204);
      expect(await send('ntc_none', [], stranger)).toBe(400);
      expect(await send('ntc_none', [], stranger, rotated)).toBe(204);
      aheadMs = 2 * DAY_MS;
      expect(airline.secrets.valid()).toEqual([rotated]);
      expect(await send('ntc_none', [], old)).toBe(400);
    });

    test('a notice that was answered but not finished is found in the list later', async () => {
      const { decisionId } = deniedIn(await airline.desk.redeem(award(STOPPED)));
      airline.requests.keep(decisionId, award(STOPPED));
      world().between.fault = (path) => (path.endsWith('/acknowledge') ? { status: 500 } : 'none');
      await world().court.release('itg-air-2');
      await vi.waitFor(() => expect(airline.requests.length()).toBe(0), { timeout: 10_000, interval: 50 });
      await airline.work.idle();
      expect(faults).toMatchObject([{ name: 'Unavailable' }]);
      const client = world().client('demo-air');
      expect((await client.listNotices()).notices).toHaveLength(1);

      world().between.fault = () => 'none';
      await airline.work.catchUp();
      expect((await client.listNotices()).notices).toEqual([]);
      expect(airline.miles.balance('FF-1')).toBe(18_000);
    }, 30_000);

    test('a notice about a denial that another order still upholds books nobody', async () => {
      const { decisionId } = deniedIn(await airline.desk.redeem(award(OTHER_NAME)));
      airline.requests.keep(decisionId, award(OTHER_NAME));
      const [secret = ''] = airline.secrets.valid();
      expect(await send('ntc_made-up', [decisionId], secret)).toBe(204);
      await airline.work.idle();
      expect(world().lines.at(-1)).toBe('t1: stopped');
      // The service knows no such notice, so it cannot be acknowledged; the customer goes on waiting.
      expect(faults).toMatchObject([{ name: 'NotFound' }]);
      expect(airline.requests.length()).toBe(1);
    });
  });
}

export const airlineFlows: Flows = {
  orders: [
    { orderId: 'itg-air-1', person: WAITS, items: ['air'] },
    { orderId: 'itg-air-2', person: STOPPED, items: ['air'] },
    { orderId: 'itg-air-3', person: DURING_OUTAGE, items: ['air'] },
    { orderId: 'itg-air-4', person: OTHER_NAME, items: ['air'] },
    {
      orderId: 'itg-air-5',
      person: WAITS_TOO,
      items: ['air'],
      grants: [
        {
          grantId: 'g1',
          kind: 'single',
          items: ['air'],
          from: '2030-04-25T00:00:00+08:00',
          to: '2030-05-10T00:00:00+08:00',
          uses: 1,
          approvedBy: 'court',
        },
      ],
    },
  ],
  describe: describeAirline,
};
