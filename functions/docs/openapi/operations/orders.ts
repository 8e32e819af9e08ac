import { REGISTRY_READ } from '../../../../shared/contracts/scopes.ts';
import { json, type Operation } from '../operation.ts';
import { whole } from '../parameters.ts';
import { courtSummary, order, orderEffects, reminders } from '../schemas/orders.ts';

const MAX_REMINDERS = 200;

export const ORDER_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/orders/{orderId}',
    id: 'getOrder',
    tag: 'Orders',
    summary: 'Read an order',
    description: 'The order as the court sent it, and its history. The reading is accounted for.',
    access: [REGISTRY_READ],
    answers: { 200: { description: 'The order.', content: json(order) } },
    problems: ['not-found'],
  },
  {
    method: 'get',
    path: '/v1/orders/{orderId}/effects',
    id: 'getOrderEffects',
    tag: 'Orders',
    summary: 'See what an order does, in counts',
    description:
      'Denials by month, item and outcome, and what became of the notices of its end. Counts, never journeys.',
    access: [REGISTRY_READ],
    answers: { 200: { description: 'The counts.', content: json(orderEffects) } },
    problems: ['not-found'],
  },
  {
    method: 'get',
    path: '/v1/courts/{courtCode}/reminders',
    id: 'listReminders',
    tag: 'Orders',
    summary: 'See what a court owes',
    description: 'Removals, reviews and corrections that fall due or are overdue, and what is about to end.',
    access: [REGISTRY_READ],
    query: [
      {
        name: 'limit',
        description: 'How many a page holds at most.',
        schema: whole(1, MAX_REMINDERS, MAX_REMINDERS),
      },
      {
        name: 'after',
        description: '`next` of the page before.',
        schema: { type: 'string', pattern: '^[0-9]{16}#[A-Za-z0-9_-]{1,64}#[a-z0-9-]{1,20}$' },
      },
    ],
    answers: { 200: { description: 'A page of reminders.', content: json(reminders) } },
    problems: ['forbidden', 'not-found'],
  },
  {
    method: 'get',
    path: '/v1/courts/{courtCode}/summaries/{month}',
    id: 'getCourtSummary',
    tag: 'Orders',
    summary: 'See what a court’s orders did in a month, in counts',
    description: 'Denials by item and outcome over all orders of the court.',
    access: [REGISTRY_READ],
    answers: { 200: { description: 'The counts.', content: json(courtSummary) } },
    problems: ['forbidden', 'not-found'],
  },
];
