import { REGISTRY_WRITE } from '../../../../shared/contracts/scopes.ts';
import { DOCUMENT_ACTS } from '../../../../shared/due-process/acts/document-acts.ts';
import { type OrderAct, transitionOf } from '../../../../shared/due-process/life.ts';
import { json, type Operation } from '../operation.ts';
import { bodyOfAct, groundToWithdraw, removalGround } from '../schemas/acts.ts';
import { actAccepted, clock, groundWithdrawn } from '../schemas/orders.ts';

const WORDS: Readonly<
  Partial<Record<OrderAct, readonly [id: string, summary: string, description: string]>>
> = {
  release: [
    'releaseOrder',
    'Let the subject go',
    'From the moment it is applied no check denies because of this order, and every operator that had denied is told.',
  ],
  suspend: ['suspendOrder', 'Suspend an order', 'It restricts nothing until it is resumed.'],
  resume: ['resumeOrder', 'Resume a suspended order', 'It restricts again from its new time of effect on.'],
  cancel: [
    'cancelOrder',
    'Take back an order that should not have been made',
    'Possible after a release too, since whoever was restricted unlawfully may claim compensation.',
  ],
  grant: [
    'giveGrant',
    'Permit consumption within an order',
    'The window, the items and the uses of the permission. It widens no restriction.',
  ],
  'revoke-grant': ['revokeGrant', 'Take back a permission', 'What was bought under it stays as it is.'],
  'add-documents': [
    'addDocuments',
    'Add documents of the subject',
    'A renewed passport, a second permit: checks match on every document of the subject.',
  ],
  'clear-documents': [
    'clearDocuments',
    'Exempt documents that somebody else had used',
    'They match nobody from now on; the order stays.',
  ],
  'end-role': [
    'endRole',
    'Let go a former officer',
    'For whoever really left the role in which the order names them.',
  ],
};

const SAFE_TO_REPEAT =
  'The same act sent again is done once. An act that is not possible from where the order stands is answered with 409, which says what is.';

/** `grants/:about/revoke` as a path of the document. */
function pathOf(path: string): `/${string}` {
  return `/v1/orders/{orderId}/${path.replace(/:(\w+)/g, '{$1}')}`;
}

const DOCUMENT_ACT_OPERATIONS: readonly Operation[] = DOCUMENT_ACTS.map(({ event, path }) => {
  const words = WORDS[event];
  if (!words) throw new TypeError(`the document has no words for ${event}`);
  const [id, summary, description] = words;
  return {
    method: 'post',
    path: pathOf(path),
    id,
    tag: 'Acts',
    summary,
    description: `${description} Source: ${transitionOf(event).law}. ${SAFE_TO_REPEAT}`,
    access: [REGISTRY_WRITE],
    body: json(bodyOfAct(path)),
    idempotent: true,
    answers: {
      202: {
        description: 'The act has become a change of the order, which waits in its queue or is applied.',
        content: json(actAccepted),
        headers: ['location'],
      },
    },
    problems: ['not-found', 'conflict'],
  };
});

export const ACT_OPERATIONS: readonly Operation[] = [
  ...DOCUMENT_ACT_OPERATIONS,
  {
    method: 'post',
    path: '/v1/orders/{orderId}/removal-grounds',
    id: 'stateRemovalGround',
    tag: 'Acts',
    summary: 'State that a ground for letting go has arisen',
    description: `The time in which the court owes the removal begins to run; the order stays as it is. Source: ${transitionOf('removal-ground').law}. Stating the ground again does not start the clock twice.`,
    access: [REGISTRY_WRITE],
    body: json(removalGround),
    idempotent: true,
    answers: { 200: { description: 'The clock that runs.', content: json(clock) } },
    problems: ['not-found', 'conflict'],
  },
  {
    method: 'post',
    path: '/v1/orders/{orderId}/removal-grounds/withdraw',
    id: 'withdrawRemovalGround',
    tag: 'Acts',
    summary: 'Withdraw a ground that was stated by mistake',
    description: `Its clock stops, those of other grounds go on; the order stays as it is. Source: ${transitionOf('withdraw-removal-ground').law}.`,
    access: [REGISTRY_WRITE],
    body: json(groundToWithdraw),
    idempotent: true,
    answers: { 200: { description: 'The clocks that still run.', content: json(groundWithdrawn) } },
    problems: ['not-found', 'conflict'],
  },
];
