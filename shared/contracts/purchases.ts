import * as z from 'zod';
import { moneyField } from './money.ts';
import { SECTORS, type Sector } from './sectors.ts';
import { instantField } from './time.ts';

/*
 * What is being sold, by sector. The schemas check form with plain checks only: they run for every check, and zod
 * turns checks without transforms into straight code. What a code means (which seats exist on which train) is for the
 * policy to judge, which also folds case and full-width characters.
 */

/** Letters, digits and the few signs that booking codes use, half or full width: no control character gets through. */
const CODE_CHARACTERS = String.raw`[ \u30000-9A-Za-z\/_\-０-９Ａ-Ｚａ-ｚ／＿－]`;

function codeField(maxLength: number, message: string) {
  return z.string(message).regex(new RegExp(`^${CODE_CHARACTERS}{1,${maxLength}}$`), message);
}

function choiceField<const Choices extends readonly [string, ...string[]]>(choices: Choices) {
  return z.enum(choices, `must be one of ${choices.join(', ')}`);
}

const yesOrNo = z.boolean('must be true or false');

/** One sector's purchase. A field that the sector does not have is refused, and the message names those it has. */
function purchaseOf<const S extends Sector, Fields extends z.core.$ZodLooseShape>(sector: S, fields: Fields) {
  const names = ['sector', ...Object.keys(fields), 'serviceAt'].join(', ');
  return z.strictObject(
    {
      sector: z.literal(sector, `must be ${sector}`),
      ...fields,
      /** When the service is used, not when it is sold. Epoch milliseconds once parsed. */
      serviceAt: instantField.optional(),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `has a field that is not known here: a purchase of sector ${sector} takes ${names}`
          : 'must be an object',
    },
  );
}

export const HOTEL_NATIONAL_GRADES = ['special', 'first', 'second', 'third'] as const;
export const TRAVEL_AGENCY_SERVICES = [
  'outbound-tour',
  'outbound-service',
  'domestic-tour',
  'resort',
] as const;
export const SCHOOL_TYPES = ['private', 'public'] as const;
export const VENUE_KINDS = ['nightclub', 'golf', 'other'] as const;
export const PROPERTY_TRANSACTIONS = [
  'purchase',
  'new-build',
  'expansion',
  'high-grade-renovation',
  'ordinary-renovation',
] as const;

const starRatingMessage = 'must be a whole number from 0 (unrated) to 5';

const rail = purchaseOf('rail', {
  /** The number as sold, such as `G101`; a train that changes its number on the way may be written `G1/G4`. */
  train: codeField(40, 'must be a train number such as G101, K528 or G1/G4'),
  /** The seat code of the booking field, such as `O` for second class. */
  seat: codeField(4, 'must be the seat code of the booking, such as O, M, 3 or WZ'),
  /** Whether an electric multiple unit runs under a number that does not tell (Y, L, S, P). */
  emu: yesOrNo.optional(),
});

const air = purchaseOf('air', {
  flight: codeField(12, 'must be a flight designator such as CA1234'),
  cabin: codeField(20, 'must be a booking class letter or first, business, premium-economy or economy'),
});

const hotel = purchaseOf('hotel', {
  starRating: z.int(starRatingMessage).min(0, starRatingMessage).max(5, starRatingMessage),
  nationalGrade: choiceField(HOTEL_NATIONAL_GRADES).optional(),
  ratePerNight: moneyField.optional(),
});

const travelAgency = purchaseOf('travel-agency', {
  service: choiceField(TRAVEL_AGENCY_SERVICES),
  amount: moneyField.optional(),
});

const school = purchaseOf('school', {
  schoolType: choiceField(SCHOOL_TYPES),
  annualFee: moneyField,
  /** What a school of that kind normally charges there in a year; only what lies above it can be restricted. */
  standardFee: moneyField,
});

const insurance = purchaseOf('insurance', { cashValue: yesOrNo, annualPremium: moneyField });

const venue = purchaseOf('venue', { kind: choiceField(VENUE_KINDS), amount: moneyField.optional() });

const property = purchaseOf('property', { transaction: choiceField(PROPERTY_TRANSACTIONS) });

const vehicle = purchaseOf('vehicle', { businessUse: yesOrNo });

/** The `purchase` of a check request: one of the nine sectors, its fields in form, `serviceAt` in epoch milliseconds. */
export const purchaseField = z.discriminatedUnion(
  'sector',
  [rail, air, hotel, travelAgency, school, insurance, venue, property, vehicle],
  {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? `must be one of ${SECTORS.join(', ')}`
        : 'must be an object whose "sector" says what is sold',
  },
);

type AnyPurchase = z.output<typeof purchaseField>;

/** Keyed by sector, so that code which is given a sector and its purchase together stays fully typed. */
type PurchaseBySector = { [S in Sector]: Extract<AnyPurchase, { sector: S }> };

export type PurchaseOf<S extends Sector> = PurchaseBySector[S];

export type Purchase = PurchaseOf<Sector>;
