import { describe, expect, test } from 'vitest';
import { SCHOOL_SUBJECT_IS_THE_PAYER } from '../../../../shared/policy/sectors/school.ts';
import { fen, judged, PACK } from '../judging.ts';

describe('school', () => {
  const { value: marginFen } = PACK.parameters.schoolFeeAboveStandard;
  const standardFen = 3_000_000;

  function school(schoolType: string, annualFen: number) {
    return { sector: 'school', schoolType, annualFee: fen(annualFen), standardFee: fen(standardFen) };
  }

  test('a private school is open up to the normal standard, restricted one fen above it', () => {
    expect(judged(school('private', 0))).toBe('open');
    expect(judged(school('private', standardFen + marginFen))).toBe('open');
    expect(judged(school('private', standardFen + marginFen + 1))).toBe('restricted school.high-fee-private');
  });

  test('a public school is open whatever it charges', () => {
    expect(judged(school('public', standardFen * 100))).toBe('open');
  });

  test('the text for a minor explains that the payer is the subject', () => {
    expect(SCHOOL_SUBJECT_IS_THE_PAYER).toMatch(/adult who pays/);
    expect(SCHOOL_SUBJECT_IS_THE_PAYER).toMatch(/never the child/);
  });
});

describe('insurance', () => {
  const { value: premiumFen } = PACK.parameters.insuranceAnnualPremium;

  test.each([
    [true, premiumFen, 'open'],
    [true, premiumFen + 1, 'restricted insurance.high-premium'],
    [false, premiumFen + 1, 'open'],
    [false, premiumFen * 100, 'open'],
    [true, 0, 'open'],
  ])('cash value %s at %i fen a year', (cashValue, annualFen, expected) => {
    expect(judged({ sector: 'insurance', cashValue, annualPremium: fen(annualFen) })).toBe(expected);
  });
});

describe('property', () => {
  test.each(['purchase', 'new-build', 'expansion', 'high-grade-renovation'])(
    '%s is restricted',
    (transaction) => {
      expect(judged({ sector: 'property', transaction })).toBe(`restricted property.${transaction}`);
    },
  );

  test('an ordinary renovation is open', () => {
    expect(judged({ sector: 'property', transaction: 'ordinary-renovation' })).toBe('open');
  });
});

describe('vehicle', () => {
  test('one that the business needs is open, any other restricted', () => {
    expect(judged({ sector: 'vehicle', businessUse: true })).toBe('open');
    expect(judged({ sector: 'vehicle', businessUse: false })).toBe('restricted vehicle.not-for-business');
  });
});
