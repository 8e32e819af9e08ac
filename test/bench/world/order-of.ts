import type { ChangeId, OrderId } from '../../../shared/contracts/ids.ts';
import type { HistoryEntry, OrderRecord } from '../../../shared/orders/order.ts';

/** As long as the sealed document of an order with one person usually is. */
const SEALED_CHARACTERS = 900;

/** An order in force against air travel and electric multiple units, as the consumer of list changes stores it. */
export function orderOf(orderId: OrderId, key: string, secretVersion: string, nowMs: number): OrderRecord {
  const changeId = `change-${orderId}` as ChangeId;
  const times = { acceptedAtMs: nowMs, appliedAtMs: nowMs, effectiveAtMs: nowMs };
  const entry: HistoryEntry = { version: 1, changeId, status: 'active', ...times };
  return {
    orderId,
    version: 1,
    changeId,
    ...times,
    courtCode: '京0105',
    keys: [key],
    secretVersion,
    sealedDocument: 'x'.repeat(SEALED_CHARACTERS),
    history: [entry],
    terms: {
      status: 'active',
      items: ['air', 'rail-emu'],
      period: { fromMs: 0, toMs: null },
      role: 'debtor',
      grants: [],
      nameDigest: '0'.repeat(32),
    },
  };
}
