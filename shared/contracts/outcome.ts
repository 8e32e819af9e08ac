import * as z from 'zod';
import { OUTCOMES } from '../interceptions/interception.ts';
import { MAX_SUBJECTS, refField } from './check.ts';

/** `POST /v1/checks/{checkId}/outcome`: what became of each subject's purchase. */
export const outcomeReportSchema = z.strictObject({
  results: z
    .array(
      z.strictObject({
        ref: refField,
        outcome: z.enum(OUTCOMES, `must be one of ${OUTCOMES.join(', ')}`),
      }),
      'must be a list of results',
    )
    .min(1, 'must report at least one result')
    .max(MAX_SUBJECTS, `must report at most ${MAX_SUBJECTS} results`),
});

export type OutcomeReport = z.output<typeof outcomeReportSchema>;
