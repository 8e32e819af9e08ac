import type { DecisionId, OperatorId, OrderId } from '../contracts/ids.ts';
import type { Interception } from '../interceptions/interception.ts';
import type { InterceptionStore } from '../interceptions/ports.ts';
import { byOperator } from './by-operator.ts';
import { laterNoticeIdFor, noticeIdFor } from './notice-id.ts';
import type { NoticeOutbox } from './ports.ts';

export interface NotifyEndDependencies {
  readonly interceptions: Pick<InterceptionStore, 'listByOrder'>;
  readonly notices: Pick<NoticeOutbox, 'get' | 'putOnce'>;
}

/** A court ended the order, or its period is over. */
export type EndReason = 'order-ended' | 'order-expired';

/**
 * Puts one notice for each operator that denied under an order which has ended into the outbox, with all decisions of
 * that operator.
 *
 * Call it after the order's end was written: a check that records a denial later reads the order again and allows, so
 * the list that is read here holds every denial that was answered. A period that is over needs some time more: checks
 * that began within it have to be answered first.
 *
 * @throws DependencyUnavailable when interceptions cannot be read or a notice not stored; calling again is harmless.
 */
export async function notifyEnd(
  orderId: OrderId,
  reason: EndReason,
  nowMs: number,
  { interceptions, notices }: NotifyEndDependencies,
): Promise<void> {
  for (const { operatorId, denials, decisionIds } of byOperator(await interceptions.listByOrder(orderId))) {
    const noticeId = noticeIdFor(orderId, operatorId);
    const notice = { noticeId, operatorId, orderId, reason, decisionIds, createdAtMs: nowMs };
    if ((await notices.putOnce(notice)) === 'stored') continue;
    const later = await deniedLater(operatorId, orderId, denials, notices);
    if (later.length === 0) continue;
    const laterId = laterNoticeIdFor(orderId, operatorId, later);
    await notices.putOnce({ ...notice, noticeId: laterId, decisionIds: later });
  }
}

/**
 * Decisions made, or made again, after the order had come to its end before: a court may have given an order whose
 * period was over a longer one. The notice of that first end stands as it was put, so what it lacks needs one of its
 * own. An end by the court is final; whatever its notice lacks was withdrawn by the check that recorded it.
 */
async function deniedLater(
  operatorId: OperatorId,
  orderId: OrderId,
  denials: readonly Interception[],
  notices: Pick<NoticeOutbox, 'get'>,
): Promise<readonly DecisionId[]> {
  const first = await notices.get(operatorId, noticeIdFor(orderId, operatorId));
  if (first?.reason !== 'order-expired') return [];
  const told = new Set(first.decisionIds);
  return denials
    .filter(({ decisionId, lastAtMs }) => !told.has(decisionId) || lastAtMs > first.createdAtMs)
    .map(({ decisionId }) => decisionId)
    .sort();
}
