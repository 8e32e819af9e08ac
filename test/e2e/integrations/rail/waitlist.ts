import type { Passenger, Pay, Sale } from './booking.ts';
import type { TicketOffice } from './ticket-office.ts';
import type { Offer, Timetable } from './timetable.ts';

/** Somebody who waits for a seat. The sale is open, so the document is kept until it ends one way or the other. */
interface Waiting {
  readonly offer: Offer;
  readonly passenger: Passenger;
  readonly pay: Pay;
}

export interface Waitlist {
  /** Nobody is asked about now: an answer of today says nothing about the day on which a seat comes back. */
  join(waiting: Waiting): void;
  /** Gives seats that came back to those who wait, in their sequence. Whoever is stopped leaves with the money. */
  fulfil(offer: Offer): Promise<readonly { readonly ref: string; readonly sale: Sale }[]>;
  /** How many wait. */
  length(): number;
}

export function createWaitlist(office: TicketOffice, timetable: Timetable): Waitlist {
  let queue: readonly Waiting[] = [];
  return {
    join(waiting) {
      queue = [...queue, waiting];
    },
    length: () => queue.length,
    async fulfil(offer) {
      const ended: { ref: string; sale: Sale }[] = [];
      for (const waiting of queue.filter((one) => one.offer === offer)) {
        if (timetable.left(offer) === 0) break;
        const { passenger, pay } = waiting;
        // Asked now, as somebody who buys now.
        const sale = await office.sell(offer, [passenger], pay, 'waitlist');
        if (sale.kind === 'passengers-decide') await office.decide(sale.pending, { kind: 'leave' }, pay);
        // Whoever has to show a document first keeps the place for the next seat.
        const isStopped = sale.kind === 'passengers-decide' && sale.pending.stopped.length > 0;
        if (sale.kind !== 'passengers-decide' || isStopped) queue = queue.filter((one) => one !== waiting);
        ended.push({ ref: passenger.ref, sale });
      }
      return ended;
    },
  };
}
