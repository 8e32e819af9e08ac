import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Unauthorized } from '../../../../shared/client/index.ts';
import type { Call } from '../common/late-answers.ts';
import type { Person } from '../support/court.ts';
import { person, residentId } from '../support/people.ts';
import type { Flows, World } from '../support/world.ts';
import type { Passenger, Pay, Sale } from './booking.ts';
import { changeTicket } from './change-ticket.ts';
import { openRailway } from './railway.ts';
import type { PendingSale } from './sort-out.ts';
import { isOpenToEverybody, type Offer } from './timetable.ts';

const DAY = '2030-05-01';
const STOPPED = person(1);
const WITH_SINGLE_LIFT = person(2);
const RELEASED_LATER = person(3);
const RESTRICTED_LATER = person(4);
const MISTYPED = person(5);
const DURING_OUTAGE = person(6);
const NO_SOFT_SLEEPER = person(7);
const DURING_OUTAGE_TOO = person(8);

/** Numbers of people about whom there is no order. */
const UNLISTED = 100;

function passenger(ref: string, { name, documents }: Person, language: 'en' | 'zh-CN' = 'zh-CN'): Passenger {
  const [document] = documents;
  if (!document) throw new Error('nobody travels without a document');
  return { ref, name, document, language };
}
const anybody = (ref: string, n = 0): Passenger => passenger(ref, person(UNLISTED + n));

function describeRail(world: () => World): void {
  let railway: ReturnType<typeof openRailway>;
  let paidFen: number[];
  const pays: Pay = async (fen) => {
    paidFen.push(fen);
    return 'paid';
  };
  const refuses: Pay = async () => 'refused';

  beforeEach(() => {
    railway = openRailway(world().client('demo-rail'), world().screen, DAY);
    paidFen = [];
  });

  function offer(train: string, seat: string): Offer {
    const found = railway.timetable
      .search('Beijing', 'Shanghai', DAY)
      .find((one) => one.train === train && one.seat === seat);
    if (!found) throw new Error(`no seat ${seat} on ${train}`);
    return found;
  }
  const left = (train: string, seat: string): number => railway.timetable.left(offer(train, seat));

  function pendingOf(sale: Sale | undefined): PendingSale {
    if (sale?.kind !== 'passengers-decide') throw new Error(`${sale?.kind}`);
    return sale.pending;
  }

  describe('a railway', () => {
    test('sells to a group about whom there is no order, and keeps neither names nor numbers', async () => {
      const sale = await railway.office.sell(offer('G101', 'O'), [anybody('p1'), anybody('p2', 1)], pays);
      expect(sale).toEqual({
        kind: 'ticketed',
        booking: { bookingId: 'E00001', offer: offer('G101', 'O'), refs: ['p1', 'p2'], toRecheck: [] },
      });
      expect(paidFen).toEqual([2 * 553_00]);
      expect(left('G101', 'O')).toBe(18);
      expect(railway.rechecks.pending()).toEqual([]);
      expect(await railway.outcomes.flush()).toBe(0);
    });

    test('one of a group is stopped: the booker reads nothing but neutral words, the slip has the reference', async () => {
      world().lines.length = 0;
      const group = [anybody('p1'), passenger('p2', STOPPED, 'en'), anybody('p3', 1)];
      const pending = pendingOf(await railway.office.sell(offer('G101', 'O'), group, pays));
      expect(pending.stopped.map(({ ref }) => ref)).toEqual(['p2']);
      expect(pending.mayGo.map(({ ref }) => ref)).toEqual(['p1', 'p3']);
      expect(left('G101', 'O')).toBe(17);
      const [notice, ...others] = world().lines;
      expect(notice).toBe(
        'p2: This purchase cannot be completed in this form. Other options are available. The person it is for can use the reference provided to learn more and to ask for a review.',
      );
      expect(others).toEqual([
        '  + Second class or a standing ticket on a D or C train',
        '  + A hard seat, soft seat or hard sleeper on a train that is not a G train',
        expect.stringMatching(/^\[slip for p2\] Reference rdr_[0-9A-Z]{16}: http\S+$/),
      ]);

      const sale = await railway.office.decide(pending, { kind: 'go-without' }, pays);
      expect(sale).toMatchObject({ kind: 'ticketed', booking: { refs: ['p1', 'p3'] } });
      expect(paidFen).toEqual([2 * 553_00]);
      expect(left('G101', 'O')).toBe(18);
      await railway.outcomes.flush();
      expect(await world().court.outcomesOf('itg-rail-1')).toEqual({ 'not-sold': 1 });
    });

    test('the group stays together in second class on a D train', async () => {
      const group = [anybody('p1'), passenger('p2', STOPPED)];
      const pending = pendingOf(await railway.office.sell(offer('G101', 'O'), group, pays));
      const instead = railway.timetable.search('Beijing', 'Shanghai', DAY).filter(isOpenToEverybody);
      expect(instead.map(({ train, seat }) => `${train} ${seat}`)).toEqual(['1461 3', 'D709 O']);
      const choice = { kind: 'take-instead', offer: offer('D709', 'O') } as const;
      const sale = await railway.office.decide(pending, choice, pays);
      expect(sale).toMatchObject({ kind: 'ticketed', booking: { refs: ['p1', 'p2'], offer: choice.offer } });
      expect([left('G101', 'O'), left('D709', 'O')]).toEqual([20, 18]);
      await railway.outcomes.flush();
      expect(await world().court.outcomesOf('itg-rail-1')).toEqual({ 'alternative-sold': 1 });
    });

    test('somebody alone who is stopped leaves, and nothing is bought or held', async () => {
      const alone = [passenger('p1', STOPPED)];
      const pending = pendingOf(await railway.office.sell(offer('D709', 'M'), alone, pays));
      expect(await railway.office.decide(pending, { kind: 'go-without' }, pays)).toBeUndefined();
      expect([left('D709', 'M'), paidFen]).toEqual([4, []]);
    });

    test('an order about soft sleepers stops no seat on a G train, and offers the hard sleeper', async () => {
      const traveller = [passenger('p1', NO_SOFT_SLEEPER)];
      expect(await railway.office.sell(offer('G101', 'M'), traveller, pays)).toMatchObject({
        kind: 'ticketed',
      });
      const pending = pendingOf(await railway.office.sell(offer('1461', '4'), traveller, pays));
      expect(pending.stopped.map(({ rule }) => rule.id)).toEqual(['rail.soft-sleeper']);
      const choice = { kind: 'take-instead', offer: offer('1461', '3') } as const;
      expect(await railway.office.decide(pending, choice, pays)).toMatchObject({ kind: 'ticketed' });
    });

    test('a name that is not the one of the document sends the clerk back to it, and denies nobody', async () => {
      const typed = { ...passenger('p1', MISTYPED), name: '测试申' };
      const pending = pendingOf(await railway.office.sell(offer('G101', 'O'), [typed], pays));
      expect([pending.stopped, pending.showDocument.map(({ ref }) => ref)]).toEqual([[], ['p1']]);
      const shown = { kind: 'documents-shown', passengers: [passenger('p1', MISTYPED)] } as const;
      const again = pendingOf(await railway.office.decide(pending, shown, pays));
      expect(again.stopped.map(({ ref }) => ref)).toEqual(['p1']);
      await railway.office.decide(again, { kind: 'leave' }, pays);
      expect(left('G101', 'O')).toBe(20);
    });

    test('a number that was mistyped is named by its ref, and nobody is asked about', async () => {
      const wrong = { type: 'resident-id', number: residentId(UNLISTED).number.replace(/.$/, 'Y') } as const;
      const sale = await railway.office.sell(
        offer('G101', 'O'),
        [anybody('p1'), { ...anybody('p2'), document: wrong }],
        pays,
      );
      expect(sale).toMatchObject({ kind: 'correct-input', problems: [{ ref: 'p2' }] });
      expect(JSON.stringify(sale)).not.toContain(wrong.number);
      expect(left('G101', 'O')).toBe(20);
    });

    test('no more seats are sold than there are', async () => {
      const three = [anybody('p1'), anybody('p2', 1), anybody('p3', 2)];
      expect(await railway.office.sell(offer('G101', 'M'), three, pays)).toEqual({ kind: 'sold-out' });
    });

    test('of two sales at once exactly one uses a permission for a single journey', async () => {
      const traveller = [passenger('p1', WITH_SINGLE_LIFT)];
      const [one, other] = await Promise.all([
        railway.office.sell(offer('G101', 'O'), traveller, refuses),
        railway.office.sell(offer('G103', 'O'), traveller, refuses),
      ]);
      // The one that got it did not get the money.
      expect([one.kind, other.kind].sort()).toEqual(['passengers-decide', 'payment-failed']);
      await railway.outcomes.flush();

      // So the permission came back, and is used by the sale that is paid.
      const { office, timetable, outcomes } = railway;
      const sale = await office.sell(offer('G103', 'O'), traveller, pays);
      if (sale.kind !== 'ticketed') throw new Error(sale.kind);
      await outcomes.flush();

      // It was for that journey: a change to another train is another one.
      const changed = await changeTicket(
        { office, timetable },
        sale.booking,
        offer('G101', 'O'),
        traveller,
        pays,
      );
      expect(pendingOf(changed).stopped).toHaveLength(1);
    });

    test('whoever waits is asked about when a seat comes back, not on joining', async () => {
      const { office, timetable, waitlist } = railway;
      const first = await office.sell(offer('G101', 'M'), [anybody('p1'), anybody('p2', 1)], pays);
      if (first.kind !== 'ticketed') throw new Error(first.kind);
      world().between.forget();
      const wants = offer('G101', 'M');
      waitlist.join({ offer: wants, passenger: passenger('w1', RESTRICTED_LATER), pay: pays });
      waitlist.join({ offer: wants, passenger: passenger('w2', RELEASED_LATER), pay: pays });
      expect(world().between.requests()).toEqual([]);

      const terms = { orderId: 'itg-rail-4', person: RESTRICTED_LATER, items: ['rail-emu'] } as const;
      await Promise.all([world().court.impose(terms), world().court.release('itg-rail-3')]);
      // Two who have seats change to second class, which frees them.
      const changed = await changeTicket(
        { office, timetable },
        first.booking,
        offer('G103', 'O'),
        [anybody('p1'), anybody('p2', 1)],
        pays,
      );
      expect(changed).toMatchObject({ kind: 'ticketed' });
      expect(paidFen).toEqual([2 * 930_00, 2 * (553_00 - 930_00)]);

      const ended = await waitlist.fulfil(wants);
      expect(ended.map(({ ref, sale }) => [ref, sale.kind])).toEqual([
        ['w1', 'passengers-decide'],
        ['w2', 'ticketed'],
      ]);
      expect(pendingOf(ended[0]?.sale).checkpoint).toBe('waitlist');
      expect([waitlist.length(), left('G101', 'M')]).toEqual([0, 1]);
    }, 30_000);

    test('a change that is stopped, or not paid, leaves the old ticket good', async () => {
      const { office, timetable } = railway;
      const traveller = [passenger('p1', STOPPED)];
      const sale = await office.sell(offer('D709', 'O'), traveller, pays);
      if (sale.kind !== 'ticketed') throw new Error(sale.kind);
      const change = (to: Offer, pay: Pay) =>
        changeTicket({ office, timetable }, sale.booking, to, traveller, pay);
      expect(pendingOf(await change(offer('G101', 'O'), pays)).checkpoint).toBe('change');
      expect(await change(offer('1461', '3'), refuses)).toEqual({ kind: 'payment-failed' });
      expect([left('D709', 'O'), left('G101', 'O'), left('1461', '3')]).toEqual([19, 20, 20]);
    });

    test('while the service cannot be reached tickets are sold; a denial that comes late is a call to make', async () => {
      const { office, rechecks, lateAnswers, outcomes } = railway;
      const train = offer('G101', 'O');
      world().between.fault = () => 'reset-before';
      const group = [anybody('p1'), passenger('p2', DURING_OUTAGE), passenger('p3', DURING_OUTAGE_TOO)];
      const sale = await office.sell(train, group, pays);
      expect(sale).toMatchObject({ kind: 'ticketed', booking: { toRecheck: ['p1', 'p2', 'p3'] } });
      const wrong = { type: 'resident-id', number: residentId(UNLISTED).number.replace(/.$/, 'Y') } as const;
      await office.sell(train, [{ ...passenger('p1', MISTYPED), name: '测试申' }], pays);
      await office.sell(train, [{ ...anybody('p1'), document: wrong }, anybody('p2')], pays);
      expect(await lateAnswers.recheck()).toEqual({ calls: [], waiting: 6 });
      expect(rechecks.pending().map(({ label }) => label)).toEqual(['E00001', 'E00002', 'E00003']);

      world().between.fault = () => 'none';
      const calls: Call[] = [];
      await vi.waitFor(
        async () => {
          const round = await lateAnswers.recheck();
          calls.push(...round.calls);
          expect(round.waiting).toBe(0);
        },
        { timeout: 5_000, interval: 100 },
      );
      expect(calls).toMatchObject([
        { kind: 'offer-refund-or-another-way', bookingId: 'E00001', denied: { ref: 'p2' } },
        { kind: 'offer-refund-or-another-way', bookingId: 'E00001', denied: { ref: 'p3' } },
        { kind: 'see-document', bookingId: 'E00002', ref: 'p1' },
        { kind: 'see-document', bookingId: 'E00003', ref: 'p1' },
      ]);
      for (const [index, end] of (['refunded', 'travelled'] as const).entries()) {
        const call = calls[index];
        if (call) lateAnswers.end(call, end);
      }
      expect(await outcomes.flush()).toBe(0);
      expect(await world().court.outcomesOf('itg-rail-6')).toEqual({ 'not-sold': 1 });
      expect(await world().court.outcomesOf('itg-rail-8')).toEqual({ overridden: 1 });
    });

    test('an answer that cannot be understood holds the sale', async () => {
      world().between.fault = () => ({ rewrite: (body) => body.replaceAll('"allow"', '"perhaps"') });
      const pending = pendingOf(await railway.office.sell(offer('G101', 'O'), [anybody('p1')], pays));
      world().between.fault = () => 'none';
      expect(pending.wait.map(({ cause }) => cause)).toEqual(['malformed-answer']);
      expect(paidFen).toEqual([]);
    });

    test('credentials that are rejected sell nothing and hold no seat', async () => {
      const stranger = openRailway(
        world().client('demo-rail', { clientSecret: 'another' }),
        world().screen,
        DAY,
      );
      const [first] = stranger.timetable.search('Beijing', 'Shanghai', DAY);
      if (!first) throw new Error('no train');
      await expect(stranger.office.sell(first, [anybody('p1')], pays)).rejects.toThrow(Unauthorized);
      expect(stranger.timetable.left(first)).toBe(20);
    });
  });
}

export const railFlows: Flows = {
  orders: [
    { orderId: 'itg-rail-1', person: STOPPED, items: ['rail-emu', 'rail-soft-sleeper'] },
    {
      orderId: 'itg-rail-2',
      person: WITH_SINGLE_LIFT,
      items: ['rail-emu'],
      grants: [
        {
          grantId: 'g1',
          kind: 'single',
          items: ['rail-emu'],
          from: '2030-04-25T00:00:00+08:00',
          to: '2030-05-10T00:00:00+08:00',
          uses: 1,
          approvedBy: 'court',
        },
      ],
    },
    { orderId: 'itg-rail-3', person: RELEASED_LATER, items: ['rail-emu'] },
    { orderId: 'itg-rail-5', person: MISTYPED, items: ['rail-emu'] },
    { orderId: 'itg-rail-6', person: DURING_OUTAGE, items: ['rail-emu'] },
    { orderId: 'itg-rail-8', person: DURING_OUTAGE_TOO, items: ['rail-emu'] },
    { orderId: 'itg-rail-7', person: NO_SOFT_SLEEPER, items: ['rail-soft-sleeper'] },
  ],
  describe: describeRail,
};
