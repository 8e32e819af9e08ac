import * as z from 'zod';

/** An amount in the minor unit of its currency: for CNY, fen (1 yuan = 100 fen). */
export interface Money {
  readonly amount: number;
  readonly currency: 'CNY';
}

/** Thresholds are set in yuan, so other currencies are refused rather than converted at an unknown rate. */
export const moneyField = z.strictObject(
  {
    amount: z
      .int('must be a whole number of fen, without a fraction')
      .min(0, 'must not be negative')
      .max(1_000_000_000_000_000, 'is larger than any price'),
    currency: z.literal('CNY', 'must be CNY: convert the amount before asking'),
  },
  'must be money: {"amount": <whole number of fen>, "currency": "CNY"}',
) satisfies z.ZodType<Money>;
