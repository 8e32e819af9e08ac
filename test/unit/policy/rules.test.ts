import { describe, expect, test } from 'vitest';
import { RESTRICTED_ITEMS } from '../../../shared/contracts/items.ts';
import { SECTORS } from '../../../shared/contracts/sectors.ts';
import { ALTERNATIVES } from '../../../shared/policy/alternatives.ts';
import type { PolicyRule } from '../../../shared/policy/types.ts';
import { fen, judge, PACK } from './judging.ts';

/** A purchase that meets each rule, in one place, so that a rule which nothing can reach is noticed. */
const PURCHASE_BY_RULE: Record<string, object> = {
  'rail.g-train': { sector: 'rail', train: 'G101', seat: 'O' },
  'rail.g-train-soft-sleeper': { sector: 'rail', train: 'G101', seat: 'F' },
  'rail.emu-first-class': { sector: 'rail', train: 'D301', seat: 'M' },
  'rail.soft-sleeper': { sector: 'rail', train: 'K528', seat: '4' },
  'rail.unruled-seat': { sector: 'rail', train: 'K528', seat: 'J' },
  'air.any-cabin': { sector: 'air', flight: 'CA1234', cabin: 'Y' },
  'hotel.star-rated': { sector: 'hotel', starRating: 3 },
  'hotel.national-first-grade': { sector: 'hotel', starRating: 0, nationalGrade: 'special' },
  'hotel.high-rate': { sector: 'hotel', starRating: 0, ratePerNight: fen(10_000_00) },
  'travel-agency.outbound-tour': { sector: 'travel-agency', service: 'outbound-tour' },
  'travel-agency.outbound-service': { sector: 'travel-agency', service: 'outbound-service' },
  'travel-agency.resort-quota': { sector: 'travel-agency', service: 'resort', amount: fen(1) },
  'travel-agency.domestic-tour': { sector: 'travel-agency', service: 'domestic-tour' },
  'school.high-fee-private': {
    sector: 'school',
    schoolType: 'private',
    annualFee: fen(2),
    standardFee: fen(1),
  },
  'insurance.high-premium': { sector: 'insurance', cashValue: true, annualPremium: fen(100_000_00) },
  'venue.nightclub': { sector: 'venue', kind: 'nightclub' },
  'venue.golf': { sector: 'venue', kind: 'golf' },
  'venue.high-cost': { sector: 'venue', kind: 'other', amount: fen(100_000_00) },
  'property.purchase': { sector: 'property', transaction: 'purchase' },
  'property.new-build': { sector: 'property', transaction: 'new-build' },
  'property.expansion': { sector: 'property', transaction: 'expansion' },
  'property.high-grade-renovation': { sector: 'property', transaction: 'high-grade-renovation' },
  'vehicle.not-for-business': { sector: 'vehicle', businessUse: false },
};

/** What the words of each alternative promise, as purchases. */
const PURCHASES_BY_ALTERNATIVE: Record<keyof typeof ALTERNATIVES, readonly object[]> = {
  secondClassOnEmu: [
    { sector: 'rail', train: 'D301', seat: 'O' },
    { sector: 'rail', train: 'C301', seat: 'O' },
    { sector: 'rail', train: 'D301', seat: 'WZ' },
  ],
  seatOrHardSleeper: ['1', '2', '3'].flatMap((seat) =>
    ['Z1', 'T1', 'K1', '1461', 'Y1', 'D1'].map((train) => ({ sector: 'rail', train, seat })),
  ),
  modestLodging: [{ sector: 'hotel', starRating: 0, ratePerNight: fen(200_00) }],
  ordinaryVenue: [{ sector: 'venue', kind: 'other', amount: fen(100_00) }],
  domesticTour: [{ sector: 'travel-agency', service: 'domestic-tour' }],
  publicSchool: [{ sector: 'school', schoolType: 'public', annualFee: fen(9), standardFee: fen(1) }],
  standardFeeSchool: [{ sector: 'school', schoolType: 'private', annualFee: fen(9), standardFee: fen(9) }],
  coverWithoutCashValue: [{ sector: 'insurance', cashValue: false, annualPremium: fen(100_000_00) }],
  ordinaryPremium: [{ sector: 'insurance', cashValue: true, annualPremium: fen(1_000_00) }],
  ordinaryRenovation: [{ sector: 'property', transaction: 'ordinary-renovation' }],
  businessVehicle: [{ sector: 'vehicle', businessUse: true }],
};

const RULES: readonly PolicyRule[] = SECTORS.flatMap((sector) => PACK.sectors[sector].rules);

test('rule ids are unique and begin with their sector', () => {
  expect(new Set(RULES.map((rule) => rule.id)).size).toBe(RULES.length);
  for (const sector of SECTORS) {
    for (const rule of PACK.sectors[sector].rules)
      expect(rule.id).toMatch(new RegExp(`^${sector}\\.[a-z-]+$`));
  }
});

test('every rule is met by a purchase, and every purchase here meets a rule of the pack', () => {
  expect(Object.keys(PURCHASE_BY_RULE).sort()).toEqual(RULES.map((rule) => rule.id).sort());
});

test('each of the ten items is reached by a purchase', () => {
  const reached = Object.values(PURCHASE_BY_RULE).flatMap((purchase) => {
    const finding = judge(purchase);
    return finding.kind === 'restricted' || finding.kind === 'quota' ? finding.rule.items : [];
  });
  expect(new Set(reached)).toEqual(new Set(RESTRICTED_ITEMS));
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('is the rule that the finding for its purchase names', () => {
    const finding = judge(PURCHASE_BY_RULE[id]);
    expect(finding.kind === 'invalid' ? undefined : finding.rule).toBe(rule);
  });

  test('has a title in both languages and a source with document and article', () => {
    expect(rule.title.en).toMatch(/^[A-Z][\x20-\x7e]+$/);
    expect(rule.title['zh-CN']).toMatch(/[\u4e00-\u9fff]/);
    expect(rule.source).toMatch(/Fa Shi \[2015\] 17\) art\. 3\(\d\).*Opinions \(2016\) II\(\d\)/);
  });

  test('restricts items and offers alternatives, or is flagged as unruled and does neither', () => {
    expect(rule.items.length > 0).toBe(!rule.unruled);
    expect(rule.permittedAlternatives.length > 0).toBe(!rule.unruled);
    expect(judge(PURCHASE_BY_RULE[id]).kind === 'unrestricted').toBe(rule.unruled === true);
  });

  test('is frozen with all that it holds', () => {
    for (const part of [rule, rule.items, rule.title, rule.permittedAlternatives, rule.roles]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});

describe('permitted alternatives', () => {
  const alternatives = Object.entries(ALTERNATIVES) as [
    keyof typeof ALTERNATIVES,
    PolicyRule['permittedAlternatives'][0],
  ][];

  test.each(alternatives)('%s is itself open, in the sector it names', (name, alternative) => {
    for (const purchase of PURCHASES_BY_ALTERNATIVE[name]) {
      expect(purchase).toMatchObject({ sector: alternative.sector });
      expect(judge(purchase).kind).toBe('unrestricted');
    }
  });

  test.each(alternatives)('%s is described in both languages and offered by a rule', (_name, alternative) => {
    expect(alternative.description.en).toMatch(/^[A-Z][\x20-\x7e]+$/);
    expect(alternative.description['zh-CN']).toMatch(/[\u4e00-\u9fff]/);
    expect(RULES.some((rule) => rule.permittedAlternatives.includes(alternative))).toBe(true);
  });
});
