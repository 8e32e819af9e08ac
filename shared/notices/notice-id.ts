import { createHash } from 'node:crypto';
import type { NoticeId, OperatorId, OrderId } from '../contracts/ids.ts';

const DIGEST_BYTES = 16;

/**
 * The id of the notice that tells an operator of an order's end: always the same one (I4), so that a change which is
 * delivered again cannot notify twice. Neither id contains "|", so no two pairs run together.
 */
export function noticeIdFor(orderId: OrderId, operatorId: OperatorId): NoticeId {
  const digest = createHash('sha256').update(`notice|${orderId}|${operatorId}`).digest();
  return `ntc_${digest.subarray(0, DIGEST_BYTES).toString('base64url')}` as NoticeId;
}
