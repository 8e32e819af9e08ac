import {
  type Checkpoint,
  type CheckResult,
  type Client,
  InvalidRequest,
  type RecheckQueue,
} from '../../../../shared/client/index.ts';
import type { OutcomeOutbox } from '../common/outcome-outbox.ts';
import { unhandled } from '../common/unhandled.ts';
import { type Screen, show } from '../common/words.ts';
import { type Choice, type Passenger, type Pay, purchaseOf, type Sale, subjectOf } from './booking.ts';
import { type PendingSale, sortOut } from './sort-out.ts';
import type { Offer, Timetable } from './timetable.ts';

export interface TicketOfficeParts {
  readonly client: Pick<Client, 'check'>;
  readonly timetable: Timetable;
  readonly outcomes: OutcomeOutbox;
  readonly rechecks: RecheckQueue;
  readonly screen: Screen;
  readonly newBookingId: () => string;
}

export interface TicketOffice {
  /** @throws Unauthorized, Forbidden: nothing is sold until the credentials are put right. */
  sell(offer: Offer, passengers: readonly Passenger[], pay: Pay, checkpoint?: Checkpoint): Promise<Sale>;
  /** Ends a sale that waits; `undefined` when nothing is bought. */
  decide(pending: PendingSale, choice: Choice, pay: Pay): Promise<Sale | undefined>;
}

/** Sells tickets: hold seats, ask, let the passengers decide, take the money, tell what became of it. */
export function createTicketOffice(parts: TicketOfficeParts): TicketOffice {
  const { client, timetable, outcomes, rechecks, screen, newBookingId } = parts;

  async function ask(offer: Offer, passengers: readonly Passenger[], checkpoint: Checkpoint) {
    try {
      return await client.check(purchaseOf(offer), passengers.map(subjectOf), { checkpoint });
    } catch (error) {
      timetable.giveBack(offer, passengers.length);
      if (error instanceof InvalidRequest) return error;
      throw error;
    }
  }

  async function complete(pending: PendingSale, pay: Pay): Promise<Sale> {
    const { offer, passengers, mayGo, check, checkpoint } = pending;
    const left = check.results.filter(({ ref }) => !mayGo.some((one) => one.ref === ref));
    timetable.giveBack(offer, left.length);
    outcomes.report(left, 'not-sold');
    if ((await pay(offer.priceFen * mayGo.length)) === 'refused') {
      timetable.giveBack(offer, mayGo.length);
      // At once, so that a permission for a single journey can be used for another attempt.
      outcomes.report(mayGo, 'not-sold');
      return { kind: 'payment-failed' };
    }
    outcomes.report(mayGo, 'sold');
    const bookingId = newBookingId();
    const sold: CheckResult = { ...check, results: mayGo };
    const purchase = purchaseOf(offer);
    // Keeps the documents of those who are undetermined, and of nobody else.
    rechecks.add(
      { label: bookingId, purchase, subjects: passengers.map(subjectOf), options: { checkpoint } },
      sold,
    );
    const toRecheck = mayGo.filter(({ decision }) => decision === 'undetermined').map(({ ref }) => ref);
    return { kind: 'ticketed', booking: { bookingId, offer, refs: mayGo.map(({ ref }) => ref), toRecheck } };
  }

  async function sell(
    offer: Offer,
    passengers: readonly Passenger[],
    pay: Pay,
    checkpoint: Checkpoint = 'sale',
  ): Promise<Sale> {
    if (!timetable.hold(offer, passengers.length)) return { kind: 'sold-out' };
    const check = await ask(offer, passengers, checkpoint);
    if (check instanceof InvalidRequest) return { kind: 'correct-input', problems: check.problems };
    for (const result of check.results) {
      const language = passengers.find(({ ref }) => ref === result.ref)?.language ?? 'zh-CN';
      if (result.decision !== 'allow') show(screen, result, language);
    }
    const pending: PendingSale = { offer, passengers, checkpoint, check, ...sortOut(check) };
    if (pending.mayGo.length === passengers.length) return await complete(pending, pay);
    return { kind: 'passengers-decide', pending };
  }

  return {
    sell,
    async decide(pending, choice, pay) {
      if (choice.kind === 'go-without' && pending.mayGo.length > 0) return await complete(pending, pay);
      timetable.giveBack(pending.offer, pending.passengers.length);
      const { results } = pending.check;
      switch (choice.kind) {
        case 'take-instead': {
          const sale = await sell(choice.offer, pending.passengers, pay, pending.checkpoint);
          outcomes.report(results, sale.kind === 'ticketed' ? 'alternative-sold' : 'not-sold');
          return sale;
        }
        case 'documents-shown':
          outcomes.report(results, 'not-sold');
          return await sell(pending.offer, choice.passengers, pay, pending.checkpoint);
        case 'go-without': // Nobody is left who may go.
        case 'leave':
          outcomes.report(results, 'not-sold');
          return undefined;
        default:
          return unhandled(choice);
      }
    },
  };
}
