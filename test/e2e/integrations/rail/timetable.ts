/** Seats of one class on one train on one day. */
export interface Offer {
  readonly train: string;
  /** The seat code of the booking field. */
  readonly seat: string;
  readonly from: string;
  readonly to: string;
  /** RFC 3339 with offset. */
  readonly departsAt: string;
  readonly priceFen: number;
}

export interface Timetable {
  /** Offers of a day, in the sequence of their departure, sold out or not. */
  search(from: string, to: string, day: string): readonly Offer[];
  left(offer: Offer): number;
  /** Takes so many seats out of sale. @returns whether there were as many */
  hold(offer: Offer, count: number): boolean;
  giveBack(offer: Offer, count: number): void;
}

export function createTimetable(offers: readonly (Offer & { readonly seats: number })[]): Timetable {
  const free = new Map(offers.map((offer) => [keyOf(offer), offer.seats]));
  const left = (offer: Offer): number => free.get(keyOf(offer)) ?? 0;
  return {
    left,
    search: (from, to, day) =>
      offers
        .filter((offer) => offer.from === from && offer.to === to && offer.departsAt.startsWith(day))
        .sort((one, other) => one.departsAt.localeCompare(other.departsAt)),
    hold(offer, count) {
      if (left(offer) < count) return false;
      free.set(keyOf(offer), left(offer) - count);
      return true;
    },
    giveBack: (offer, count) => void free.set(keyOf(offer), left(offer) + count),
  };
}

function keyOf({ train, seat, departsAt }: Offer): string {
  return `${train} ${seat} ${departsAt}`;
}

/**
 * Offers to put before somebody who was stopped: second class on D and C trains; seats and hard sleepers on trains
 * that a locomotive hauls (Fa Shi [2015] 17 art. 3 names none of them). What is chosen is checked like any other.
 */
export function isOpenToEverybody({ train, seat }: Offer): boolean {
  if (/^[DC]/.test(train)) return seat === 'O';
  return /^[ZTK]?\d/.test(train) && ['1', '2', '3', 'WZ'].includes(seat);
}
