import type { OrderRecord } from '../orders/order.ts';
import { type OrderAct, type OrderState, possibleActs } from './life.ts';

/**
 * Where an order stands at an instant.
 *
 * @param record as stored; `undefined` when the register holds nothing: then there can be no more than a warning.
 */
export function stateOf(
  record: Pick<OrderRecord, 'terms' | 'effectiveAtMs' | 'history'> | undefined,
  nowMs: number,
): OrderState {
  if (record === undefined) return 'risk-warning';
  const { status, period } = record.terms;
  if (status === 'released' || status === 'cancelled') return status;
  if (period.toMs !== null && nowMs >= period.toMs) return 'expired';
  if (status === 'suspended') return 'suspended';
  return nowMs < Math.max(activeSinceMs(record), period.fromMs) ? 'imposed' : 'in-force';
}

/** What a court may do to this very order: only an officer has an office to leave. */
export function possibleActsOn(record: OrderRecord, nowMs: number): readonly OrderAct[] {
  return possibleActs(stateOf(record, nowMs)).filter(
    (act) => act !== 'end-role' || record.terms.role !== 'debtor',
  );
}

/**
 * Since when the order has been effective without a break. Each version has a time of effect of its own, but one that
 * follows an active version only changes an order which restricts already.
 */
function activeSinceMs({ effectiveAtMs, history }: Pick<OrderRecord, 'effectiveAtMs' | 'history'>): number {
  const broken = history.findLastIndex(({ status }) => status !== 'active');
  return history[broken + 1]?.effectiveAtMs ?? effectiveAtMs;
}
