import { type Client, createRecheckQueue } from '../../../../shared/client/index.ts';
import { createLateAnswers } from '../common/late-answers.ts';
import { createOutcomeOutbox } from '../common/outcome-outbox.ts';
import type { Screen } from '../common/words.ts';
import { createTicketOffice } from './ticket-office.ts';
import { createTimetable, type Offer } from './timetable.ts';
import { createWaitlist } from './waitlist.ts';

const BEIJING_SHANGHAI = { from: 'Beijing', to: 'Shanghai' };

/** Trains of one day with a few seats each. */
export function trainsOf(day: string): readonly (Offer & { readonly seats: number })[] {
  const offer = (train: string, seat: string, time: string, yuan: number, seats: number) => ({
    ...BEIJING_SHANGHAI,
    train,
    seat,
    departsAt: `${day}T${time}:00+08:00`,
    priceFen: yuan * 100,
    seats,
  });
  return [
    offer('G101', 'O', '08:00', 553, 20),
    offer('G101', 'M', '08:00', 930, 2),
    offer('G103', 'O', '09:00', 553, 20),
    offer('D709', 'O', '19:22', 307, 20),
    offer('D709', 'M', '19:22', 491, 4),
    offer('1461', '3', '11:54', 283, 20),
    offer('1461', '4', '11:54', 443, 4),
  ];
}

/** A railway's booking system: everything that it is made of, put together. */
export function openRailway(client: Client, screen: Screen, day: string) {
  const timetable = createTimetable(trainsOf(day));
  const outcomes = createOutcomeOutbox(client);
  const rechecks = createRecheckQueue(client);
  let bookings = 0;
  const office = createTicketOffice({
    client,
    timetable,
    outcomes,
    rechecks,
    screen,
    newBookingId: () => `E${String(++bookings).padStart(5, '0')}`,
  });
  return {
    timetable,
    outcomes,
    rechecks,
    office,
    waitlist: createWaitlist(office, timetable),
    lateAnswers: createLateAnswers(rechecks, outcomes),
  };
}
