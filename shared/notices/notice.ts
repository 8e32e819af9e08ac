import type { DecisionId, NoticeId, OperatorId, OrderId } from '../contracts/ids.ts';

/** Why denials no longer hold. Kept for the court's account; the operator is told only to ask again. */
export const NOTICE_REASONS = ['order-ended', 'order-expired', 'order-narrowed', 'grant-given'] as const;

export type NoticeReason = (typeof NOTICE_REASONS)[number];

/** Tells one operator that its denials under an order no longer hold: its own decision ids, no name, no number. */
export interface Notice {
  readonly noticeId: NoticeId;
  readonly operatorId: OperatorId;
  readonly orderId: OrderId;
  readonly reason: NoticeReason;
  readonly decisionIds: readonly DecisionId[];
  readonly createdAtMs: number;
}

/**
 * `pending` until an operator's webhook took it; `parked` when the whole schedule of attempts failed, until somebody
 * sends it on its way again. Acknowledgement is apart from delivery: an operator may poll and acknowledge at any time.
 */
export const DELIVERY_STATES = ['pending', 'delivered', 'parked'] as const;

export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface NoticeRecord extends Notice {
  readonly delivery: DeliveryState;
  /** Attempts made at the webhook since the notice was made or last sent on its way again. */
  readonly attempts: number;
  /** Before this time no attempt is made. */
  readonly nextAttemptAtMs: number;
  readonly deliveredAtMs?: number;
  readonly acknowledgedAtMs?: number;
  /** Of the newest attempt that failed: a status such as `http-500`, or a code such as `timeout`. */
  readonly lastFailure?: string;
  /** Rises with every write; a writer names the one that it read. */
  readonly revision: number;
}

/** What may change about a notice after it was made. */
export type DeliveryChanges = Partial<
  Pick<
    NoticeRecord,
    'delivery' | 'attempts' | 'nextAttemptAtMs' | 'deliveredAtMs' | 'acknowledgedAtMs' | 'lastFailure'
  >
>;
