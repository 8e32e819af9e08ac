import type { Example } from './example.ts';

/** Where the test's receiver listens goes by this address. */
export const RECEIVER_URL = 'https://rail.example.com/consumption-notices';

const operator = { sender: 'demo-rail' } as const;
const operations = { sender: 'demo-ops' } as const;

/** Before the order ends. */
export const WEBHOOK_EXAMPLES: readonly Example[] = [
  { ...operator, name: 'no-webhook', summary: 'None was set', operation: 'getWebhook', status: 404 },
  {
    ...operator,
    name: 'set-webhook',
    summary: 'Say where notices go',
    operation: 'setWebhook',
    body: { url: RECEIVER_URL },
    status: 200,
  },
  {
    ...operator,
    name: 'webhook-without-tls',
    summary: 'An address that is not taken',
    operation: 'setWebhook',
    body: { url: 'http://rail.example.com/consumption-notices' },
    status: 422,
  },
  {
    ...operator,
    name: 'rotate-secret',
    summary: 'A new secret',
    operation: 'rotateWebhookSecret',
    status: 200,
  },
  { ...operator, name: 'webhook', summary: 'Where notices go', operation: 'getWebhook', status: 200 },
];

/** After the order has ended. */
export const NOTICE_EXAMPLES: readonly Example[] = [
  {
    ...operator,
    name: 'notices',
    summary: 'A notice that the webhook took',
    operation: 'listNotices',
    query: { state: 'unacknowledged' },
    until: { pointer: '/notices/0/delivery/state', equals: 'delivered' },
    status: 200,
  },
  {
    ...operator,
    name: 'no-such-state',
    summary: 'A state that there is not',
    operation: 'listNotices',
    query: { state: 'lost' },
    status: 422,
  },
  {
    ...operations,
    name: 'stuck-notices',
    summary: 'Notices that their operators have not acknowledged',
    operation: 'listStuckNotices',
    query: { state: 'unacknowledged', limit: '1' },
    status: 200,
  },
  {
    ...operations,
    name: 'redrive',
    summary: 'Send one on its way again',
    operation: 'redriveNotice',
    path: { operatorId: 'demo-hotel', noticeId: '{{stuck-notices#/notices/0/noticeId}}' },
    status: 204,
  },
  {
    ...operations,
    name: 'redrive-delivered',
    summary: 'One that there is nothing to send of',
    operation: 'redriveNotice',
    path: { operatorId: 'demo-rail', noticeId: '{{notices#/notices/0/noticeId}}' },
    status: 409,
  },
  {
    ...operations,
    name: 'redrive-all',
    summary: 'Send all parked notices of an operator on their way again',
    operation: 'redriveOperator',
    path: { operatorId: 'demo-rail' },
    status: 200,
  },
  {
    ...operator,
    name: 'acknowledge',
    summary: 'The notice is taken in',
    operation: 'acknowledgeNotice',
    path: { noticeId: '{{notices#/notices/0/noticeId}}' },
    status: 204,
  },
  {
    ...operator,
    name: 'acknowledge-another',
    summary: 'A notice of somebody else',
    operation: 'acknowledgeNotice',
    path: { noticeId: 'ntc_1' },
    status: 404,
  },
  {
    ...operator,
    name: 'remove-webhook',
    summary: 'No more notices',
    operation: 'removeWebhook',
    status: 204,
  },
];
