import type { CheckCall, History } from '../history.ts';
import { isInTheWayOf, outranks, recordsWithin, timelinesOf } from './order-timelines.ts';
import type { Violation } from './violation.ts';

/**
 * I2: nobody is denied without an order that stood in the store, in force, at some moment of the check; and not under
 * an order of which a court had been told before the check began that it ended or rests, unless a later version
 * restricts again. A denial is answered when its
 * interception stands.
 */
export function judgeRelease(history: History): readonly Violation[] {
  const timelines = timelinesOf(history);
  const firstRecorded = new Map(
    history.interceptions.toReversed().map((one) => [`${one.key.operatorId}|${one.key.decisionId}`, one]),
  );
  const versions = new Map(history.accepted.map(({ change }) => [change.changeId, change]));
  const lettingGo = history.receipts.flatMap(({ atMs, receipt }) => {
    const version = versions.get(receipt.changeId);
    return receipt.status === 'applied' && version ? [{ atMs, version }] : [];
  });

  function complaintAbout(check: CheckCall): string | undefined {
    if (check.result?.decision !== 'deny') return undefined;
    const endMs = check.endMs as number;
    const recorded = firstRecorded.get(`${check.operatorId}|${check.result.decisionId}`);
    if (!recorded || recorded.atMs > endMs) return 'without an interception';
    const { orderId } = recorded.key;
    const stood = recordsWithin(timelines.get(orderId) ?? [], check.startMs, endMs);
    if (!stood.some((record) => isInTheWayOf(record, check.key)))
      return `under ${orderId}, which was not in force`;
    const told = lettingGo.find(
      ({ atMs, version }) =>
        version.orderId === orderId &&
        atMs < check.startMs &&
        !isInTheWayOf(version, check.key) &&
        !stood.some((record) => record && outranks(record, version) && isInTheWayOf(record, check.key)),
    );
    return (
      told &&
      `under ${orderId} after version ${told.version.version} (${told.version.terms.status}) was acknowledged`
    );
  }

  return history.checks.flatMap((check) => {
    const complaint = complaintAbout(check);
    if (complaint === undefined) return [];
    const what = `${check.container} denied person ${check.person} ${complaint}`;
    return [{ invariant: 'I2', what, atMs: check.startMs }] satisfies Violation[];
  });
}
