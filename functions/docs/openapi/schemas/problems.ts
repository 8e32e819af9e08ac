import * as z from 'zod';
import { PROBLEM_TYPES, type ProblemType } from '../../../../shared/adapters/http/problem-types.ts';
import { REMOVAL_GROUNDS } from '../../../../shared/due-process/acts/state-removal-ground.ts';
import { ORDER_ACTS, ORDER_STATES } from '../../../../shared/due-process/life.ts';
import { OBJECTION_STATES } from '../../../../shared/due-process/objections/objection.ts';
import { OBJECTION_EVENTS } from '../../../../shared/due-process/objections/stages.ts';
import { named } from '../registry.ts';
import { fieldProblem } from './common.ts';

/** Members that only problems of one type have. */
const MEMBERS: { readonly [Type in ProblemType]?: Readonly<Record<string, z.ZodType>> } = {
  'invalid-input': { errors: z.array(fieldProblem).min(1).max(50) },
  conflict: {
    errors: z.array(fieldProblem).optional(),
    state: z
      .enum([...ORDER_STATES, ...OBJECTION_STATES.filter((state) => state !== 'filed'), 'filed'])
      .optional(),
    grounds: z.array(z.enum(REMOVAL_GROUNDS)).optional(),
    possibleActs: z.array(z.enum(ORDER_ACTS)).optional(),
    possible: z.array(z.enum(OBJECTION_EVENTS)).optional(),
  },
};

function problemSchema(type: ProblemType): z.ZodType {
  const { status, title } = PROBLEM_TYPES[type];
  const schema = z.strictObject({
    type: z.literal(`/problems/${type}`),
    title: z.literal(title),
    status: z.literal(status),
    detail: z.string().min(1),
    instance: z.string().regex(/^urn:request:[A-Za-z0-9._-]+$/),
    ...MEMBERS[type],
  });
  const words = `${type.split('-').map(capitalized).join('')}Problem`;
  return named(
    words,
    schema,
    `${title} (RFC 9457). \`detail\` says what to do; \`instance\` names the request.`,
  );
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/**
 * The form of every kind of problem. No operation is answered with 405: it is the answer to what is no operation.
 */
export const PROBLEM_SCHEMAS = Object.fromEntries(
  Object.keys(PROBLEM_TYPES)
    .filter((type) => type !== 'method-not-allowed')
    .map((type) => [type, problemSchema(type as ProblemType)]),
) as {
  readonly [Type in Exclude<ProblemType, 'method-not-allowed'>]: z.ZodType;
};
