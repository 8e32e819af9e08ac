import * as z from 'zod';
import { DELIVERY_STATES, NOTICE_REASONS } from '../../../../shared/notices/notice.ts';
import { NOTICE_TYPE } from '../../../../shared/notices/payload.ts';
import { MAX_REDRIVEN } from '../../../../shared/notices/redrive.ts';
import { described, named } from '../registry.ts';
import { count, decisionId, instant, noticeId, ourId } from './common.ts';

/* Requests. */

export const webhookToSet = named(
  'WebhookToSet',
  z.strictObject({ url: z.string().max(2_048) }),
  'Where notices go.',
);
described(webhookToSet.shape, {
  url: 'An absolute https URL on port 443 of a host that the whole internet can reach, without user name, password and fragment.',
});

/* Answers. */

const webhookShape = {
  url: z.string().min(1),
  state: z.enum(['active', 'disabled']),
  disabledReason: z.enum(['gone']).optional(),
  createdAt: instant,
  setAt: instant,
  previousSecretsEndAt: instant.optional(),
};

export const webhook = named(
  'Webhook',
  z.strictObject(webhookShape),
  'Where notices go. Its secret is not told again.',
);
described(webhook.shape, {
  disabledReason: '`gone`: it answered 410, so nothing more is sent to it.',
  previousSecretsEndAt: 'Until then replaced secrets sign beside the current one.',
});

export const webhookWithSecret = named(
  'WebhookWithSecret',
  z.strictObject({ ...webhookShape, secret: z.string().regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/) }),
  'Where notices go, and the secret that signs them by Standard Webhooks. It is told this once.',
);

const delivery = named(
  'NoticeDelivery',
  z.strictObject({
    state: z.enum(DELIVERY_STATES),
    attempts: count(),
    nextAttemptAt: instant.optional(),
    deliveredAt: instant.optional(),
    lastFailure: z.string().min(1).optional(),
  }),
  'How the delivery stands.',
);
described(delivery.shape, {
  state: '`parked`: every attempt failed, and it waits for a person.',
  lastFailure: 'Of the newest attempt that failed: a status such as `http-500`, or a code such as `timeout`.',
});

const notice = named(
  'Notice',
  z.strictObject({
    noticeId: noticeId(),
    decisionIds: z.array(decisionId()).min(1),
    createdAt: instant,
    delivery,
    acknowledgedAt: instant.optional(),
  }),
  'These denials no longer hold: ask again.',
);

export const notices = named(
  'Notices',
  z.strictObject({ notices: z.array(notice), next: noticeId().optional() }),
  'A page of notices.',
);
described(notices.shape, { next: 'Pass it as `after` to get the next page; absent on the last.' });

const stuckNotice = named(
  'StuckNotice',
  z.strictObject({
    noticeId: noticeId(),
    operatorId: ourId(),
    orderId: ourId(),
    reason: z.enum(NOTICE_REASONS),
    createdAt: instant,
    ageSeconds: count(),
    delivery,
  }),
  'A notice as operations sees it: how old it is and what stops it, not which decisions it is about.',
);

export const stuckNotices = named(
  'StuckNotices',
  z.strictObject({ notices: z.array(stuckNotice), next: z.string().min(1).optional() }),
  'A page of notices over all operators.',
);

export const redriven = named(
  'Redriven',
  z.strictObject({ redriven: count(), more: z.boolean() }),
  'How many parked notices are on their way again, and whether there are more to call for.',
);
described(redriven.shape, { redriven: `About ${MAX_REDRIVEN} at most in one go.` });

/** What a receiver is sent. */
export const noticeEvent = named(
  'NoticeEvent',
  z.strictObject({
    type: z.literal(NOTICE_TYPE),
    timestamp: instant,
    data: z.strictObject({ noticeId: noticeId(), decisionIds: z.array(decisionId()).min(1) }),
  }),
  'These denials no longer hold: ask again. Why they do not, and under which order they were, is not said. The body is the same at every attempt.',
);
