import type { OrderVersion } from '../../../shared/orders/order.ts';
import type { CheckCall, History } from '../history.ts';
import { outranks, recordsWithin, timelinesOf } from './order-timelines.ts';
import { createRoom } from './room.ts';
import { standingOf } from './standing.ts';
import type { Violation } from './violation.ts';

/**
 * I2: nobody is denied without an order that stood in the store, in force, at some moment of the check; and not under
 * an order of which a court had been told before the check began that it ended, rests or permits the purchase, unless a
 * later version restricts again. Where a limited quantity is permitted, nobody is denied while there is room: what others
 * reserved comes back when they say so or after 15 minutes. A denial is answered when its interception stands.
 */
export function judgeRelease(history: History): readonly Violation[] {
  const timelines = timelinesOf(history);
  const hasRoom = createRoom(history, timelines);
  const mayDeny = (version: OrderVersion | undefined, check: CheckCall): boolean => {
    const standing = standingOf(version, check);
    if (standing.kind !== 'limited') return standing.kind === 'banned';
    return !standing.ledgers.some((ledger) => hasRoom(ledger, check));
  };
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
    if (!stood.some((record) => mayDeny(record, check)))
      return `under ${orderId}, which did not restrict it or had room`;
    const told = lettingGo.find(
      ({ atMs, version }) =>
        version.orderId === orderId &&
        atMs < check.startMs &&
        !mayDeny(version, check) &&
        !stood.some((record) => record && outranks(record, version) && mayDeny(record, check)),
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
