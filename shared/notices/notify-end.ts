import type { DecisionId, OperatorId, OrderId } from '../contracts/ids.ts';
import type { InterceptionStore } from '../interceptions/ports.ts';
import { noticeIdFor } from './notice-id.ts';
import type { NoticeOutbox } from './ports.ts';

export interface NotifyEndDependencies {
  readonly interceptions: Pick<InterceptionStore, 'listByOrder'>;
  readonly notices: NoticeOutbox;
}

/**
 * Puts one notice for each operator that denied under an order which has ended into the outbox, with all decisions of
 * that operator.
 *
 * Call it after the order's end was written: a check that records a denial later reads the order again and allows, so
 * the list that is read here holds every denial that was answered.
 *
 * @throws DependencyUnavailable when interceptions cannot be read or a notice not stored; calling again is harmless.
 */
export async function notifyEnd(
  orderId: OrderId,
  nowMs: number,
  { interceptions, notices }: NotifyEndDependencies,
): Promise<void> {
  const decisions = new Map<OperatorId, DecisionId[]>();
  for (const { operatorId, decisionId } of await interceptions.listByOrder(orderId)) {
    decisions.set(operatorId, [...(decisions.get(operatorId) ?? []), decisionId]);
  }
  for (const [operatorId, decisionIds] of decisions) {
    await notices.putOnce({
      noticeId: noticeIdFor(orderId, operatorId),
      operatorId,
      orderId,
      decisionIds: decisionIds.sort(),
      createdAtMs: nowMs,
    });
  }
}
