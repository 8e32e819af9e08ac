import { inParallel } from '../concurrency/in-parallel.ts';
import { type ChangeNoticeDependencies, notifyOfChange } from '../notices/notify-of-change.ts';
import type { Consequences } from '../orders/apply.ts';
import type { OrderRecord } from '../orders/order.ts';
import type { EndedOrderStore } from '../retention/ports.ts';
import { retainOrder } from '../retention/retain-order.ts';
import type { ObjectionDependencies } from './objections/advance.ts';
import { firstDeadlinesOf, followOrder } from './order-deadlines.ts';
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
 * the ends of what is kept about an order that has ended, whose denials the notices needed, and about documents that it
 * does not name any more. The order was written before, so nobody is denied while this takes its time.
 *
 * @throws DependencyUnavailable; calling again does what is left.
 */
export function createConsequences(deps: ConsequenceDependencies): Consequences {
  return async (order, changeId, nowMs, clearing) => {
    await notifyOfChange(order, changeId, nowMs, deps, clearing);
    await setClocks(order, deps);
    await retainOrder(order, nowMs, deps);
  };
}

/** An order that was written once has no clocks to stop and no objections to settle, so nothing is looked for. */
async function setClocks(order: OrderRecord, deps: ConsequenceDependencies): Promise<void> {
  if (order.history.length > 1 || (order.revision ?? 1) > 1) return await followOrder(order, deps);
  const clocks = firstDeadlinesOf(order, deps.workingDays);
  await inParallel(clocks, CLOCKS_AT_ONCE, (deadline) => deps.deadlines.startNew(deadline));
}
