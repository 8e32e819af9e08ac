import type { OrderVersion } from '../../../shared/orders/order.ts';
import type { CheckCall, History } from '../history.ts';
import { outranks, type Timeline, timelinesOf } from './order-timelines.ts';
import { standingOf } from './standing.ts';
import type { Violation } from './violation.ts';

interface Promised {
  readonly version: OrderVersion;
  readonly effectiveAtMs: number;
}

/**
 * I1: a check that starts after the `effectiveAt` that a court was told does not allow what the order restricts, until
 * a version that governs over it lets go of the person or permits the purchase, or the order had ended before the
 * version was accepted, so that it stays ended (`effect.ts` says when). Neither "undetermined" nor "verify" is an allow.
 * What is permitted in a limited quantity only, `permits.ts` is about.
 */
export function judgeIntercept(history: History): readonly Violation[] {
  const promised = promisesOf(history);
  const timelines = timelinesOf(history);
  return history.checks.flatMap((check) => {
    if (check.result?.decision !== 'allow') return [];
    const broken = promised.find(
      (promise) =>
        standingOf(promise.version, check).kind === 'banned' &&
        promise.effectiveAtMs < check.startMs &&
        !letGo(promise.version, timelines.get(promise.version.orderId) ?? [], check),
    );
    if (!broken) return [];
    const lateMs = Math.round(check.startMs - broken.effectiveAtMs);
    const { orderId, version } = broken.version;
    const what = `${check.container} allowed person ${check.person} ${lateMs} ms after ${orderId} version ${version} was to be effective`;
    return [{ invariant: 'I1', what, atMs: check.startMs }] satisfies Violation[];
  });
}

/** Every time of effect that a receipt has ever told, of versions that restrict somebody. */
function promisesOf({ receipts, accepted }: History): readonly Promised[] {
  const versions = new Map(accepted.map(({ change }) => [change.changeId, change]));
  return receipts.flatMap(({ receipt }) => {
    const version = versions.get(receipt.changeId);
    if (receipt.status !== 'applied' || receipt.effectiveAtMs === undefined || !version) return [];
    return version.terms.status === 'active' ? [{ version, effectiveAtMs: receipt.effectiveAtMs }] : [];
  });
}

/** Whether the store had the version or had passed it, before the answer, by what lets go of this person. */
function letGo(version: OrderVersion, timeline: Timeline, check: CheckCall): boolean {
  const endMs = check.endMs ?? Number.POSITIVE_INFINITY;
  return timeline.some(
    ({ atMs, record }) =>
      atMs <= endMs && !outranks(version, record) && standingOf(record, check).kind !== 'banned',
  );
}
