import { DependencyUnavailable } from '../../contracts/problem.ts';
import type { NoticeRecord } from '../notice.ts';
import { MAX_ALARM_DELAY_MS, messageFor } from '../notice-message.ts';
import type { NoticeQueue } from '../ports.ts';

/** Whether a message will speak of the notice when it is due; `lost` if nobody knows. */
export type Alarm = 'set' | 'lost';

/**
 * Sets the alarm for the next attempt. Waits longer than a queue can hold a message back are made of several.
 *
 * A fault of the queue ends here: the record says when the next attempt is due, and the sweep finds it. Were the fault
 * passed on, the message that is being worked on would come again, beside the new one that may have been sent after
 * all: for each wait in a day of such faults there would soon be thousands.
 */
export async function setAlarm(record: NoticeRecord, waitMs: number, queue: NoticeQueue): Promise<Alarm> {
  try {
    await queue.send([messageFor(record)], Math.min(waitMs, MAX_ALARM_DELAY_MS));
    return 'set';
  } catch (error) {
    if (error instanceof DependencyUnavailable) return 'lost';
    throw error;
  }
}
