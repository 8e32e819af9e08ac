import * as z from 'zod';
import {
  changeIdField,
  grantField,
  listChangeField,
  listChangesRequest,
  MAX_CHANGES,
  orderDocumentField,
} from '../../../../shared/contracts/list-change.ts';
import { RECEIPT_STATUSES } from '../../../../shared/orders/ports.ts';
import { described, named } from '../registry.ts';
import { fieldProblem, instant, ourId, uuid } from './common.ts';

/* Requests. */

named(
  'ChangeId',
  changeIdField,
  'A UUID that the court’s system makes for a change. The same change sent again under the same id is applied once.',
  {
    format: 'uuid',
    pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  },
);

named(
  'Grant',
  grantField,
  'A permission of the court within an order. `temporary` (art. 17(3) of the good-faith opinion) is for air and rail, at most one month, and signed by the president; `single` has one use. The window includes `from` and excludes `to`.',
);
described(grantField.shape, {
  uses: 'How many purchases it permits; null for any number within the window.',
});

named(
  'OrderDocument',
  orderDocumentField,
  'A restriction order as a whole, at one version. The newer version wins, in whatever sequence they come.',
);
const order = orderDocumentField.shape;
described(order, {
  orderId: 'The court’s own id of the order. It must not hold the number of a document.',
  version: 'Rises with each change of the order.',
  status: 'Released and cancelled are final: a new restriction is a new order.',
  endReason: 'Why the order ended: required when it is released or cancelled, left out otherwise.',
  caseNumber: 'As the court writes it, such as （2026）京0105执1234号.',
  basis: 'What the restriction rests on.',
  period: 'In force from `from` until before `to`; null until the order is lifted.',
  warnedAt: 'When the subject was warned of the risk.',
  signedBy: 'Must be `president` for an order that restricts (Provisions, art. 5).',
  servedAt: 'When the order was served.',
  disclosure: '`withheld`: the inquiry tells of the order only to somebody with a redress reference.',
  continues:
    'Of a restriction that goes on after a removal: the earlier order and the legal ground. It needs a stated end.',
  grants: 'The permissions within the order.',
});
described(order.subject.shape, {
  role: 'In which capacity the order names the subject.',
  of: 'Of an officer: the unified social credit code of the organization that is the debtor.',
  documents: 'Every document of the subject that the court knows.',
  clearedDocuments:
    'Those of `documents` that match nobody any more, because somebody else’s identity was misused.',
});
described(order.court.shape, {
  code: 'As it stands in case numbers: 京0105, 粤03, 最高法.',
  phone: 'What an intercepted person calls.',
});

named(
  'ListChange',
  listChangeField,
  'One change of the list: the whole order document under an id of its own.',
);

/** Changes are judged one by one and a bad one is rejected by itself, so the request takes anything in their place. */
named(
  'ChangeAsSent',
  listChangesRequest.shape.changes.element,
  'A `ListChange`. Anything else is not refused with the request: it is rejected by itself, with its problems, so that one bad line holds up no others.',
  { anyOf: [{ $ref: '#/components/schemas/ListChange' }, { description: 'Anything else.' }] },
);

export const listChanges = named(
  'ListChanges',
  listChangesRequest,
  `1 to ${MAX_CHANGES} changes; each is judged by itself.`,
);

/* Answers. */

const accepted = named(
  'ChangeAccepted',
  z.strictObject({ changeId: uuid(), status: z.literal('accepted') }),
  'The change is in the queue. What became of it is told under its id.',
);
const rejected = named(
  'ChangeRejected',
  z.strictObject({
    changeId: uuid().nullable(),
    status: z.literal('rejected'),
    problems: z.array(fieldProblem).min(1).max(50),
  }),
  'The change is not taken. `changeId` is null when what was sent as one is no UUID.',
);

export const listChangeResults = named(
  'ListChangeResults',
  z.strictObject({
    results: z
      .array(z.discriminatedUnion('status', [accepted, rejected]))
      .min(1)
      .max(MAX_CHANGES),
  }),
  'One result for each change, in the sequence of the request.',
);

export const receipt = named(
  'Receipt',
  z.strictObject({
    changeId: uuid(),
    orderId: ourId(),
    version: z.int().min(1),
    status: z.enum(RECEIPT_STATUSES),
    appliedAt: instant.optional(),
    effectiveAt: instant.optional(),
    problems: z.array(fieldProblem).optional(),
    remarks: z.array(fieldProblem).optional(),
  }),
  'What became of a change.',
);
described(receipt.shape, {
  status:
    '`queued`: waiting. `applied`: it governs the order. `superseded`: a newer version had come before it. `rejected`: see `problems`.',
  appliedAt: 'When the register took it in.',
  effectiveAt:
    'From when on every check knows of it. A check that starts later denies what the order restricts.',
  remarks: 'What the court should look at although the change was taken.',
});
