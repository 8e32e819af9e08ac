import type { OrderId } from '../contracts/ids.ts';
import type { Deadline } from './deadline.ts';
import type { Reminder, ReminderStep } from './reminders.ts';

/** Where a clock stands among all, by its end. */
export type DuePosition = Pick<Deadline, 'dueAtMs' | 'deadlineId'>;

/** A clock that is due, with the step of its newest reminder. */
export interface DueDeadline extends Deadline {
  readonly step?: ReminderStep;
}

/** Clocks that run. */
export interface DeadlineStore {
  /** Starts the clock, or moves it if one with its id runs already with another end. Safe to repeat. */
  start(deadline: Deadline): Promise<void>;
  /**
   * Starts a clock of an order that has none yet, many of them at the same time in few requests. Safe to repeat; a step
   * that was noted may be forgotten, so a reminder comes again under the id that it had.
   */
  startNew(deadline: Deadline): Promise<void>;
  /** Gives a clock another end if it runs and still ends at `fromMs`; else nothing happens. Safe to repeat. */
  move(deadline: Deadline, fromMs: number): Promise<void>;
  /** Stops the clock; nothing happens if it does not run. */
  stop(orderId: OrderId, deadlineId: string): Promise<void>;
  listByOrder(orderId: OrderId): Promise<readonly Deadline[]>;
  /**
   * Clocks that end at or before the instant and were not stopped, the one that ended first at the front.
   * @param after only those behind it in that sequence
   */
  listDue(atMs: number, limit: number, after?: DuePosition): Promise<readonly DueDeadline[]>;
  /** Notes the step that was reminded of; nothing happens if the clock was stopped or moved. */
  noteStep(deadline: DuePosition, step: ReminderStep): Promise<void>;
}

/** How far a run came that could not get through all clocks; the next one goes on from there. */
export interface DueCursorStore {
  read(): Promise<DuePosition | undefined>;
  /** @param position `undefined` when a run has come to the end */
  write(position: DuePosition | undefined): Promise<void>;
}

/** Courts' queues of reminders. */
export interface ReminderStore {
  /** Stores the reminder unless the same one is there already. */
  putOnce(reminder: Reminder): Promise<'stored' | 'present'>;
  /**
   * Reminders in the queue of a court, what fell due first at the front.
   * @param after what an earlier page gave as `next`
   */
  listFor(
    addressee: string,
    limit: number,
    after?: string,
  ): Promise<{ readonly reminders: readonly Reminder[]; readonly next?: string }>;
}
