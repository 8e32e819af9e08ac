import { describe, expect, test } from 'vitest';
import { judged } from '../judging.ts';

function air(flight: string, cabin: string) {
  return { sector: 'air', flight, cabin };
}

const cabins = [
  'Y',
  'F',
  'j',
  'first',
  'business',
  'premium-economy',
  'Premium Economy',
  'premium_economy',
  'ECONOMY',
];
test.each(cabins)('cabin %j is restricted like every other', (cabin) => {
  expect(judged(air('CA1234', cabin))).toBe('restricted air.any-cabin');
});

test.each(['CA1', 'CA1234', 'CA1234D', '3U8633', 'G54321', 'CCA1234', 'ca1234', 'CA 1234', 'ＣＡ１２３４'])(
  '%j is a flight designator',
  (flight) => {
    expect(judged(air(flight, 'Y'))).toBe('restricted air.any-cabin');
  },
);

describe('a mistake is told before anyone is denied', () => {
  test.each(['C1234567', '1234', '331234', 'CA', 'CA12345', 'CA12DD', 'CA-1234', 'CA/1'])(
    'flight %j',
    (flight) => {
      expect(judged(air(flight, 'Y'))).toBe('invalid /flight');
    },
  );

  test.each(['YY', '1', 'cargo', 'eco', 'economyplus', '-'])('cabin %j', (cabin) => {
    expect(judged(air('CA1234', cabin))).toBe('invalid /cabin');
  });

  test('both at once', () => {
    expect(judged(air('-', '-'))).toBe('invalid /flight /cabin');
  });
});
