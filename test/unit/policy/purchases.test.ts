import { describe, expect, test } from 'vitest';
import { purchaseField } from '../../../shared/contracts/purchases.ts';
import { SECTORS } from '../../../shared/contracts/sectors.ts';
import { fen } from './judging.ts';

const COMPLETE = {
  rail: { sector: 'rail', train: 'G101', seat: 'O', emu: true },
  air: { sector: 'air', flight: 'CA1234', cabin: 'Y' },
  hotel: { sector: 'hotel', starRating: 0, nationalGrade: 'second', ratePerNight: fen(1) },
  'travel-agency': { sector: 'travel-agency', service: 'resort', amount: fen(1) },
  school: { sector: 'school', schoolType: 'private', annualFee: fen(1), standardFee: fen(1) },
  insurance: { sector: 'insurance', cashValue: true, annualPremium: fen(1) },
  venue: { sector: 'venue', kind: 'other', amount: fen(1) },
  property: { sector: 'property', transaction: 'purchase' },
  vehicle: { sector: 'vehicle', businessUse: false },
} as const;

const OPTIONAL: Record<string, readonly string[]> = {
  rail: ['emu'],
  hotel: ['nationalGrade', 'ratePerNight'],
  'travel-agency': ['amount'],
  venue: ['amount'],
};

/** Pointer and message of each issue, as a caller sees them. */
function problemsOf(purchase: unknown): string[] {
  const parsed = purchaseField.safeParse(purchase);
  return parsed.success
    ? []
    : parsed.error.issues.map((issue) => `/${issue.path.join('/')} ${issue.message}`);
}

describe.each(SECTORS)('a purchase of sector %s', (sector) => {
  const complete: Record<string, unknown> = COMPLETE[sector];
  const fields = Object.keys(complete).filter((field) => field !== 'sector');

  test('passes unchanged with all its fields', () => {
    expect(purchaseField.parse(complete)).toEqual(complete);
  });

  test('carries serviceAt as epoch milliseconds', () => {
    expect(purchaseField.parse({ ...complete, serviceAt: '2026-12-01T08:00:00+08:00' })).toEqual({
      ...complete,
      serviceAt: Date.UTC(2026, 11, 1),
    });
  });

  test.each(['2026-12-01', '2026-02-30T08:00:00+08:00', '2026-12-01T08:00:00', 1796083200000, null])(
    'refuses %j as serviceAt',
    (serviceAt) => {
      expect(problemsOf({ ...complete, serviceAt })).toEqual([expect.stringMatching(/^\/serviceAt must be/)]);
    },
  );

  test.each(fields)('needs %s unless it is optional', (field) => {
    const { [field]: _left, ...without } = complete;
    const problems = problemsOf(without);
    if (OPTIONAL[sector]?.includes(field)) expect(problems).toEqual([]);
    else expect(problems).toEqual([expect.stringMatching(new RegExp(`^/${field} must be`))]);
  });

  test.each(fields)('refuses %s of another type, null and nested junk', (field) => {
    for (const value of [null, [], {}, 1.5, 'no-such-choice\u0000', { amount: 1 }]) {
      const problems = problemsOf({ ...complete, [field]: value });
      expect(problems.length).toBeGreaterThan(0);
      for (const problem of problems) expect(problem.startsWith(`/${field}`)).toBe(true);
    }
  });

  test('refuses a field it does not know, names those it does, and repeats nothing', () => {
    expect(problemsOf({ ...complete, secretNote: 'x' })).toEqual([
      `/ has a field that is not known here: a purchase of sector ${sector} takes ${['sector', ...Object.keys(complete).slice(1), 'serviceAt'].join(', ')}`,
    ]);
  });
});

describe('the sector', () => {
  test.each([undefined, null, 'bus', 'Rail', 7, '__proto__', 'toString'])(
    '%j is refused with the nine that exist',
    (sector) => {
      expect(problemsOf({ sector, train: 'G101', seat: 'O' })).toEqual([
        `/sector must be one of ${SECTORS.join(', ')}`,
      ]);
    },
  );

  test.each([null, 'rail', 7, []])('a purchase that is %j is refused', (purchase) => {
    expect(problemsOf(purchase)).toEqual(['/ must be an object whose "sector" says what is sold']);
  });
});

describe('money', () => {
  const MONEY_FIELDS = [
    [COMPLETE.hotel, 'ratePerNight'],
    [COMPLETE['travel-agency'], 'amount'],
    [COMPLETE.school, 'annualFee'],
    [COMPLETE.school, 'standardFee'],
    [COMPLETE.insurance, 'annualPremium'],
    [COMPLETE.venue, 'amount'],
  ] as const;

  test.each(MONEY_FIELDS)('%j: %s is whole, not negative and in CNY', (purchase, field) => {
    for (const amount of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '100']) {
      const problems = problemsOf({ ...purchase, [field]: { amount, currency: 'CNY' } });
      expect(problems.length).toBeGreaterThan(0);
      for (const problem of problems) expect(problem.startsWith(`/${field}/amount `)).toBe(true);
    }
    expect(problemsOf({ ...purchase, [field]: { amount: 1, currency: 'USD' } })).toEqual([
      expect.stringMatching(new RegExp(`^/${field}/currency must be CNY`)),
    ]);
    expect(problemsOf({ ...purchase, [field]: { ...fen(1), unit: 'fen' } })).toHaveLength(1);
  });
});

describe('codes', () => {
  const CODE_FIELDS = [
    [COMPLETE.rail, 'train'],
    [COMPLETE.rail, 'seat'],
    [COMPLETE.air, 'flight'],
    [COMPLETE.air, 'cabin'],
  ] as const;

  test.each(CODE_FIELDS)(
    '%j: %s holds no control, direction or markup characters and stays short',
    (purchase, field) => {
      for (const text of [
        '',
        'O\n',
        '\u0000',
        'O\t',
        '\u202eO',
        '\ufeffO',
        '\u2028',
        '<O>',
        '"',
        '\ud800',
        'O'.repeat(41),
      ]) {
        const problems = problemsOf({ ...purchase, [field]: text });
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatch(
          new RegExp(`^/${field} must be .*such as|^/${field} must be a booking class`),
        );
      }
    },
  );

  test('a text of a megabyte is refused at once', () => {
    expect(problemsOf({ ...COMPLETE.rail, train: 'G'.repeat(1_000_000) })).toHaveLength(1);
  });
});

test('star ratings run from 0 to 5', () => {
  for (const starRating of [-1, 6, 2.5, '3']) {
    expect(problemsOf({ sector: 'hotel', starRating })).toEqual([
      '/starRating must be a whole number from 0 (unrated) to 5',
    ]);
  }
});
