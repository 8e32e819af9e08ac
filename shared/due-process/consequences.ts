import { inParallel } from '../concurrency/in-parallel.ts';
import { type ChangeNoticeDependencies, notifyOfChange } from '../notices/notify-of-change.ts';
import type { Consequences } from '../orders/apply.ts';
import type { OrderRecord } from '../orders/order.ts';
import type { EndedOrderStore } from '../retention/ports.ts';
import { retainEndedOrder } from '../retention/retain-ended-order.ts';
import type { ObjectionDependencies } from './objections/advance.ts';
import { deadlinesOf, followOrder } from './order-deadlines.ts';
import type { DeadlineStore } from './ports.ts';

const CLOCKS_AT_ONCE = 8;

export interface ConsequenceDependencies
  extends ChangeNoticeDependencies,
    Omit<ObjectionDependencies, 'deadlines'> {
  readonly deadlines: ObjectionDependencies['deadlines'] & Pick<DeadlineStore, 'startNew'>;
  readonly retention: EndedOrderStore;
}

/**
 * What follows from a change of an order: the notices of denials that do not hold any more, then its clocks, and last
 * the end of what is kept about an ended order, whose denials the notices needed. The order was written before, so
 * nobody is denied while this takes its time.
 *
 * @throws DependencyUnavailable; calling again does what is left.
 */
export function createConsequences(deps: ConsequenceDependencies): Consequences {
  return async (order, changeId, nowMs) => {
    await notifyOfChange(order, changeId, nowMs, deps);
    await setClocks(order, deps);
    await retainEndedOrder(order, deps.retention);
  };
}

/** A first version has no clocks of earlier ones to stop and no objections to settle, so nothing is looked for. */
async function setClocks(order: OrderRecord, deps: ConsequenceDependencies): Promise<void> {
  if (order.history.length > 1) return await followOrder(order, deps);
  await inParallel(deadlinesOf(order), CLOCKS_AT_ONCE, (deadline) => deps.deadlines.startNew(deadline));
}
