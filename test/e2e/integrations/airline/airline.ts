import { type Client, createRecheckQueue } from '../../../../shared/client/index.ts';
import { createLateAnswers } from '../common/late-answers.ts';
import { createOutcomeOutbox } from '../common/outcome-outbox.ts';
import type { Screen } from '../common/words.ts';
import { createAwardDesk } from './award-desk.ts';
import { createAwardSeats, type Flight } from './flights.ts';
import { createMiles } from './miles.ts';
import { startNoticeReceiver } from './notice-receiver.ts';
import { createNoticeWork } from './notice-work.ts';
import { createOpenRequests } from './open-requests.ts';
import { createWebhookSecrets } from './webhook-secrets.ts';

export const SHANGHAI: Flight = {
  flight: 'XX1501',
  cabin: 'economy',
  departsAt: '2030-05-01T08:30:00+08:00',
  miles: 12_000,
};
export const CHENGDU: Flight = { ...SHANGHAI, flight: 'XX1405', departsAt: '2030-05-01T10:00:00+08:00' };

export interface AirlineParts {
  readonly client: Client;
  readonly screen: Screen;
  readonly balances: Readonly<Record<string, number>>;
  readonly nowMs: () => number;
  readonly onFault: (fault: unknown) => void;
}

/** An airline's award desk with its receiver of notices: everything that it is made of, put together. */
export async function openAirline({ client, screen, balances, nowMs, onFault }: AirlineParts) {
  const seats = createAwardSeats(new Map([SHANGHAI, CHENGDU].map((flight) => [flight, 3])));
  const miles = createMiles(balances);
  const outcomes = createOutcomeOutbox(client);
  const rechecks = createRecheckQueue(client);
  let bookings = 0;
  const newBookingId = (): string => `A${String(++bookings).padStart(5, '0')}`;
  const desk = createAwardDesk({ client, seats, miles, outcomes, rechecks, screen, newBookingId });
  const requests = createOpenRequests(desk, screen);
  const work = createNoticeWork(client, requests, onFault);
  const secrets = createWebhookSecrets(client, nowMs);
  const receiver = await startNoticeReceiver(secrets.valid, work.take);
  await secrets.register(`http://127.0.0.1:${receiver.port}/notices`);
  await work.catchUp();
  const lateAnswers = createLateAnswers(rechecks, outcomes);
  return { seats, miles, outcomes, desk, requests, work, secrets, receiver, lateAnswers };
}
