import * as z from 'zod';
import { documentField } from '../../../shared/contracts/document.ts';
import { choice } from '../../../shared/contracts/list-change.ts';
import type { FieldProblem } from '../../../shared/contracts/problem.ts';
import { instantField } from '../../../shared/contracts/time.ts';
import { staffField } from '../../../shared/due-process/acts/act.ts';
import {
  DECISION_OUTCOMES,
  OBJECTION_GROUNDS,
  OBJECTORS,
} from '../../../shared/due-process/objections/objection.ts';
import { CLOCK_TOLERANCE_MS } from '../../../shared/orders/gates.ts';

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

/** What is recorded has happened: times in the future are mistakes. */
export function futureTimes(
  times: Readonly<Record<string, number | undefined>>,
  nowMs: number,
): readonly FieldProblem[] {
  return Object.entries(times)
    .filter(([, atMs]) => atMs !== undefined && atMs > nowMs + CLOCK_TOLERANCE_MS)
    .map(([field]) => ({
      pointer: `/${field}`,
      detail: 'must be when it happened, which cannot be in the future',
    }));
}
