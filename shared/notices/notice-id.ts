import { createHash } from 'node:crypto';
import type { ChangeId, DecisionId, NoticeId, OperatorId, OrderId } from '../contracts/ids.ts';

const DIGEST_BYTES = 16;

/**
 * The id of the notice that tells an operator of an order's end: always the same one (I4), so that a change which is
 * delivered again cannot notify twice. Neither id contains "|", so no two pairs run together.
 */
export function noticeIdFor(orderId: OrderId, operatorId: OperatorId): NoticeId {
  return digestOf(['notice', orderId, operatorId]);
}

/** The id of the notice that tells an operator what a change which does not end the order lifted. */
export function changeNoticeIdFor(orderId: OrderId, operatorId: OperatorId, changeId: ChangeId): NoticeId {
  return digestOf(['notice', orderId, operatorId, 'change', changeId]);
}

/** The id of the notice of an end that names denials which the notice of an earlier end could not name. */
export function laterNoticeIdFor(
  orderId: OrderId,
  operatorId: OperatorId,
  decisionIds: readonly DecisionId[],
): NoticeId {
  return digestOf(['notice', orderId, operatorId, 'later', ...decisionIds]);
}

function digestOf(parts: readonly string[]): NoticeId {
  const digest = createHash('sha256').update(parts.join('|')).digest();
  return `ntc_${digest.subarray(0, DIGEST_BYTES).toString('base64url')}` as NoticeId;
}
