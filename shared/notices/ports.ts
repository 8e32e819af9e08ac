import type { DecisionId, NoticeId, OperatorId, OrderId } from '../contracts/ids.ts';

/** Tells one operator that its denials under an order no longer hold: its own decision ids, no name, no number. */
export interface Notice {
  readonly noticeId: NoticeId;
  readonly operatorId: OperatorId;
  readonly orderId: OrderId;
  readonly decisionIds: readonly DecisionId[];
  readonly createdAtMs: number;
}

/** Notices that wait for delivery: durable, so that none is lost between the order's end and the operator. */
export interface NoticeOutbox {
  /** Stores the notice unless one with its id is there already (an earlier delivery of the same change). */
  putOnce(notice: Notice): Promise<'stored' | 'present'>;
  /** Notices of one operator that were not yet delivered, oldest first. */
  listPending(operatorId: OperatorId): Promise<readonly Notice[]>;
}
