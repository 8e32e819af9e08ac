import * as z from 'zod';
import { documentField } from '../../contracts/document.ts';
import { choice } from '../../contracts/list-change.ts';
import { instantField } from '../../contracts/time.ts';
import { staffField } from '../acts/act.ts';
import { DECISION_OUTCOMES, OBJECTION_GROUNDS, OBJECTORS } from './objection.ts';

const MAX_DOCUMENTS = 50;

export const filingBody = z.strictObject({
  ground: choice(OBJECTION_GROUNDS),
  filedBy: choice(OBJECTORS),
  filedAt: instantField,
  staff: staffField,
});

export const reconsiderationBody = z.strictObject({
  filedAt: instantField,
  admitLate: z.boolean('must be true or false').optional(),
  staff: staffField,
});

/** A decision, or the correction that follows from one. What belongs to which stage, the refinement says. */
export const decisionBody = z
  .strictObject({
    stage: choice(['review', 'reconsideration', 'correction']),
    outcome: choice([...DECISION_OUTCOMES, 'corrected']),
    decidedAt: instantField,
    servedAt: instantField.optional(),
    clear: z
      .array(documentField, 'must be a list of documents')
      .min(1, 'must hold at least one document')
      .max(MAX_DOCUMENTS, `must hold at most ${MAX_DOCUMENTS} documents`)
      .optional(),
    staff: staffField,
  })
  .superRefine(({ stage, outcome, decidedAt, servedAt, clear }, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if ((stage === 'correction') !== (outcome === 'corrected')) {
      refuse('outcome', 'must be corrected for a correction, and upheld or rejected for the other stages');
    }
    if (clear !== undefined && (stage === 'correction' || outcome !== 'upheld')) {
      refuse('clear', 'must be left out unless the objection is upheld');
    }
    if (servedAt !== undefined && servedAt < decidedAt) refuse('servedAt', 'must not be before the decision');
  });

export type DecisionBody = z.output<typeof decisionBody>;
