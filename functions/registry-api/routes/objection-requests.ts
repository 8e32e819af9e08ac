import type { FieldProblem } from '../../../shared/contracts/problem.ts';
import { CLOCK_TOLERANCE_MS } from '../../../shared/orders/gates.ts';

export {
  type DecisionBody,
  decisionBody,
  filingBody,
  reconsiderationBody,
} from '../../../shared/due-process/objections/requests.ts';

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
