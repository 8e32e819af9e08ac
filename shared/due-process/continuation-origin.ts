import { hasEnded, type OrderRecord } from '../orders/order.ts';
import type { ProcedureClock } from '../policy/procedures.ts';
import type { Deadline } from './deadline.ts';
import { deadlineIdFor } from './deadline-id.ts';
import { endOfPeriod } from './period-end.ts';
import { stateOf } from './state-of.ts';
import type { WorkingDays } from './working-days.ts';

/** The text sets no time for it; three working days is what the law gives a court for the removal itself. */
export const ORIGIN_PERIOD: ProcedureClock = { days: 3, unit: 'working-days', law: 'Opinions (2016) IV(2)5' };

/**
 * The clock in which a continued restriction has to rest on an earlier order that is over: a restriction is continued
 * after a removal, so there has to be one. It starts with every such order, and a run through the clocks stops it when
 * nothing is wrong: so no order waits for another to be read.
 *
 * @param calendar asked for the end; with an unknown year it is the earliest one
 */
export function originClockOf(
  {
    orderId,
    courtCode,
    terms,
    appliedAtMs,
  }: Pick<OrderRecord, 'orderId' | 'courtCode' | 'terms' | 'appliedAtMs'>,
  calendar: WorkingDays,
): Deadline | undefined {
  const { continues, status } = terms;
  if (continues === undefined || hasEnded(status)) return undefined;
  return {
    deadlineId: deadlineIdFor(orderId, 'continuation-origin', continues),
    kind: 'continuation-origin',
    orderId,
    courtCode,
    about: continues,
    startedAtMs: appliedAtMs,
    dueAtMs: endOfPeriod(ORIGIN_PERIOD, appliedAtMs, calendar).endMs,
    law: ORIGIN_PERIOD.law,
  };
}

/**
 * Whether an order is one that a restriction can go on from: the same court had let the subject go from it, or its
 * period was over. Source: Opinions (2016) IV(2)5.
 *
 * @param origin as stored; `undefined` when the register knows no such order
 */
export function canBeContinued(
  origin: OrderRecord | undefined,
  { courtCode }: Pick<OrderRecord, 'courtCode'>,
  nowMs: number,
): boolean {
  if (origin === undefined || origin.courtCode !== courtCode) return false;
  return hasEnded(origin.terms.status) || stateOf(origin, nowMs) === 'expired';
}
