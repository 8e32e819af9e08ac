import * as z from 'zod';
import { choice } from '../../contracts/list-change.ts';
import { defineAct, nextVersion, staffField } from './act.ts';

const CANCEL_REASONS = [
  'entered-in-error',
  'performed',
  'settled',
  'guarantee',
  'creditor-consent',
  'concluded',
] as const;

/** Takes back an order that should not have been made. Source: Good-faith opinion (Fa Fa [2019] 35) art. 18. */
export const cancel = defineAct({
  event: 'cancel',
  path: 'cancel',
  audited: 'order.cancel',
  body: z.strictObject({ endReason: choice(CANCEL_REASONS).optional(), staff: staffField }),
  next: (sent, { body: { endReason = 'entered-in-error' } }) => ({
    kind: 'next',
    document: nextVersion(sent, { status: 'cancelled', endReason }),
  }),
});
