import { DependencyUnavailable } from '../contracts/problem.ts';
import { parseSubjectKey } from '../identity/subject-key.ts';
import { hasEnded, isSameRecord, type OrderRecord } from '../orders/order.ts';
import type { OrderStore } from '../orders/ports.ts';
import { expiresAtS, LATE_CHANGE_MS, settledAtMs } from './periods.ts';
import type { EndedOrderStore } from './ports.ts';

export interface RetentionDependencies {
  readonly orders: Pick<OrderStore, 'get'>;
  readonly retention: EndedOrderStore;
}

/** `ended`: by an act, which is final. `over`: its period ended and nothing can prolong it any more. */
export type Retained = 'ended' | 'over' | 'lives';

/** Each further round means that a version was applied in the same moment. */
const MAX_ROUNDS = 8;

/**
 * Gives everything that hangs on an order the end that it should have. To be done after the notices of a version were
 * made, which need the denials, whenever a version was written, which replaces the item and with it its end; and once
 * more when the period of an order is over for good.
 *
 * - **Ended by an act**: its denials, allowances, pointers, and last the order itself. Ended is final, so nothing that is
 *   removed could still deny (I1), and the next snapshot forgets keys whose pointers are gone. Counted from the first end
 *   in the history, so that it gives the same ends however often it is done.
 * - **Over by time alone**: the same, counted from the end of the period, once no change that was accepted before that
 *   end can arrive any more; the pointers stay a month longer.
 * - **In its life**: only the pointers of documents that an earlier version named and this one does not. Those that a
 *   later version names are put again, without an end, as any of them may have come back. A document that another
 *   order names too has a pointer of its own for that order, which stays.
 *
 * Where another version could be applied at the same moment, the order is read again after ends were set or taken off,
 * and what was done too much is undone. A version's own consequences come after it was written. So whichever of two
 * comes second sees the other: no order in force is left with an end on what hangs on it, and no order that has ended
 * without one.
 *
 * @param order as it was read; the first version of a living order costs nothing
 * @throws DependencyUnavailable; repeating completes it.
 */
export async function retainOrder(
  order: OrderRecord,
  nowMs: number,
  { orders, retention }: RetentionDependencies,
): Promise<Retained> {
  let current = order;
  const endsMayStand = wasOver(order, nowMs);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const standing = standingOf(current, nowMs);
    if (standing.kind !== 'lives') {
      await limitAll(current, standing, nowMs, retention);
      if (standing.kind === 'ended') return 'ended';
    } else {
      const mayHaveEnds = current.history.length > 1 || endsMayStand;
      if (mayHaveEnds) await keepPointers(current, retention);
      if (endsMayStand) await keepTheRest(current, retention);
      if (!(await limitDropped(current, nowMs, retention)) && !mayHaveEnds) return 'lives';
    }
    const now = await orders.get(order.orderId);
    if (!now || isSameRecord(now, current)) return standing.kind;
    current = now;
  }
  throw new DependencyUnavailable('dynamodb', 'an order was changed by others each time');
}

type Standing = { readonly kind: 'lives' } | { readonly kind: 'ended' | 'over'; readonly endedAtMs: number };

function standingOf({ terms, history, appliedAtMs }: OrderRecord, nowMs: number): Standing {
  if (hasEnded(terms.status)) {
    const first = history.find(({ status }) => hasEnded(status));
    return { kind: 'ended', endedAtMs: first?.appliedAtMs ?? appliedAtMs };
  }
  const { toMs } = terms.period;
  if (toMs === null || nowMs < settledAtMs(toMs)) return { kind: 'lives' };
  return { kind: 'over', endedAtMs: toMs };
}

async function limitAll(
  order: OrderRecord,
  { kind, endedAtMs }: Exclude<Standing, { kind: 'lives' }>,
  nowMs: number,
  store: EndedOrderStore,
): Promise<void> {
  const { orderId } = order;
  await store.expireInterceptions(orderId, expiresAtS('interception', endedAtMs));
  await store.expireAllowances(orderId, expiresAtS('allowance', endedAtMs));
  const keys = [...new Set([...order.keys, ...formerKeysOf(order)])].map(parseSubjectKey);
  const pointersFromMs = kind === 'ended' ? endedAtMs : notBefore(nowMs, endedAtMs);
  await store.expirePointers(orderId, keys, expiresAtS('pointer', pointersFromMs));
  await store.expireOrder(
    orderId,
    expiresAtS('order', endedAtMs),
    ...(kind === 'over' ? ([endedAtMs] as const) : []),
  );
}

/** @returns whether there was anything to give an end. */
async function limitDropped(order: OrderRecord, nowMs: number, store: EndedOrderStore): Promise<boolean> {
  const { orderId, keys, appliedAtMs } = order;
  const dropped = formerKeysOf(order).filter((key) => !keys.includes(key));
  if (dropped.length === 0) return false;
  const endS = expiresAtS('pointer', notBefore(nowMs, appliedAtMs));
  await store.expirePointers(orderId, dropped.map(parseSubjectKey), endS);
  return true;
}

/**
 * A pointer of an order that is not ended by an act could be needed again: a version that names its document may be on
 * its way between its keys and the order. So it always stays for as long as a change can wait, whatever its end counts
 * from: that version's own consequences, however late, then find it there and take the end off (I1).
 */
function notBefore(nowMs: number, fromMs: number): number {
  return Math.max(nowMs, fromMs);
}

/** Any of the documents may have been dropped before and named again, and its pointer given an end in between. */
async function keepPointers({ orderId, keys }: OrderRecord, store: EndedOrderStore): Promise<void> {
  await store.keepPointers(orderId, keys.map(parseSubjectKey));
}

/** The order lives, although what hangs on it was given an end or is being given one. */
async function keepTheRest({ orderId }: OrderRecord, store: EndedOrderStore): Promise<void> {
  await store.keepInterceptions(orderId);
  await store.keepAllowances(orderId);
}

/**
 * Whether the order may have been over and settled before: some version said so. A change that waited longer than any
 * queue holds it, and prolongs the order all the same, finds ends that were set by then.
 */
function wasOver({ terms, ends = [] }: Pick<OrderRecord, 'terms' | 'ends'>, nowMs: number): boolean {
  return [terms.period, ...ends].some(({ toMs }) => toMs !== null && toMs + LATE_CHANGE_MS <= nowMs);
}

function formerKeysOf({ formerKeys = [] }: OrderRecord): readonly string[] {
  return formerKeys;
}
