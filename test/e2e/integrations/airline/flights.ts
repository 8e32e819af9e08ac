import type { AirPurchase } from '../../../../shared/client/index.ts';

export interface Flight {
  readonly flight: string;
  readonly cabin: 'economy' | 'business';
  /** RFC 3339 with offset. */
  readonly departsAt: string;
  readonly miles: number;
}

/** Seats that are given for miles. */
export interface AwardSeats {
  hold(flight: Flight): boolean;
  giveBack(flight: Flight): void;
  left(flight: Flight): number;
}

export function createAwardSeats(seats: ReadonlyMap<Flight, number>): AwardSeats {
  const free = new Map(seats);
  const left = (flight: Flight): number => free.get(flight) ?? 0;
  return {
    left,
    hold(flight) {
      if (left(flight) === 0) return false;
      free.set(flight, left(flight) - 1);
      return true;
    },
    giveBack: (flight) => void free.set(flight, left(flight) + 1),
  };
}

export function purchaseOf({ flight, cabin, departsAt }: Flight): AirPurchase {
  return { sector: 'air', flight, cabin, serviceAt: departsAt };
}
