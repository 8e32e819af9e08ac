import type { Booking, Passenger, Pay, Sale } from './booking.ts';
import type { TicketOffice } from './ticket-office.ts';
import type { Offer, Timetable } from './timetable.ts';

/**
 * Changes a booking to another train: those who travel show their documents again, since none was kept. Whatever
 * stands in the way, the old ticket stays good.
 *
 * @param pay takes the difference; a negative one is money back
 */
export async function changeTicket(
  parts: { readonly office: TicketOffice; readonly timetable: Timetable },
  booking: Booking,
  to: Offer,
  passengers: readonly Passenger[],
  pay: Pay,
): Promise<Sale> {
  const paidFen = booking.offer.priceFen * booking.refs.length;
  const difference: Pay = (fen) => pay(fen - paidFen);
  const sale = await parts.office.sell(to, passengers, difference, 'change');
  if (sale.kind === 'passengers-decide') await parts.office.decide(sale.pending, { kind: 'leave' }, pay);
  if (sale.kind === 'ticketed') parts.timetable.giveBack(booking.offer, booking.refs.length);
  return sale;
}
