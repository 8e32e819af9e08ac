import type { ChangeId, OrderId } from '../contracts/ids.ts';
import { DependencyUnavailable } from '../contracts/problem.ts';
import { type EffectTimes, nextRecord, withLaterEffect } from './next-record.ts';
import type { HistoryEntry, OrderRecord, OrderVersion } from './order.ts';
import type { OrderStore } from './ports.ts';
import { type Precedence, precedenceOf } from './precedence.ts';

/** Others write the same order at the same moment only when several versions of it are applied at once. */
const MAX_CONFLICTS = 8;

/** What the register holds after a change was offered to it. */
export type Written =
  | { readonly kind: 'written'; readonly record: OrderRecord; readonly entry: HistoryEntry }
  | (Exclude<Precedence, { kind: 'governs' }> & { readonly record: OrderRecord });

/**
 * Step 3 of applying: makes the change the order's governing version, if it is that. Decided again on every conflict.
 *
 * @param stored the record as read before; it may have been replaced since
 * @param times called for each attempt, as time passes between them
 * @throws DependencyUnavailable when the order cannot be read or written, or others were first each time.
 */
export async function writeOrder(
  orders: OrderStore,
  change: OrderVersion,
  stored: OrderRecord | undefined,
  times: () => EffectTimes,
): Promise<Written> {
  let current = stored;
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const precedence = precedenceOf(change, current);
    if (precedence.kind !== 'governs') return { ...precedence, record: current as OrderRecord };
    const record = nextRecord(change, current, times());
    if ((await orders.write(record, current)) === 'written') {
      return { kind: 'written', record, entry: record.history.at(-1) as HistoryEntry };
    }
    current = await orders.get(change.orderId);
  }
  throw tooManyConflicts();
}

/**
 * Moves the time of effect of an applied version, when its write took longer than the margin: a time that lies before
 * the moment at which the write was seen would promise denials (I1) that did not happen.
 */
export async function postponeEffect(
  orders: OrderStore,
  record: OrderRecord,
  changeId: ChangeId,
  effectiveAtMs: number,
): Promise<OrderRecord> {
  let current: OrderRecord = record;
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const postponed = withLaterEffect(current, changeId, effectiveAtMs);
    if ((await orders.write(postponed, current)) === 'written') return postponed;
    current = await stillThere(orders, record.orderId);
  }
  throw tooManyConflicts();
}

async function stillThere(orders: OrderStore, orderId: OrderId): Promise<OrderRecord> {
  const record = await orders.get(orderId);
  if (record) return record;
  throw new Error('an order that was just written is gone');
}

function tooManyConflicts(): DependencyUnavailable {
  return new DependencyUnavailable('dynamodb', 'an order was written by others each time');
}
