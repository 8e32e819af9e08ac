import * as z from 'zod';
import { ID_PATTERN, LIKE_A_RESIDENT_ID, type OperatorId } from '../contracts/ids.ts';
import { OPERATIONS, REGISTRY_READ, REGISTRY_WRITE, SCOPES, type Scope } from '../contracts/scopes.ts';
import { isCourtCode } from '../orders/court-code.ts';

const ID_FORM =
  'must be 1 to 128 letters, digits, dots, hyphens or underscores, begin with a letter or digit, and be no document number';
const SCOPE_FORM = `must be some of ${SCOPES.join(', ')}, each once`;
const COURTS_FORM = 'must be codes of courts, each once, or all';
const MAX_COURTS = 500;
const MAX_RATE = 100_000;

const wholeNumber = z
  .int(`must be a whole number from 1 to ${MAX_RATE}`)
  .min(1, `must be a whole number from 1 to ${MAX_RATE}`)
  .max(MAX_RATE, `must be a whole number from 1 to ${MAX_RATE}`);

export const operatorIdField = z
  .string(ID_FORM)
  .regex(ID_PATTERN, ID_FORM)
  .refine((text) => !LIKE_A_RESIDENT_ID.test(text), ID_FORM)
  .transform((text) => text as OperatorId);

/**
 * What is asked for when an operator or a court is taken on. Its id is stored and logged in clear, so it is a name of the
 * operator's own systems and never a person's. Whoever acts for courts says for which; nobody else names any.
 */
export const clientRequest = z
  .strictObject({
    operatorId: operatorIdField,
    scopes: z
      .array(z.enum(SCOPES as readonly [Scope, ...Scope[]], SCOPE_FORM), SCOPE_FORM)
      .min(1, SCOPE_FORM)
      .refine(isEachOnce, SCOPE_FORM),
    courts: z
      .union(
        [z.literal('all'), z.array(z.string().refine(isCourtCode)).min(1).max(MAX_COURTS).refine(isEachOnce)],
        COURTS_FORM,
      )
      .optional(),
    limits: z.strictObject({ ratePerSecond: wholeNumber, burst: wholeNumber }).optional(),
  })
  .superRefine(({ scopes, courts }, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['courts'], message });
    const isForCourts = scopes.some((scope) => scope === REGISTRY_WRITE || scope === REGISTRY_READ);
    if (isForCourts && courts === undefined) refuse(`is needed with ${REGISTRY_WRITE} and ${REGISTRY_READ}`);
    if (!isForCourts && courts !== undefined) refuse(`is only for ${REGISTRY_WRITE} and ${REGISTRY_READ}`);
    if (courts !== undefined && courts !== 'all' && scopes.includes(OPERATIONS))
      refuse(`must be all with ${OPERATIONS}, which sees every court`);
  });

export type ClientRequest = z.output<typeof clientRequest>;

function isEachOnce(list: readonly string[]): boolean {
  return new Set(list).size === list.length;
}
