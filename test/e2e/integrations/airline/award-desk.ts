import {
  type Client,
  type Denied,
  InvalidRequest,
  type Problem,
  type RecheckQueue,
  type SubjectDocument,
  type SubjectResult,
} from '../../../../shared/client/index.ts';
import type { OutcomeOutbox } from '../common/outcome-outbox.ts';
import { unhandled } from '../common/unhandled.ts';
import { type Language, type Screen, show } from '../common/words.ts';
import { type AwardSeats, type Flight, purchaseOf } from './flights.ts';
import type { Miles } from './miles.ts';

export interface Traveller {
  /** A mark of this booking, such as `t1`. */
  readonly ref: string;
  readonly name: string;
  readonly documents: readonly SubjectDocument[];
  readonly language: Language;
}

export interface AwardRequest {
  /** Who pays with miles. */
  readonly accountId: string;
  /** Who flies. */
  readonly traveller: Traveller;
  readonly flight: Flight;
}

export type Redemption =
  | { readonly kind: 'booked'; readonly bookingId: string; readonly recheck: boolean }
  | { readonly kind: 'stopped'; readonly denied: Denied }
  | { readonly kind: 'show-document' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'correct-input'; readonly problems: readonly Problem[] }
  | { readonly kind: 'not-enough-miles' }
  | { readonly kind: 'no-award-seat' };

export interface AwardDeskParts {
  readonly client: Pick<Client, 'check'>;
  readonly seats: AwardSeats;
  readonly miles: Miles;
  readonly outcomes: OutcomeOutbox;
  readonly rechecks: RecheckQueue;
  readonly screen: Screen;
  readonly newBookingId: () => string;
}

export interface AwardDesk {
  redeem(request: AwardRequest): Promise<Redemption>;
}

/** Gives flights for miles. Asked about is who flies: whoever owns the miles may give them to anybody. */
export function createAwardDesk(parts: AwardDeskParts): AwardDesk {
  const { client, seats, miles, outcomes, rechecks, screen, newBookingId } = parts;

  function settle(request: AwardRequest, result: SubjectResult): Redemption {
    const { accountId, flight } = request;
    switch (result.decision) {
      case 'allow':
        break;
      case 'deny':
        return { kind: 'stopped', denied: result };
      case 'verify-identity':
        return { kind: 'show-document' };
      case 'undetermined':
        if (result.fallback === 'hold') return { kind: 'wait' };
        break;
      default:
        return unhandled(result);
    }
    if (!miles.debit(accountId, flight.miles)) return { kind: 'not-enough-miles' };
    return { kind: 'booked', bookingId: newBookingId(), recheck: result.decision === 'undetermined' };
  }

  return {
    async redeem(request) {
      const { flight, traveller } = request;
      const { ref, name, documents, language } = traveller;
      if (!seats.hold(flight)) return { kind: 'no-award-seat' };
      let end: Redemption | undefined;
      try {
        const subjects = [{ ref, name, documents }];
        const purchase = purchaseOf(flight);
        const options = { checkpoint: 'redemption' } as const;
        const check = await client.check(purchase, subjects, options);
        const [result] = check.results;
        if (!result) throw new TypeError('A check of one traveller has one result.');
        if (result.decision !== 'allow') show(screen, result, language);
        end = settle(request, result);
        if (end.kind === 'booked') {
          rechecks.add({ label: end.bookingId, purchase, subjects, options }, check);
        }
        outcomes.report([result], end.kind === 'booked' ? 'sold' : 'not-sold');
        return end;
      } catch (error) {
        if (!(error instanceof InvalidRequest)) throw error;
        return { kind: 'correct-input', problems: error.problems };
      } finally {
        if (end?.kind !== 'booked') seats.giveBack(flight);
      }
    },
  };
}
