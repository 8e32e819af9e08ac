import type { Clock } from '../../../shared/contracts/clock.ts';
import type { FieldProblem } from '../../../shared/contracts/problem.ts';
import { readChange } from '../../../shared/orders/read-change.ts';
import type { Rejection } from '../input/line.ts';
import type { SendChanges } from '../service/list-changes.ts';
import type { Batch, ChangeToSend } from './batches.ts';

export interface Verdict {
  readonly accepted: number;
  readonly rejected: number;
  /** In the sequence of the lines. */
  readonly rejections: readonly Rejection[];
}

/** Finds out which lines of a batch are accepted. */
export type Judge = (batch: Batch) => Promise<Verdict>;

/** The service judges, and takes what it accepts. */
export function judgeByService(send: SendChanges): Judge {
  return async (batch) => {
    const { changes } = batch;
    const results = changes.length === 0 ? [] : await send(changes.map(({ json }) => json));
    return verdictOf(batch, (_, index) => {
      const result = results[index];
      return result?.status === 'rejected' ? result.problems : undefined;
    });
  };
}

/** The gates that the service has, here: nothing is sent, and what only the register knows is not asked. */
export function judgeByGates(clock: Clock): Judge {
  return async (batch) =>
    verdictOf(batch, ({ change }) => {
      const reading = readChange(change, clock.wallMs());
      return reading.kind === 'rejected' ? reading.problems : undefined;
    });
}

/** @param problemsOf undefined for a change that is accepted */
function verdictOf(
  { changes, rejections, rejectedLines }: Batch,
  problemsOf: (change: ChangeToSend, index: number) => readonly FieldProblem[] | undefined,
): Verdict {
  const found: Rejection[] = [...rejections];
  let rejected = rejectedLines;
  for (const [index, change] of changes.entries()) {
    const problems = problemsOf(change, index);
    if (problems === undefined) continue;
    rejected += 1;
    for (const { pointer, detail } of problems)
      found.push({ line: change.line, field: pointer, reason: detail });
  }
  found.sort((a, b) => a.line - b.line);
  return { accepted: changes.length + rejectedLines - rejected, rejected, rejections: found };
}
