import type { HotelPurchase } from '../../../../shared/client/index.ts';

/** A house as it is licensed: the rating counts, not what a room looks like. */
export interface House {
  readonly name: string;
  /** 0: not rated. */
  readonly starRating: number;
}

export interface Room {
  readonly number: string;
  readonly house: House;
  readonly fenPerNight: number;
  readonly beds: number;
}

const HOTEL: House = { name: 'Lakeside Hotel', starRating: 4 };
/** The same owner's lodging next door, at an ordinary price. */
const GUEST_HOUSE: House = { name: 'Lakeside Guest House', starRating: 0 };

export const ROOMS: readonly Room[] = [
  { number: '801', house: HOTEL, fenPerNight: 680_00, beds: 2 },
  { number: '802', house: HOTEL, fenPerNight: 680_00, beds: 3 },
  { number: 'G11', house: GUEST_HOUSE, fenPerNight: 220_00, beds: 2 },
  { number: 'G12', house: GUEST_HOUSE, fenPerNight: 220_00, beds: 2 },
];

export function purchaseOf({ house, fenPerNight }: Room, arrival: string): HotelPurchase {
  return {
    sector: 'hotel',
    starRating: house.starRating,
    ratePerNight: { amount: fenPerNight, currency: 'CNY' },
    serviceAt: arrival,
  };
}
