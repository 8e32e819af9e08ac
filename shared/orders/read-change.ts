import { type ListChange, listChangeField } from '../contracts/list-change.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import { fieldProblems } from '../contracts/zod-problems.ts';
import { checkGates } from './gates.ts';

export type ChangeReading =
  | { readonly kind: 'read'; readonly change: ListChange }
  | { readonly kind: 'rejected'; readonly problems: readonly FieldProblem[] };

/** Reads one change and puts it through the gates. Pointers are relative to the change (`/order/signedBy`). */
export function readChange(raw: unknown, nowMs: number): ChangeReading {
  const parsed = listChangeField.safeParse(raw);
  if (!parsed.success) return { kind: 'rejected', problems: fieldProblems(parsed.error, '', raw) };
  const problems = checkGates(parsed.data.order, nowMs);
  if (problems.length === 0) return { kind: 'read', change: parsed.data };
  return {
    kind: 'rejected',
    problems: problems.map(({ pointer, detail }) => ({ pointer: `/order${pointer}`, detail })),
  };
}
