import * as z from 'zod';
import { DEADLINE_KINDS } from '../../../../shared/due-process/deadline.ts';
import {
  DECISION_OUTCOMES,
  OBJECTION_GROUNDS,
  OBJECTION_STATES,
  OBJECTORS,
} from '../../../../shared/due-process/objections/objection.ts';
import {
  decisionBody,
  filingBody,
  reconsiderationBody,
} from '../../../../shared/due-process/objections/requests.ts';
import { OBJECTION_EVENTS } from '../../../../shared/due-process/objections/stages.ts';
import { PROCEDURE_NAMES } from '../../../../shared/policy/procedures.ts';
import { described, named } from '../registry.ts';
import { instant, ourId } from './common.ts';

/* Requests. */

export const filing = named(
  'ObjectionFiling',
  filingBody,
  'An objection, as the court took it in. `filedAt` is not in the future.',
);

export const decision = named(
  'ObjectionDecision',
  decisionBody,
  'What was decided, or that an upheld objection was done justice to (`correction`, with the outcome `corrected`). `decidedAt` and `servedAt` are not in the future; the time to go to the court above runs from `servedAt`.',
);
described(decisionBody.shape, {
  outcome: '`corrected` for a correction, `upheld` or `rejected` for the other stages.',
  clear: 'Of an upheld objection for `identity-misuse`: the documents that match nobody from now on.',
});

export const reconsideration = named(
  'ReconsiderationFiling',
  reconsiderationBody,
  'That the objector goes to the court above.',
);
described(reconsiderationBody.shape, {
  admitLate: 'The court above takes it although its time was over.',
});

/* Answers. */

const decided = {
  outcome: z.enum(DECISION_OUTCOMES),
  decidedAt: instant,
  servedAt: instant.optional(),
};

export const objection = named(
  'Objection',
  z.strictObject({
    objectionId: z.string().regex(/^obj_[A-Za-z0-9_-]{22}$/),
    orderId: ourId(),
    ground: z.enum(OBJECTION_GROUNDS),
    filedBy: z.enum(OBJECTORS),
    filedAt: instant,
    state: z.enum(OBJECTION_STATES),
    procedure: z.enum(PROCEDURE_NAMES),
    review: z.strictObject(decided).optional(),
    reconsideration: z
      .strictObject({
        filedAt: instant,
        outcome: decided.outcome.optional(),
        decidedAt: decided.decidedAt.optional(),
        servedAt: decided.servedAt,
      })
      .optional(),
    correction: z
      .strictObject({
        by: z.enum(['order-ended', 'new-version']),
        orderVersion: z.int().min(1),
        recordedAt: instant,
      })
      .optional(),
    clock: z
      .strictObject({
        kind: z.enum(DEADLINE_KINDS),
        endsAt: instant,
        law: z.string().min(1),
        provisional: z.literal(true).optional(),
      })
      .optional(),
    possible: z.array(z.enum(OBJECTION_EVENTS)),
  }),
  'An objection: what was decided, which clock runs, and what can happen next.',
);
described(objection.shape, {
  procedure: 'Whose clocks it runs by; fixed when it is filed.',
  clock:
    'Which clock runs. A `provisional` one ends as early as it can, because a calendar of working days is missing.',
  possible: 'What can happen next.',
});

export const objections = named(
  'Objections',
  z.strictObject({ objections: z.array(objection) }),
  'Every objection to an order.',
);
