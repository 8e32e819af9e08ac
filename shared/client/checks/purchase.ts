/** An amount in fen (1 yuan = 100 fen). */
export interface Money {
  readonly amount: number;
  readonly currency: 'CNY';
}

interface AnyPurchase {
  /** When the service is used, not when it is sold: RFC 3339 with offset, such as `2026-12-01T08:00:00+08:00`. */
  readonly serviceAt?: string;
}

export interface RailPurchase extends AnyPurchase {
  readonly sector: 'rail';
  /** The number as sold, such as `G101`; `G1/G4` for one that changes on the way. */
  readonly train: string;
  /** The seat code of the booking, such as `O` for second class. */
  readonly seat: string;
  /** Whether an electric multiple unit runs under a number that does not tell. */
  readonly emu?: boolean;
}

export interface AirPurchase extends AnyPurchase {
  readonly sector: 'air';
  /** Such as `CA1234`. */
  readonly flight: string;
  /** A booking class letter, or `first`, `business`, `premium-economy`, `economy`. */
  readonly cabin: string;
}

export interface HotelPurchase extends AnyPurchase {
  readonly sector: 'hotel';
  /** 0 (unrated) to 5. */
  readonly starRating: number;
  readonly nationalGrade?: 'special' | 'first' | 'second' | 'third';
  readonly ratePerNight?: Money;
}

export interface TravelAgencyPurchase extends AnyPurchase {
  readonly sector: 'travel-agency';
  readonly service: 'outbound-tour' | 'outbound-service' | 'domestic-tour' | 'resort';
  readonly amount?: Money;
}

export interface SchoolPurchase extends AnyPurchase {
  readonly sector: 'school';
  readonly schoolType: 'private' | 'public';
  readonly annualFee: Money;
  /** What a school of that kind normally charges there in a year. */
  readonly standardFee: Money;
}

export interface InsurancePurchase extends AnyPurchase {
  readonly sector: 'insurance';
  readonly cashValue: boolean;
  readonly annualPremium: Money;
}

export interface VenuePurchase extends AnyPurchase {
  readonly sector: 'venue';
  readonly kind: 'nightclub' | 'golf' | 'other';
  readonly amount?: Money;
}

export interface PropertyPurchase extends AnyPurchase {
  readonly sector: 'property';
  readonly transaction:
    | 'purchase'
    | 'new-build'
    | 'expansion'
    | 'high-grade-renovation'
    | 'ordinary-renovation';
}

export interface VehiclePurchase extends AnyPurchase {
  readonly sector: 'vehicle';
  readonly businessUse: boolean;
}

/** What is being sold. */
export type Purchase =
  | RailPurchase
  | AirPurchase
  | HotelPurchase
  | TravelAgencyPurchase
  | SchoolPurchase
  | InsurancePurchase
  | VenuePurchase
  | PropertyPurchase
  | VehiclePurchase;
