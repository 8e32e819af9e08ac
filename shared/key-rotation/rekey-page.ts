import { inParallel } from '../concurrency/in-parallel.ts';
import type { Clock } from '../contracts/clock.ts';
import type { OrderId } from '../contracts/ids.ts';
import { appendKeys } from '../filter/append.ts';
import type { ChangeLog } from '../filter/ports.ts';
import type { KeyCoverage } from '../identity/key-coverage.ts';
import { parseSubjectKey } from '../identity/subject-key.ts';
import type { OrderRecord } from '../orders/order.ts';
import type { VersionMakers } from '../orders/order-version.ts';
import type { OrderStore, PointerStore } from '../orders/ports.ts';
import { expiresAtS } from '../retention/periods.ts';
import type { EndedOrderStore } from '../retention/ports.ts';
import { hasUnresolved, isRekeyed, mayStillRestrict, rekeyed } from './rekey-order.ts';

export interface RekeyPorts {
  readonly clock: Clock;
  readonly orders: Pick<OrderStore, 'get' | 'write'>;
  readonly pointers: Pick<PointerStore, 'put'>;
  readonly log: ChangeLog;
  readonly retention: Pick<EndedOrderStore, 'expirePointers'>;
  /** Told of each order that stays as it is although it should not. */
  readonly onFailed: (orderId: OrderId, error: unknown) => void;
}

/** What orders are brought to. */
export interface RekeyGoal {
  readonly makers: VersionMakers;
  readonly live: KeyCoverage;
  /** Whether keys of other versions are given up: nobody looks up with them any more. */
  readonly gives: boolean;
}

export interface PageCounts {
  readonly looked: number;
  readonly rekeyed: number;
  readonly failed: number;
  readonly unresolved: number;
}

const ORDERS_AT_ONCE = 16;

/** Others write the same order at the same moment only when a change of it is applied just then. */
const MAX_CONFLICTS = 5;

interface Planned {
  readonly stored: OrderRecord;
  readonly next: OrderRecord;
}

/**
 * Brings a page of orders to the live versions, in the sequence in which a change is applied: pointers, then the log in
 * one go, then each order on the condition that it is still the one that was read. A crash anywhere leaves an order that
 * is not rekeyed yet, which the next run does again.
 *
 * Pointers of versions that are given up get their end before the order loses the keys, or a crash in between would leave
 * them for good.
 *
 * @throws DependencyUnavailable if the log cannot be reached; what fails with one order is counted
 */
export async function rekeyPage(
  orders: readonly OrderRecord[],
  goal: RekeyGoal,
  ports: RekeyPorts,
): Promise<PageCounts> {
  const nowMs = ports.clock.wallMs();
  const living = orders.filter((order) => mayStillRestrict(order, nowMs));
  const due = living.filter((order) => !isRekeyed(order, goal.live));
  let failed = 0;
  const fail = (orderId: OrderId, error: unknown) => {
    failed += 1;
    ports.onFailed(orderId, error);
  };
  const planned = await inParallel(due, ORDERS_AT_ONCE, async (stored): Promise<Planned | undefined> => {
    try {
      return await plan(stored, goal, ports);
    } catch (error) {
      fail(stored.orderId, error);
      return undefined;
    }
  });
  const ready = planned.filter((one) => one !== undefined);
  await appendKeys(ports.log, [...new Set(ready.flatMap(addedKeys))].map(parseSubjectKey));
  const written = await inParallel(ready, ORDERS_AT_ONCE, async (one) => {
    try {
      return await write(one, goal, ports);
    } catch (error) {
      fail(one.stored.orderId, error);
      return undefined;
    }
  });
  const after = [...living.filter((order) => isRekeyed(order, goal.live)), ...written.filter(isThere)];
  return {
    looked: living.length,
    rekeyed: written.filter(isThere).length,
    failed,
    unresolved: after.filter(hasUnresolved).length,
  };
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/** The order as it should be, its new pointers put and those that are given up on their way out. */
async function plan(stored: OrderRecord, goal: RekeyGoal, ports: RekeyPorts): Promise<Planned> {
  const next = await rekeyed(stored, goal.makers);
  const planned = { stored, next };
  await ports.pointers.put(stored.orderId, addedKeys(planned).map(parseSubjectKey));
  const dropped = goal.gives ? stored.keys.filter((key) => !next.keys.includes(key)) : [];
  if (dropped.length > 0) {
    const atS = expiresAtS('pointer', ports.clock.wallMs());
    await ports.retention.expirePointers(stored.orderId, dropped.map(parseSubjectKey), atS);
  }
  return planned;
}

function addedKeys({ stored, next }: Planned): readonly string[] {
  return next.keys.filter((key) => !stored.keys.includes(key));
}

/** @returns the order as it stands then; `undefined` if it does not need keys any more. */
async function write(first: Planned, goal: RekeyGoal, ports: RekeyPorts): Promise<OrderRecord | undefined> {
  let planned = first;
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const { stored, next } = planned;
    if ((await ports.orders.write(next, stored)) === 'written') return next;
    const current = await ports.orders.get(stored.orderId);
    if (!current || !mayStillRestrict(current, ports.clock.wallMs())) return undefined;
    if (isRekeyed(current, goal.live)) return current;
    planned = await plan(current, goal, ports);
    await appendKeys(ports.log, addedKeys(planned).map(parseSubjectKey));
  }
  throw new Error('the order was written by others each time');
}
