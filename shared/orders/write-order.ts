import type { ChangeId, OrderId } from '../contracts/ids.ts';
import { DependencyUnavailable } from '../contracts/problem.ts';
import { type EffectTimes, recordAfter, withLaterEffect } from './next-record.ts';
import type { OrderRecord, OrderVersion } from './order.ts';
import type { OrderStore } from './ports.ts';
import { type Precedence, precedenceOf } from './precedence.ts';

/** Others write the same order at the same moment only when several versions of it are applied at once. */
const MAX_CONFLICTS = 8;

/** What the register holds after a change was offered to it. */
export type Written =
  | { readonly kind: 'written'; readonly record: OrderRecord }
  /** `rewritten`: the record was written, with what it takes from a change that does not govern. */
  | (Exclude<Precedence, { kind: 'governs' }> & {
      readonly record: OrderRecord;
      readonly rewritten: boolean;
    });

/**
 * Step 3 of applying: makes the change the order's governing version, if it is that; if not, the order takes from it
 * what counts whichever version governs. Decided again on every conflict.
 *
 * @param stored the record as read before; it may have been replaced since
 * @param times called for each attempt with the record that would be replaced, as time passes between them; what it
 *   throws ends the attempts
 * @throws DependencyUnavailable when the order cannot be read or written, or others were first each time.
 */
export async function writeOrder(
  orders: OrderStore,
  change: OrderVersion,
  stored: OrderRecord | undefined,
  times: (replaced: OrderRecord | undefined) => EffectTimes | Promise<EffectTimes>,
): Promise<Written> {
  let current = stored;
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const precedence = precedenceOf(change, current);
    const record =
      precedence.kind === 'in-history'
        ? undefined
        : recordAfter(precedence, change, current, await times(current));
    if (record === undefined) return asItStands(precedence, current);
    if ((await orders.write(record, current)) === 'written') {
      return precedence.kind === 'governs'
        ? { kind: 'written', record }
        : { ...precedence, record, rewritten: true };
    }
    current = await orders.get(change.orderId);
  }
  throw tooManyConflicts();
}

function asItStands(precedence: Precedence, record: OrderRecord | undefined): Written {
  if (precedence.kind !== 'governs' && record) return { ...precedence, record, rewritten: false };
  throw new Error('a change that governs leaves no order as it was');
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
