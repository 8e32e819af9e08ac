import { type Client, type ClientClock, createRecheckQueue } from '../../../../shared/client/index.ts';
import { createOutcomeOutbox } from '../common/outcome-outbox.ts';
import type { Screen } from '../common/words.ts';
import { createFrontDesk } from './front-desk.ts';
import { startNightWatch } from './night-watch.ts';
import { createOpenCases } from './open-cases.ts';

export interface HotelParts {
  readonly client: Client;
  readonly clock: Pick<ClientClock, 'after'>;
  readonly screen: Screen;
  /** How often guests are asked about who were let in while nobody could tell. */
  readonly recheckEveryMs: number;
  readonly tellDesk: (text: string) => void;
  readonly onFault: (fault: unknown) => void;
}

/** A hotel's front desk: everything that it is made of, put together. */
export function openHotel(parts: HotelParts) {
  const { client, clock, screen, recheckEveryMs: everyMs, tellDesk, onFault } = parts;
  const outcomes = createOutcomeOutbox(client);
  const rechecks = createRecheckQueue(client);
  const cases = createOpenCases(client, outcomes);
  const desk = createFrontDesk({ client, outcomes, rechecks, cases, screen });
  const watch = startNightWatch({ clock, everyMs, rechecks, outcomes, cases, tellDesk, onFault });
  return { desk, cases, outcomes, rechecks, close: () => watch.stop() };
}
