import type { PolicyParameters } from './types.ts';

/**
 * The thresholds that the law leaves open. Each compares with "above": an amount that equals it is not above it.
 * They lean towards the subject, because a purchase that nobody has called high must not be refused as if someone had.
 */
export const CN_NATIONAL_PARAMETERS_2026: PolicyParameters = {
  hotelRatePerNight: {
    value: 500_00,
    unit: 'fen per night',
    source: 'ours: 500 yuan a night; "other high-cost lodging" (Opinions II(7)2) has no published amount',
  },
  insuranceAnnualPremium: {
    value: 10_000_00,
    unit: 'fen per year',
    source: 'ours: 10,000 yuan a year; "high premium" (Provisions art. 3(8)) has no published amount',
  },
  schoolFeeAboveStandard: {
    value: 0,
    unit: 'fen per year',
    source:
      'ours: no margin; what lies above the normal standard counts (Good-faith opinion, Fa Fa [2019] 35), by how much is not published',
  },
  resortSpendPerMonth: {
    value: 2_000_00,
    unit: 'fen per month',
    source:
      'ours: 2,000 yuan a month; the quota of Opinions II(7)3 has neither a published amount nor a period',
  },
  venueAmount: {
    value: 1_000_00,
    unit: 'fen',
    source: 'ours: 1,000 yuan a bill; "other high-cost venues" (Opinions II(7)2) has no published amount',
  },
};
