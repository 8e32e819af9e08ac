import { OPERATIONS } from '../../../../shared/contracts/scopes.ts';
import { NOTICE_LISTS } from '../../../../shared/notices/notice-lists.ts';
import { json, type Operation, type Parameter } from '../operation.ts';
import { idParameter, whole } from '../parameters.ts';
import {
  notices,
  redriven,
  stuckNotices,
  webhook,
  webhookToSet,
  webhookWithSecret,
} from '../schemas/notices.ts';
import { OPERATOR_SCOPES } from './checks.ts';

const limit: Parameter = {
  name: 'limit',
  description: 'How many a page holds at most.',
  schema: whole(1, 100, 50),
};

const WEBHOOK_OPERATIONS: readonly Operation[] = [
  {
    method: 'put',
    path: '/v1/webhook',
    id: 'setWebhook',
    tag: 'Notices',
    summary: 'Say where notices go',
    description:
      'Answers with a new secret, which is told this once. When a webhook was set before, its secret still signs beside the new one for a day.',
    access: OPERATOR_SCOPES,
    body: json(webhookToSet),
    answers: { 200: { description: 'The webhook and its secret.', content: json(webhookWithSecret) } },
  },
  {
    method: 'get',
    path: '/v1/webhook',
    id: 'getWebhook',
    tag: 'Notices',
    summary: 'See where notices go',
    description: 'Without the secret, which is not told again.',
    access: OPERATOR_SCOPES,
    answers: { 200: { description: 'The webhook.', content: json(webhook) } },
    problems: ['not-found'],
  },
  {
    method: 'post',
    path: '/v1/webhook/rotate-secret',
    id: 'rotateWebhookSecret',
    tag: 'Notices',
    summary: 'Replace the secret of the webhook',
    description:
      'For a day notices are signed with the old one too, so that the receiver changes over without a gap.',
    access: OPERATOR_SCOPES,
    idempotent: true,
    answers: { 200: { description: 'The webhook and its new secret.', content: json(webhookWithSecret) } },
    problems: ['not-found'],
  },
  {
    method: 'delete',
    path: '/v1/webhook',
    id: 'removeWebhook',
    tag: 'Notices',
    summary: 'Have no more notices sent',
    description: 'They can still be polled. Removing what is not there is the same.',
    access: OPERATOR_SCOPES,
    answers: { 204: { description: 'Nothing is sent any more.' } },
  },
];

const POLLING_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/notices',
    id: 'listNotices',
    tag: 'Notices',
    summary: 'Poll for notices',
    description: 'With a webhook or without one: what it did not take waits here too.',
    access: OPERATOR_SCOPES,
    query: [
      {
        name: 'state',
        description: '`unacknowledged` waits for you, `pending` for a delivery, `parked` for a person.',
        schema: { type: 'string', enum: [...NOTICE_LISTS, 'all'], default: 'unacknowledged' },
      },
      { name: 'after', description: '`next` of the page before.', schema: idParameter },
      limit,
    ],
    answers: { 200: { description: 'A page of notices.', content: json(notices) } },
  },
  {
    method: 'post',
    path: '/v1/notices/{noticeId}/acknowledge',
    id: 'acknowledgeNotice',
    tag: 'Notices',
    summary: 'Acknowledge a notice',
    description: 'You have taken in what it says. Acknowledging again is the same.',
    access: OPERATOR_SCOPES,
    idempotent: true,
    answers: { 204: { description: 'It is acknowledged.' } },
    problems: ['not-found'],
  },
];

const STUCK_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/operations/notices',
    id: 'listStuckNotices',
    tag: 'Operations',
    summary: 'See notices that are stuck, over all operators',
    description: 'The reading is accounted for.',
    access: [OPERATIONS],
    query: [
      {
        name: 'state',
        description: '`parked` waits for a person, `unacknowledged` for its operator.',
        required: true,
        schema: { type: 'string', enum: ['parked', 'unacknowledged'] },
      },
      {
        name: 'after',
        description: '`next` of the page before.',
        schema: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}:([A-Za-z0-9][A-Za-z0-9._-]{0,127})?$',
        },
      },
      limit,
    ],
    answers: { 200: { description: 'A page of notices.', content: json(stuckNotices) } },
  },
  {
    method: 'post',
    path: '/v1/operations/notices/{operatorId}/{noticeId}/redrive',
    id: 'redriveNotice',
    tag: 'Operations',
    summary: 'Send a parked notice on its way again',
    description: 'Its schedule begins anew. Sending it again is safe.',
    access: [OPERATIONS],
    idempotent: true,
    answers: { 204: { description: 'It is on its way.' } },
    problems: ['not-found', 'conflict'],
  },
  {
    method: 'post',
    path: '/v1/operations/notices/{operatorId}/redrive',
    id: 'redriveOperator',
    tag: 'Operations',
    summary: 'Send all parked notices of an operator on their way again',
    description: 'Some hundreds in one go; call again while there are more.',
    access: [OPERATIONS],
    idempotent: true,
    answers: { 200: { description: 'How many are on their way.', content: json(redriven) } },
    problems: ['not-found'],
  },
];

export const NOTICE_OPERATIONS: readonly Operation[] = [
  ...WEBHOOK_OPERATIONS,
  ...POLLING_OPERATIONS,
  ...STUCK_OPERATIONS,
];
