import type { DocumentInput } from '../../shared/contracts/document.ts';
import { formatInstant, parseInstant } from '../../shared/contracts/time.ts';
import { numberNamed } from '../../shared/identity/number-named.ts';
import { documentsNamed } from '../../shared/orders/aliases.ts';
import type { HistoryEntry, OrderRecord } from '../../shared/orders/order.ts';
import type { Receipt } from '../../shared/orders/ports.ts';

/**
 * The answer about one change. Pointers of problems and remarks are relative to the change (`/order/signedBy`).
 */
export function describeReceipt(receipt: Receipt) {
  const { changeId, orderId, version, status, appliedAtMs, effectiveAtMs, problems, remarks } = receipt;
  return {
    changeId,
    orderId,
    version,
    status,
    ...(appliedAtMs === undefined ? {} : { appliedAt: formatInstant(appliedAtMs) }),
    ...(effectiveAtMs === undefined ? {} : { effectiveAt: formatInstant(effectiveAtMs) }),
    ...(problems === undefined ? {} : { problems }),
    ...(remarks === undefined ? {} : { remarks }),
  };
}

/** What is asked of a sealed document here; it was checked when it came in. */
interface OpenedDocument {
  readonly subject: { readonly documents: readonly DocumentInput[] };
  readonly period: { readonly to: string | null };
}

/**
 * The answer about one order: its governing document as the court sent it, since when it holds, how it came about, and
 * where the register does not do what the document says: how many of its documents match nobody, since this or another
 * version cleared them, and when its period ends if that is not what it states.
 */
export function describeOrder(document: OpenedDocument, record: OrderRecord) {
  const { effectiveAtMs, history, terms } = record;
  const clearedDocuments = new Set(document.subject.documents.map(numberNamed)).size - documentsNamed(record);
  const { toMs } = terms.period;
  const sentToMs = document.period.to === null ? null : parseInstant(document.period.to);
  return {
    ...document,
    effectiveAt: formatInstant(effectiveAtMs),
    ...(clearedDocuments > 0 ? { clearedDocuments } : {}),
    ...(toMs === null || toMs === sentToMs ? {} : { periodEndsAt: formatInstant(toMs) }),
    history: history.map(describeEntry),
  };
}

function describeEntry({ acceptedAtMs, appliedAtMs, effectiveAtMs, ...entry }: HistoryEntry) {
  return {
    ...entry,
    acceptedAt: formatInstant(acceptedAtMs),
    appliedAt: formatInstant(appliedAtMs),
    effectiveAt: formatInstant(effectiveAtMs),
  };
}
