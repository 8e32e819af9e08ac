import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Person } from '../support/court.ts';
import { createCuttableLine } from '../support/cuttable-line.ts';
import { person, residentId } from '../support/people.ts';
import { createSkippingClock } from '../support/skipping-clock.ts';
import type { Flows, World } from '../support/world.ts';
import { checkDigitOf } from './check-digits.ts';
import type { AtDesk, Guest } from './front-desk.ts';
import { openHotel } from './hotel.ts';
import type { Case } from './open-cases.ts';
import { ROOMS, type Room } from './rooms.ts';
import { readScan } from './scan.ts';

const ARRIVAL = '2030-05-01T20:00:00+08:00';
const RECHECK_EVERY_MS = 30_000;

const STOPPED = person(20);
const OFFLINE = person(21);
const OTHER_NAME = person(22);
/** A passport of Utopia, which issues none. */
const UTOPIAN: Person = {
  name: 'EKSEMPEL MARI',
  documents: [{ type: 'passport', number: 'X48210099', issuer: 'UTO' }],
};
const UNLISTED = 120;

const chip = (ref: string, { name, documents }: Person, language: 'en' | 'zh-CN' = 'zh-CN'): Guest => ({
  ref,
  scan: { kind: 'chip', type: 'resident-id', number: documents[0]?.number ?? '', name },
  language,
});

/** The two lines of a passport, with check digits as they ought to be. */
function passportLines(issuer: string, number: string): readonly [string, string] {
  const withDigit = (text: string): string => text + checkDigitOf(text);
  const [birth, expiry] = [withDigit('820101'), withDigit('330101')];
  const front = withDigit(number.padEnd(9, '<'));
  const optional = `${'<'.repeat(14)}0`;
  const nationality = issuer.padEnd(3, '<');
  const last = checkDigitOf(front + birth + expiry + optional);
  return [
    `P<${nationality}EKSEMPEL<<MARI`.padEnd(44, '<'),
    `${front}${nationality}${birth}F${expiry}${optional}${last}`,
  ];
}

function describeHotel(world: () => World): void {
  let hotel: ReturnType<typeof openHotel>;
  let told: string[];
  let faults: unknown[];
  const line = createCuttableLine();
  const clock = createSkippingClock();
  const [room, family, guestHouse] = ROOMS as readonly [Room, Room, Room];

  beforeEach(() => {
    told = [];
    faults = [];
    hotel = openHotel({
      client: world().client('demo-hotel', { fetch: line.fetch, clock }),
      clock,
      recheckEveryMs: RECHECK_EVERY_MS,
      screen: world().screen,
      tellDesk: (text) => told.push(text),
      onFault: (fault) => faults.push(fault),
    });
  });
  afterEach(() => {
    hotel.close();
    line.mend();
    expect(faults).toEqual([]);
  });

  const caseOf = (answer: AtDesk | undefined): Case => {
    if (answer?.kind !== 'case') throw new Error(`${answer?.kind}`);
    return answer.open;
  };
  const kindsOf = (answers: readonly AtDesk[]): readonly string[] => answers.map(({ kind }) => kind);

  describe('a hotel', () => {
    test('gives keys to a party about whom there is no order', async () => {
      const guests = [chip('guest-1', person(UNLISTED)), chip('guest-2', person(UNLISTED + 1))];
      expect(await hotel.desk.checkIn('s1', room, ARRIVAL, guests)).toEqual([
        { ref: 'guest-1', kind: 'key', recheck: false },
        { ref: 'guest-2', kind: 'key', recheck: false },
      ]);
      expect(await hotel.outcomes.flush()).toBe(0);
    });

    test('one of three is stopped at a rated hotel and gets a bed in the guest house; the others are not touched', async () => {
      world().lines.length = 0;
      const guests = [
        chip('guest-1', person(UNLISTED)),
        chip('guest-2', STOPPED),
        chip('guest-3', person(UNLISTED + 1)),
      ];
      const answers = await hotel.desk.checkIn('s2', family, ARRIVAL, guests);
      expect(kindsOf(answers)).toEqual(['key', 'case', 'key']);
      const open = caseOf(answers[1]);
      expect(open).toMatchObject({
        stayId: 's2',
        when: 'at-desk',
        denied: { rule: { id: 'hotel.star-rated' } },
      });
      expect(world().lines).toEqual([
        expect.stringMatching(/^guest-2: 该项消费暂不能以此方式办理/),
        '  + 未评星级、未评国家等级且价格普通的住宿',
        expect.stringMatching(/^\[slip for guest-2\] 查询编号 rdr_/),
      ]);

      const guest = { ref: 'guest-2', documents: STOPPED.documents };
      const toRated = { kind: 'moves', to: room, arrival: ARRIVAL, guest } as const;
      expect(await hotel.cases.end(open, toRated)).toBe(false);
      expect(await hotel.cases.end(open, { ...toRated, to: guestHouse })).toBe(true);
      expect(hotel.cases.list()).toEqual([]);
      await hotel.outcomes.flush();
      expect(await world().court.outcomesOf('itg-hotel-1')).toEqual({ 'alternative-sold': 1 });
    });

    test('a guest who is named by an order is known by the passport, whose lines are read', async () => {
      const guest: Guest = {
        ref: 'guest-1',
        scan: { kind: 'passport-lines', lines: passportLines('UTO', 'X48210099') },
        language: 'en',
      };
      const answers = await hotel.desk.checkIn('s3', room, ARRIVAL, [guest]);
      const open = caseOf(answers[0]);
      await hotel.cases.end(open, { kind: 'leaves' });
      await hotel.outcomes.flush();
      expect(await world().court.outcomesOf('itg-hotel-4')).toEqual({ 'not-sold': 1 });
    });

    test('a misread line and a number that cannot be right are scanned again, and the others get their keys', async () => {
      const [first, second] = passportLines('UTO', 'X48210073');
      const misread: Guest = {
        ref: 'guest-1',
        scan: { kind: 'passport-lines', lines: [first, second.replace('0', 'O')] },
        language: 'en',
      };
      const number = residentId(UNLISTED).number.replace(/.$/, 'Y');
      const wrong = chip('guest-2', { name: '测试子', documents: [{ type: 'resident-id', number }] });
      const answers = await hotel.desk.checkIn('s4', family, ARRIVAL, [
        misread,
        wrong,
        chip('guest-3', person(UNLISTED)),
      ]);
      expect(kindsOf(answers)).toEqual(['scan-again', 'scan-again', 'key']);
      expect(JSON.stringify(answers)).not.toContain(number);
    });

    test('another name than the order has sends the clerk back to the document, then to the manager', async () => {
      const typed = chip('guest-1', { ...OTHER_NAME, name: '测试酉' });
      expect(kindsOf(await hotel.desk.checkIn('s5', room, ARRIVAL, [typed]))).toEqual(['scan-again']);
      const compared = { ...typed, isCompared: true };
      expect(kindsOf(await hotel.desk.checkIn('s5', room, ARRIVAL, [compared]))).toEqual(['manager']);
      expect(hotel.cases.list()).toEqual([]);
    });

    test('two minutes without a line: guests get their keys, and a denial that comes late puts nobody out', async () => {
      line.cut();
      const typed = { ...OTHER_NAME, name: '测试酉' };
      const guests = [chip('guest-1', person(UNLISTED)), chip('guest-2', OFFLINE), chip('guest-3', typed)];
      const answers = await hotel.desk.checkIn('s6', room, ARRIVAL, guests);
      expect(answers).toEqual([
        { ref: 'guest-1', kind: 'key', recheck: true },
        { ref: 'guest-2', kind: 'key', recheck: true },
        { ref: 'guest-3', kind: 'key', recheck: true },
      ]);
      for (let halfMinute = 0; halfMinute < 4; halfMinute += 1) {
        clock.skip(RECHECK_EVERY_MS);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(hotel.rechecks.pending()).toMatchObject([
        { label: 's6', refs: ['guest-1', 'guest-2', 'guest-3'] },
      ]);
      expect(told).toEqual([]);

      line.mend();
      await vi.waitFor(
        () => {
          clock.skip(RECHECK_EVERY_MS);
          expect(hotel.rechecks.pending()).toEqual([]);
        },
        // Long enough for a check: a skip ends whatever is under way.
        { timeout: 15_000, interval: 1_500 },
      );
      await vi.waitFor(() => expect(hotel.cases.list()).toHaveLength(1));
      await vi.waitFor(() =>
        expect(told).toEqual([
          "Stay s6, guest-2: speak with the guest in private. The room stays the guest's.",
          'Stay s6, guest-3: look at the document again when the guest comes by.',
        ]),
      );
      const [late] = hotel.cases.list();
      expect(late).toMatchObject({ stayId: 's6', when: 'late', denied: { ref: 'guest-2' } });

      // It is night: the manager on duty lets the guest stay, and answers for it.
      if (late) await hotel.cases.end(late, { kind: 'stays', answeredForBy: 'staff-12' });
      await hotel.outcomes.flush();
      expect(await world().court.outcomesOf('itg-hotel-2')).toEqual({ overridden: 1 });
    });

    test('an answer that cannot be understood gives no key', async () => {
      world().between.fault = () => ({ rewrite: (body) => body.replaceAll('"allow"', '"perhaps"') });
      const answers = await hotel.desk.checkIn('s8', room, ARRIVAL, [chip('guest-1', person(UNLISTED))]);
      expect([kindsOf(answers), hotel.rechecks.pending()]).toEqual([['manager'], []]);
    });

    test('the guest house needs no answer from the register, and asks all the same', async () => {
      const answers = await hotel.desk.checkIn('s7', guestHouse, ARRIVAL, [chip('guest-1', STOPPED)]);
      expect(kindsOf(answers)).toEqual(['key']);
    });
  });

  describe('the scanner of a hotel', () => {
    const documentOf = (issuer: string, number: string) => {
      const read = readScan({ kind: 'passport-lines', lines: passportLines(issuer, number) });
      return read.kind === 'read' ? read.document : read.why;
    };

    test('reads the specimen of ICAO Doc 9303-4', () => {
      const lines = [
        'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
        'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
      ] as const;
      expect(readScan({ kind: 'passport-lines', lines })).toEqual({
        kind: 'read',
        document: { type: 'passport', number: 'L898902C3', issuer: 'UTO' },
      });
    });

    test('tells issuers as the service knows them', () => {
      expect(documentOf('D', 'C01X00T47')).toEqual({ type: 'passport', number: 'C01X00T47', issuer: 'DEU' });
      expect(documentOf('CHN', 'K12345670')).toMatchObject({ issuer: 'HKG' });
      expect(documentOf('CHN', 'MA1234567')).toMatchObject({ issuer: 'MAC' });
      expect(documentOf('CHN', 'E12345678')).toMatchObject({ issuer: 'CHN' });
      expect(documentOf('UTO', 'AB12345')).toMatchObject({ number: 'AB12345' });
    });

    test('takes no line in which a character of number, dates or their digits is another one', () => {
      const [first, second] = passportLines('UTO', 'X48210073');
      for (const index of [0, 3, 8, 9, 13, 18, 19, 21, 26, 27, 43]) {
        const other = second[index] === '5' ? '6' : '5';
        const misread = second.slice(0, index) + other + second.slice(index + 1);
        expect(readScan({ kind: 'passport-lines', lines: [first, misread] }).kind).toBe('scan-again');
      }
      expect(readScan({ kind: 'passport-lines', lines: [first, second.slice(1)] }).kind).toBe('scan-again');
      expect(readScan({ kind: 'passport-lines', lines: [`I${first.slice(1)}`, second] }).kind).toBe(
        'scan-again',
      );
    });
  });
}

export const hotelFlows: Flows = {
  orders: [
    { orderId: 'itg-hotel-1', person: STOPPED, items: ['hotel'] },
    { orderId: 'itg-hotel-2', person: OFFLINE, items: ['hotel'] },
    { orderId: 'itg-hotel-3', person: OTHER_NAME, items: ['hotel'] },
    { orderId: 'itg-hotel-4', person: UTOPIAN, items: ['hotel'] },
  ],
  describe: describeHotel,
};
