import { inParallel } from '../concurrency/in-parallel.ts';
import { DependencyUnavailable } from '../contracts/problem.ts';
import { type ChangeNoticeDependencies, notifyOfChange } from '../notices/notify-of-change.ts';
import type { Consequences } from '../orders/apply.ts';
import { hasEnded, isSameRecord, type OrderRecord } from '../orders/order.ts';
import type { EndedOrderStore } from '../retention/ports.ts';
import { retainOrder } from '../retention/retain-order.ts';
import type { ObjectionDependencies } from './objections/advance.ts';
import { firstDeadlinesOf, followOrder } from './order-deadlines.ts';
import type { DeadlineStore } from './ports.ts';

const CLOCKS_AT_ONCE = 8;

/** Each further round means that a version was applied in the same moment. */
const MAX_ROUNDS = 8;

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

/**
 * Sets the clocks, and looks afterwards whether they are still those of the order: another version may have been written
 * and seen to since this one was read, and no run would find a clock that was moved away from its end. Of two that are
 * seen to at once, whichever comes second sees the other.
 */
async function setClocks(order: OrderRecord, deps: ConsequenceDependencies): Promise<void> {
  let current = order;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (!(await setClocksOf(current, deps)) || hasEnded(current.terms.status)) return;
    const now = await deps.orders.get(order.orderId);
    if (!now || isSameRecord(now, current)) return;
    current = now;
  }
  throw new DependencyUnavailable('dynamodb', 'an order was changed by others each time');
}

/**
 * An order that was written once has no clocks to stop and no objections to settle, so nothing is looked for.
 *
 * @returns whether any clock can have been set or stopped
 */
async function setClocksOf(order: OrderRecord, deps: ConsequenceDependencies): Promise<boolean> {
  if (order.history.length > 1 || (order.revision ?? 1) > 1) {
    await followOrder(order, deps);
    return true;
  }
  const clocks = firstDeadlinesOf(order, deps.workingDays);
  await inParallel(clocks, CLOCKS_AT_ONCE, (deadline) => deps.deadlines.startNew(deadline));
  return clocks.length > 0;
}
