import { createHash } from 'node:crypto';
import type { Objection, ObjectionId } from './objection.ts';

const DIGEST_BYTES = 16;

/** The id of an objection: always the same one for the same filing, so that a request sent twice files once. */
export function objectionIdFor({
  orderId,
  ground,
  filedBy,
  filedAtMs,
}: Pick<Objection, 'orderId' | 'ground' | 'filedBy' | 'filedAtMs'>): ObjectionId {
  const digest = createHash('sha256')
    .update(`objection|${orderId}|${ground}|${filedBy}|${filedAtMs}`)
    .digest();
  return `obj_${digest.subarray(0, DIGEST_BYTES).toString('base64url')}` as ObjectionId;
}
