import type { FieldProblem } from '../contracts/problem.ts';
import type { PolicyFinding, PolicyRule } from './types.ts';

/*
 * Findings are made once, when a sector's module loads, and handed out frozen: judging a purchase allocates nothing
 * except for a quota, which carries what is being spent.
 */

type FindingOf<Kind extends PolicyFinding['kind']> = Extract<PolicyFinding, { kind: Kind }>;

export function restricted(rule: PolicyRule): FindingOf<'restricted'> {
  return Object.freeze({ kind: 'restricted', rule });
}

export function unrestricted(rule?: PolicyRule): FindingOf<'unrestricted'> {
  return Object.freeze({ kind: 'unrestricted', rule });
}

export function invalid(...problems: FieldProblem[]): FindingOf<'invalid'> {
  for (const problem of problems) Object.freeze(problem);
  return Object.freeze({ kind: 'invalid', problems: Object.freeze(problems) });
}

/** Nothing in the law speaks of this purchase. */
export const UNRESTRICTED = unrestricted();
