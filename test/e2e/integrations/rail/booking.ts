import type { Problem, RailPurchase, Subject, SubjectDocument } from '../../../../shared/client/index.ts';
import type { Language } from '../common/words.ts';
import type { PendingSale } from './sort-out.ts';
import type { Offer } from './timetable.ts';

export interface Passenger {
  /** A place in the booking, such as `p1`: it comes back in answers and stands in logs, so it names nobody. */
  readonly ref: string;
  readonly name: string;
  readonly document: SubjectDocument;
  readonly language: Language;
}

/** What stays of a sale: no name and no document. */
export interface Booking {
  readonly bookingId: string;
  readonly offer: Offer;
  readonly refs: readonly string[];
  /** Whose check has to be made up for. */
  readonly toRecheck: readonly string[];
}

export type Sale =
  | { readonly kind: 'ticketed'; readonly booking: Booking }
  /** Somebody cannot go as things stand, so the passengers decide. Seats stay held for them. */
  | { readonly kind: 'passengers-decide'; readonly pending: PendingSale }
  /** A number that cannot be right, by ref: nobody was checked. */
  | { readonly kind: 'correct-input'; readonly problems: readonly Problem[] }
  | { readonly kind: 'payment-failed' }
  | { readonly kind: 'sold-out' };

export type Choice =
  | { readonly kind: 'go-without' }
  | { readonly kind: 'take-instead'; readonly offer: Offer }
  /** The clerk has looked at the documents again; passengers as they stand on them. */
  | { readonly kind: 'documents-shown'; readonly passengers: readonly Passenger[] }
  | { readonly kind: 'leave' };

/** Takes the money; a fault of the payment is `refused`, so that seats and permissions go back. */
export type Pay = (fen: number) => Promise<'paid' | 'refused'>;

/**
 * Always with the departure: a permission that a court gave for a day is held against it, and two days on the same
 * train are two purchases.
 */
export function purchaseOf({ train, seat, departsAt }: Offer): RailPurchase {
  return { sector: 'rail', train, seat, serviceAt: departsAt };
}

export function subjectOf({ ref, name, document }: Passenger): Subject {
  return { ref, name, documents: [document] };
}
