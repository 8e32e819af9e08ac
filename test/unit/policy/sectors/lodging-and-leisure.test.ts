import { describe, expect, test } from 'vitest';
import { fen, judge, judged, PACK } from '../judging.ts';

describe('hotel', () => {
  const { value: rateFen } = PACK.parameters.hotelRatePerNight;

  test.each([1, 2, 3, 4, 5])('%i stars are restricted', (starRating) => {
    expect(judged({ sector: 'hotel', starRating })).toBe('restricted hotel.star-rated');
    expect(judged({ sector: 'hotel', starRating, nationalGrade: 'third', ratePerNight: fen(1) })).toBe(
      'restricted hotel.star-rated',
    );
  });

  test.each(['special', 'first'])('national grade %s is restricted', (nationalGrade) => {
    expect(judged({ sector: 'hotel', starRating: 0, nationalGrade })).toBe(
      'restricted hotel.national-first-grade',
    );
  });

  test.each(['second', 'third'])('national grade %s is open at an ordinary price', (nationalGrade) => {
    expect(judged({ sector: 'hotel', starRating: 0, nationalGrade, ratePerNight: fen(rateFen) })).toBe(
      'open',
    );
    expect(judged({ sector: 'hotel', starRating: 0, nationalGrade, ratePerNight: fen(rateFen + 1) })).toBe(
      'restricted hotel.high-rate',
    );
  });

  test('unrated lodging is open without a price and up to the threshold, restricted one fen above it', () => {
    expect(judged({ sector: 'hotel', starRating: 0 })).toBe('open');
    expect(judged({ sector: 'hotel', starRating: 0, ratePerNight: fen(0) })).toBe('open');
    expect(judged({ sector: 'hotel', starRating: 0, ratePerNight: fen(rateFen) })).toBe('open');
    expect(judged({ sector: 'hotel', starRating: 0, ratePerNight: fen(rateFen + 1) })).toBe(
      'restricted hotel.high-rate',
    );
  });
});

describe('venue', () => {
  const { value: amountFen } = PACK.parameters.venueAmount;

  test.each(['nightclub', 'golf'])('a %s is restricted whatever the bill', (kind) => {
    expect(judged({ sector: 'venue', kind })).toBe(`restricted venue.${kind}`);
    expect(judged({ sector: 'venue', kind, amount: fen(0) })).toBe(`restricted venue.${kind}`);
  });

  test('another venue is open without a bill and up to the threshold, restricted one fen above it', () => {
    expect(judged({ sector: 'venue', kind: 'other' })).toBe('open');
    expect(judged({ sector: 'venue', kind: 'other', amount: fen(amountFen) })).toBe('open');
    expect(judged({ sector: 'venue', kind: 'other', amount: fen(amountFen + 1) })).toBe(
      'restricted venue.high-cost',
    );
  });
});

describe('travel agency', () => {
  test.each(['outbound-tour', 'outbound-service'])('an %s is restricted for every role', (service) => {
    const finding = judge({ sector: 'travel-agency', service });
    expect(finding).toMatchObject({
      kind: 'restricted',
      rule: { id: `travel-agency.${service}`, items: ['travel'] },
    });
    expect(finding).not.toHaveProperty('rule.roles');
  });

  test('a tour within the country is open, and flagged because no ruling speaks of rated agencies', () => {
    expect(judged({ sector: 'travel-agency', service: 'domestic-tour' })).toBe(
      'unruled travel-agency.domestic-tour',
    );
    expect(judged({ sector: 'travel-agency', service: 'domestic-tour', amount: fen(10 ** 9) })).toBe(
      'unruled travel-agency.domestic-tour',
    );
  });

  test('a resort has a monthly quota that concerns the debtor alone', () => {
    expect(judge({ sector: 'travel-agency', service: 'resort', amount: fen(123_45) })).toMatchObject({
      kind: 'quota',
      rule: { id: 'travel-agency.resort-quota', items: ['travel'], roles: ['debtor'] },
      quota: { amountFen: PACK.parameters.resortSpendPerMonth.value, period: 'month' },
      spendFen: 123_45,
    });
  });

  test('a resort without an amount cannot be counted against the quota, and the answer says so', () => {
    expect(judge({ sector: 'travel-agency', service: 'resort' })).toMatchObject({
      kind: 'invalid',
      problems: [{ pointer: '/amount', detail: expect.stringMatching(/monthly quota/) }],
    });
  });
});
