import { REGISTRY_READ, REGISTRY_WRITE } from '../../../../shared/contracts/scopes.ts';
import { json, type Operation } from '../operation.ts';
import { listChangeResults, listChanges, receipt } from '../schemas/list-changes.ts';

export const LIST_CHANGE_OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/list-changes',
    id: 'sendListChanges',
    tag: 'List changes',
    summary: 'Send changes of orders',
    description:
      'Each change carries the whole order document at its version, so changes may arrive twice or out of sequence. Each is judged by itself: a rejection names its fields, and does not hold up the others. An accepted change waits in a queue; releases have one of their own.',
    access: [REGISTRY_WRITE],
    body: json(listChanges),
    idempotent: true,
    answers: {
      202: {
        description: 'Which changes were taken, and what is wrong with the others.',
        content: json(listChangeResults),
      },
    },
  },
  {
    method: 'get',
    path: '/v1/list-changes/{changeId}',
    id: 'getListChange',
    tag: 'List changes',
    summary: 'Ask what became of a change',
    description:
      'For changes that were sent, and for those that acts have led to. From `effectiveAt` on every check knows of the change. A release holds as soon as it is `applied`.',
    access: [REGISTRY_WRITE, REGISTRY_READ],
    answers: { 200: { description: 'What became of it.', content: json(receipt) } },
    problems: ['not-found'],
  },
];
