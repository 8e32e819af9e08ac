import { createHash } from 'node:crypto';
import type { OrderId } from '../contracts/ids.ts';
import type { DeadlineKind } from './deadline.ts';

const DIGEST_BYTES = 16;

/**
 * The id of a clock: always the same one for the same order, kind and thing that it is about, so that starting it again
 * changes nothing. None of the parts contains "|", so no two run together.
 *
 * @param about the objection, grant, ground or other order; left out for the order itself
 */
export function deadlineIdFor(orderId: OrderId, kind: DeadlineKind, about = ''): string {
  const digest = createHash('sha256').update(`deadline|${orderId}|${kind}|${about}`).digest();
  return `ddl_${digest.subarray(0, DIGEST_BYTES).toString('base64url')}`;
}
