import * as z from 'zod';
import { choice } from '../../contracts/list-change.ts';
import { defineAct, nextVersion, staffField } from './act.ts';

/** Why a court lets go; what ends an order otherwise has an act of its own. */
export const RELEASE_REASONS = [
  'performed',
  'settled',
  'guarantee',
  'creditor-consent',
  'concluded',
  'expired',
] as const;

/** Lets the subject go. Source: Provisions (Fa Shi [2015] 17) art. 9. */
export const release = defineAct({
  event: 'release',
  path: 'release',
  audited: 'order.release',
  body: z.strictObject({ endReason: choice(RELEASE_REASONS), staff: staffField }),
  next(sent, { body: { endReason }, state }) {
    if (endReason === 'expired' && state !== 'expired') {
      const detail = 'must be another reason: the period of the order is not over';
      return { kind: 'invalid', problems: [{ pointer: '/endReason', detail }] };
    }
    return { kind: 'next', document: nextVersion(sent, { status: 'released', endReason }) };
  },
});
