import { REGISTRY_READ, REGISTRY_WRITE } from '../../../../shared/contracts/scopes.ts';
import { json, type Operation } from '../operation.ts';
import { decision, filing, objection, objections, reconsideration } from '../schemas/objections.ts';

const PATH = '/v1/orders/{orderId}/objections';

export const OBJECTION_OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: PATH,
    id: 'fileObjection',
    tag: 'Objections',
    summary: 'Record an objection',
    description:
      'The court’s time to review it begins to run. An objection does not suspend the order. The same filing sent again is filed once.',
    access: [REGISTRY_WRITE],
    body: json(filing),
    idempotent: true,
    answers: {
      200: { description: 'It was filed before: this is how it stands.', content: json(objection) },
      201: { description: 'It is filed.', content: json(objection) },
    },
    problems: ['not-found'],
  },
  {
    method: 'get',
    path: PATH,
    id: 'listObjections',
    tag: 'Objections',
    summary: 'Read the objections to an order',
    description: 'Each with what was decided, the clock that runs, and what can happen next.',
    access: [REGISTRY_READ],
    answers: { 200: { description: 'Every objection to the order.', content: json(objections) } },
    problems: ['not-found'],
  },
  {
    method: 'post',
    path: `${PATH}/{objectionId}/decisions`,
    id: 'decideObjection',
    tag: 'Objections',
    summary: 'Record a decision, or the correction that follows from one',
    description:
      'By the court that reviews (`review`), by the court above (`reconsideration`), or that an upheld objection was done justice to (`correction`). A step that is not possible is answered with 409, which says what is.',
    access: [REGISTRY_WRITE],
    body: json(decision),
    idempotent: true,
    answers: { 200: { description: 'How the objection stands now.', content: json(objection) } },
    problems: ['not-found', 'conflict'],
  },
  {
    method: 'post',
    path: `${PATH}/{objectionId}/reconsideration`,
    id: 'seekReconsideration',
    tag: 'Objections',
    summary: 'Record that the objector goes to the court above',
    description:
      'Within 10 days after the rejection was served; later only if that court takes it all the same.',
    access: [REGISTRY_WRITE],
    body: json(reconsideration),
    idempotent: true,
    answers: { 200: { description: 'How the objection stands now.', content: json(objection) } },
    problems: ['not-found', 'conflict'],
  },
];
