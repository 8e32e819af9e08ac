import { formatInstant } from '../../shared/contracts/time.ts';
import type { HistoryEntry, OrderRecord } from '../../shared/orders/order.ts';
import type { Receipt } from '../../shared/orders/ports.ts';

/** The answer about one change. Pointers of problems are relative to the change (`/order/signedBy`). */
export function describeReceipt(receipt: Receipt) {
  const { changeId, orderId, version, status, appliedAtMs, effectiveAtMs, problems } = receipt;
  return {
    changeId,
    orderId,
    version,
    status,
    ...(appliedAtMs === undefined ? {} : { appliedAt: formatInstant(appliedAtMs) }),
    ...(effectiveAtMs === undefined ? {} : { effectiveAt: formatInstant(effectiveAtMs) }),
    ...(problems === undefined ? {} : { problems }),
  };
}

/** The answer about one order: its governing document as the court sent it, since when it holds, how it came about. */
export function describeOrder(document: object, { effectiveAtMs, history }: OrderRecord) {
  return { ...document, effectiveAt: formatInstant(effectiveAtMs), history: history.map(describeEntry) };
}

function describeEntry({ acceptedAtMs, appliedAtMs, effectiveAtMs, ...entry }: HistoryEntry) {
  return {
    ...entry,
    acceptedAt: formatInstant(acceptedAtMs),
    appliedAt: formatInstant(appliedAtMs),
    effectiveAt: formatInstant(effectiveAtMs),
  };
}
