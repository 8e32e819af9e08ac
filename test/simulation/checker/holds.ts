import type { CheckCall, History, ReportCall } from '../history.ts';
import { recordsWithin, type Timeline } from './order-timelines.ts';
import { type Ledger, standingOf } from './standing.ts';

export const RESERVATION_MS = 15 * 60_000;

/** An allowance that nothing but a reservation can have led to. */
export interface Hold {
  readonly ledger: Ledger;
  /** One operator with one purchase for one person: asking again holds no more. */
  readonly holder: string;
  readonly check: CheckCall;
  /** From its answer until it may have lapsed by some clock or was given back; for ever once it was sold in time. */
  readonly fromMs: number;
  readonly toMs: number;
  /** When its sale was noted, in time or not. */
  readonly soldMs: number | undefined;
}

export function holderOf({ operatorId, person, purchase }: CheckCall): string {
  return `${operatorId} ${person} ${JSON.stringify(purchase)}`;
}

export function isSale({ outcome }: ReportCall): boolean {
  return outcome === 'sold' || outcome === 'overridden';
}

export function reportsByHolder(history: History): ReadonlyMap<string, readonly ReportCall[]> {
  return Map.groupBy(history.reports, ({ check }) => holderOf(check));
}

/**
 * Allowances under an order of which every version that stood during the check permits a limited quantity, all out of
 * the same ledger, and whose key every container had to know by then.
 */
export function holdsOf(history: History, timelines: ReadonlyMap<string, Timeline>): readonly Hold[] {
  const known = knownFrom(history);
  const reports = reportsByHolder(history);
  const errors = [...history.checks, ...history.reports].map(({ nowMs, startMs }) => nowMs - startMs);
  const greatestError = errors.reduce((greatest, error) => Math.max(greatest, error), 0);
  return history.checks.flatMap((check) => {
    if (check.result?.decision !== 'allow') return [];
    return (known.get(check.key) ?? []).flatMap(({ orderId, atMs }) => {
      const ledger = atMs < check.startMs && onlyLedger(timelines.get(orderId) ?? [], check);
      return ledger ? [holdOf(ledger, check, reports.get(holderOf(check)) ?? [], greatestError)] : [];
    });
  });
}

/** By key: the orders that name it, and from when on no filter may say that it is not listed. */
function knownFrom({ accepted, receipts }: History) {
  const versions = new Map(accepted.map(({ change }) => [change.changeId, change]));
  const known = new Map<string, { orderId: string; atMs: number }[]>();
  for (const { receipt } of receipts) {
    const version = versions.get(receipt.changeId);
    if (receipt.status !== 'applied' || receipt.effectiveAtMs === undefined || !version) continue;
    if (version.terms.status !== 'active' && version.terms.status !== 'suspended') continue;
    for (const key of version.keys) {
      const ofKey = known.get(key) ?? [];
      known.set(key, ofKey);
      const before = ofKey.find(({ orderId }) => orderId === version.orderId);
      if (!before) ofKey.push({ orderId: version.orderId, atMs: receipt.effectiveAtMs });
      else before.atMs = Math.min(before.atMs, receipt.effectiveAtMs);
    }
  }
  return known;
}

function onlyLedger(timeline: Timeline, check: CheckCall): Ledger | undefined {
  const standings = recordsWithin(timeline, check.startMs, check.endMs as number).map((record) =>
    standingOf(record, check),
  );
  const ledgers = new Map<string, Ledger>();
  for (const standing of standings) {
    if (standing.kind !== 'limited') return undefined;
    for (const ledger of standing.ledgers) ledgers.set(ledger.name, ledger);
  }
  return ledgers.size === 1 ? [...ledgers.values()][0] : undefined;
}

function holdOf(
  ledger: Ledger,
  check: CheckCall,
  reports: readonly ReportCall[],
  greatestError: number,
): Hold {
  const lapsesMs = check.nowMs + RESERVATION_MS - greatestError;
  // What is said about an earlier check does not concern this one, whenever it is said.
  const givenBackMs = firstOf(
    reports
      .filter((report) => !isSale(report) && (report.check.endMs as number) >= check.startMs)
      .map(({ startMs }) => startMs),
  );
  // What was sold before passes again without a reservation, also if that sale was reported late and was one too many.
  const soldBefore = reports.some(
    (report) => isSale(report) && report.check !== check && report.startMs <= (check.endMs as number),
  );
  const heldUntilMs = soldBefore ? (check.endMs as number) : Math.min(lapsesMs, givenBackMs ?? lapsesMs);
  const soldMs = firstOf(
    reports
      .filter((report) => isSale(report) && report.check === check)
      .flatMap(({ notedMs }) => notedMs ?? []),
  );
  const isSoldInTime = soldMs !== undefined && soldMs <= heldUntilMs;
  return {
    ledger,
    holder: holderOf(check),
    check,
    fromMs: check.endMs as number,
    toMs: isSoldInTime ? Number.POSITIVE_INFINITY : heldUntilMs,
    soldMs,
  };
}

function firstOf(timesMs: readonly number[]): number | undefined {
  return timesMs.length === 0 ? undefined : Math.min(...timesMs);
}
