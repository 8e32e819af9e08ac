import type { Run } from '../run.ts';
import { standingOf } from './standing.ts';
import type { Violation } from './violation.ts';

/**
 * I5: "undetermined" is said only where something was wrong, nothing is thrown at an operator, and at rest every
 * container says what the register says. (That a filter which may not say no never says it is I1.)
 */
export function judgeHonesty({ history, final }: Run): readonly Violation[] {
  const unexpected = history.unexpected.map(
    (error): Violation => ({ invariant: 'I5', what: `the report of an outcome threw ${String(error)}` }),
  );
  const ofChecks = history.checks.flatMap((check) => {
    const complaint = complaintAbout();
    const who = `${check.container} about person ${check.person}`;
    return complaint === undefined
      ? []
      : [{ invariant: 'I5', what: `${who}: ${complaint}`, atMs: check.startMs } satisfies Violation];

    function complaintAbout(): string | undefined {
      if (check.thrown !== undefined) return `threw ${String(check.thrown)}`;
      const decision = check.result?.decision;
      if (decision === 'undetermined' && !check.disturbed) return 'undetermined without a fault';
      if (!check.isFinal) return undefined;
      const standings = final.orders.map((record) => standingOf(record, check).kind);
      const banned = standings.includes('banned');
      // Whether there was room is for I1 and I2 to judge; an answer it has to be.
      if (!banned && standings.includes('limited')) {
        return decision === 'deny' || decision === 'allow' ? undefined : `${decision ?? 'nothing'} at rest`;
      }
      const right = banned ? 'deny' : 'allow';
      return decision === right
        ? undefined
        : `${decision ?? 'nothing'} at rest where the register says ${right}`;
    }
  });
  return [...unexpected, ...ofChecks];
}
