import { settledAtMs } from '../retention/periods.ts';
import type { Deadline } from './deadline.ts';
import { deadlineIdFor } from './deadline-id.ts';

/** No longer than the purpose needs. */
const LAW = 'PIPL art. 19 and 47';

/**
 * The clock by which an order that ended with its period, without an act of the court, is not kept for ever. It takes
 * over when the clock of the period is closed, so that one of the two runs until everything was given its end.
 *
 * @param period the clock of the period, at its end
 */
export function retentionClockAfter({ orderId, courtCode, dueAtMs }: Deadline): Deadline {
  return {
    deadlineId: deadlineIdFor(orderId, 'retention'),
    kind: 'retention',
    orderId,
    courtCode,
    startedAtMs: dueAtMs,
    dueAtMs: settledAtMs(dueAtMs),
    law: LAW,
  };
}
