import { createHash } from 'node:crypto';
import type { Objection, ObjectionId } from './objection.ts';

const DIGEST_BYTES = 16;

/** The 16 bytes of a digest in base64url. */
const OBJECTION_ID = /^obj_[A-Za-z0-9_-]{22}$/;

/** Whether a text can be the id of an objection; no other one is ever looked up. */
export function isObjectionId(text: string): text is ObjectionId {
  return OBJECTION_ID.test(text);
}

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
