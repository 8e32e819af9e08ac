import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  HOTEL_NATIONAL_GRADES,
  PROPERTY_TRANSACTIONS,
  purchaseField,
  SCHOOL_TYPES,
  TRAVEL_AGENCY_SERVICES,
  VENUE_KINDS,
} from '../../../shared/contracts/purchases.ts';
import { normaliseCode } from '../../../shared/policy/codes.ts';
import { judgePurchase } from '../../../shared/policy/judge-purchase.ts';
import { POLICY_PACKS } from '../../../shared/policy/packs.ts';
import type { PolicyFinding } from '../../../shared/policy/types.ts';

const PACK = POLICY_PACKS[0];

const money = fc.record({ amount: fc.nat(100_000_000), currency: fc.constant('CNY') });
const code = (maxLength: number) =>
  fc.string({
    unit: fc.constantFrom(...' 0123456789ABCDFGHIJKLMOPSTWYZgdoｇＧ１／/-_\u3000'),
    minLength: 1,
    maxLength,
  });
const seat = fc.oneof(fc.constantFrom(...'9PDM7OS86A4FIJ3521WH', 'WZ', 'wz', 'ｏ'), code(4));
const number = fc
  .tuple(fc.constantFrom(...'GDCZTKYLSP', ''), fc.integer({ min: 1, max: 9999 }))
  .map(([letter, digits]) => `${letter}${digits}`);
const train = fc.oneof(
  number,
  fc.array(number, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('/')),
  code(12),
);
const serviceAt = fc.constant('2026-12-01T08:00:00+08:00');

/** Any request that the schema lets through, likely ones more often than odd ones. */
const purchase = fc
  .oneof(
    fc.record(
      { sector: fc.constant('rail'), train, seat, emu: fc.boolean(), serviceAt },
      { requiredKeys: ['sector', 'train', 'seat'] },
    ),
    fc.record({
      sector: fc.constant('air'),
      flight: fc.oneof(fc.constantFrom('CA1234', '3U8633', 'ca 12'), code(12)),
      cabin: fc.oneof(fc.constantFrom('Y', 'economy', 'Business'), code(20)),
    }),
    fc.record(
      {
        sector: fc.constant('hotel'),
        starRating: fc.integer({ min: 0, max: 5 }),
        nationalGrade: fc.constantFrom(...HOTEL_NATIONAL_GRADES),
        ratePerNight: money,
      },
      { requiredKeys: ['sector', 'starRating'] },
    ),
    fc.record(
      {
        sector: fc.constant('travel-agency'),
        service: fc.constantFrom(...TRAVEL_AGENCY_SERVICES),
        amount: money,
      },
      { requiredKeys: ['sector', 'service'] },
    ),
    fc.record({
      sector: fc.constant('school'),
      schoolType: fc.constantFrom(...SCHOOL_TYPES),
      annualFee: money,
      standardFee: money,
    }),
    fc.record({ sector: fc.constant('insurance'), cashValue: fc.boolean(), annualPremium: money }),
    fc.record(
      { sector: fc.constant('venue'), kind: fc.constantFrom(...VENUE_KINDS), amount: money },
      { requiredKeys: ['sector', 'kind'] },
    ),
    fc.record({ sector: fc.constant('property'), transaction: fc.constantFrom(...PROPERTY_TRANSACTIONS) }),
    fc.record({ sector: fc.constant('vehicle'), businessUse: fc.boolean() }),
  )
  .map((request) => purchaseField.parse(request));

const judge = (request: Parameters<typeof judgePurchase>[1]): PolicyFinding => judgePurchase(PACK, request);

test('what is restricted names its items, its title in both languages, its source and a way to buy otherwise', () => {
  fc.assert(
    fc.property(purchase, (request) => {
      const finding = judge(request);
      if (finding.kind !== 'restricted' && finding.kind !== 'quota') return;
      expect(finding.rule.items.length).toBeGreaterThan(0);
      expect(finding.rule.title.en && finding.rule.title['zh-CN']).toBeTruthy();
      expect(finding.rule.source).toMatch(/art\. 3/);
      expect(finding.rule.permittedAlternatives.length).toBeGreaterThan(0);
      expect(finding.rule.unruled).toBeUndefined();
    }),
  );
});

test('every rule that a finding names is among the rules its sector declares', () => {
  fc.assert(
    fc.property(purchase, (request) => {
      const finding = judge(request);
      if (finding.kind === 'invalid' || !finding.rule) return;
      expect(PACK.sectors[request.sector].rules).toContain(finding.rule);
    }),
  );
});

test('what is invalid points at a field of that sector and says what to do', () => {
  fc.assert(
    fc.property(purchase, (request) => {
      const finding = judge(request);
      if (finding.kind !== 'invalid') return;
      expect(finding.problems.length).toBeGreaterThan(0);
      for (const { pointer, detail } of finding.problems) {
        expect(pointer).toMatch(/^\/(train|seat|emu|flight|cabin|amount)$/);
        expect(detail.length).toBeGreaterThan(20);
      }
    }),
  );
});

test('the same purchase gets the same finding, and findings are frozen unless they carry a spend', () => {
  fc.assert(
    fc.property(purchase, (request) => {
      const finding = judge(request);
      expect(judge(request)).toEqual(finding);
      if (finding.kind === 'restricted' || finding.kind === 'unrestricted') {
        expect(judge(request)).toBe(finding);
        expect(Object.isFrozen(finding)).toBe(true);
      }
    }),
  );
});

test('when the service is used does not change what it falls under', () => {
  fc.assert(
    fc.property(purchase, fc.integer({ min: 0 }), (request, serviceAtMs) => {
      expect(judge({ ...request, serviceAt: serviceAtMs })).toEqual(judge(request));
    }),
  );
});

test('folding a code twice changes nothing more', () => {
  fc.assert(
    fc.property(code(40), (text) => {
      expect(normaliseCode(normaliseCode(text))).toBe(normaliseCode(text));
    }),
  );
});

const LIGHTEST_FIRST: readonly PolicyFinding['kind'][] = ['unrestricted', 'restricted', 'invalid'];

test('case, width and white space change nothing about a train or a seat', () => {
  const widen = (text: string) =>
    text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
  fc.assert(
    fc.property(number, fc.constantFrom(...'9PDM7OS86A4FIJ3521WH', 'WZ', 'QQ'), (trainNumber, seatCode) => {
      const written = judge({ sector: 'rail', train: trainNumber, seat: seatCode });
      for (const change of [(t: string) => t.toLowerCase(), widen, (t: string) => ` ${t} `]) {
        expect(judge({ sector: 'rail', train: change(trainNumber), seat: change(seatCode) })).toEqual(
          written,
        );
      }
    }),
  );
});

test('a train of several numbers is judged as the strictest of them, whatever their sequence', () => {
  const lettered = number.filter((text) => /^[A-Z]/.test(text));
  fc.assert(
    fc.property(fc.array(lettered, { minLength: 1, maxLength: 4 }), seat, (numbers, seatCode) => {
      const weightOf = (finding: PolicyFinding) => LIGHTEST_FIRST.indexOf(finding.kind);
      const whole = judge({ sector: 'rail', train: numbers.join('/'), seat: seatCode });
      const parts = numbers.map((trainNumber) =>
        judge({ sector: 'rail', train: trainNumber, seat: seatCode }),
      );
      expect(weightOf(whole)).toBe(Math.max(...parts.map(weightOf)));
      const reversed = judge({ sector: 'rail', train: numbers.toReversed().join('/'), seat: seatCode });
      expect(reversed).toEqual(whole);
      if (whole.kind !== 'restricted') return;
      const items = parts.flatMap((part) => (part.kind === 'restricted' ? part.rule.items : []));
      expect(new Set(whole.rule.items)).toEqual(new Set(items));
    }),
  );
});
