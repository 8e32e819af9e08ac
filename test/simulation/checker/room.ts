import type { CheckCall, History, ReportCall } from '../history.ts';
import { type Hold, holderOf, holdsOf, isSale, RESERVATION_MS, reportsByHolder } from './holds.ts';
import type { Timeline } from './order-timelines.ts';
import { type Ledger, standingOf } from './standing.ts';

/**
 * Whether a ledger must have had room for a check, or held what the same purchase had been sold: even if every other
 * check that might have reserved something of it did, whatever it was answered, and everything that might have been sold
 * was.
 */
export function createRoom(
  history: History,
  timelines: ReadonlyMap<string, Timeline>,
): (ledger: Ledger, check: CheckCall) => boolean {
  const byPerson = Map.groupBy(history.checks, ({ person }) => person);
  const reports = reportsByHolder(history);
  const holds = Map.groupBy(holdsOf(history, timelines), ({ ledger }) => ledger.name);

  function quantityOf(name: string, check: CheckCall): number {
    const timeline = timelines.get(name.split(' ')[0] as string) ?? [];
    for (const { record } of timeline) {
      const standing = standingOf(record, check);
      const ledger = standing.kind === 'limited' && standing.ledgers.find((one) => one.name === name);
      if (ledger) return ledger.quantity;
    }
    return 0;
  }

  function mayHold(name: string, other: CheckCall, check: CheckCall, endMs: number): boolean {
    if (other.startMs > endMs) return false;
    const told = reports.get(holderOf(other)) ?? [];
    // What was denied reserved nothing that a sale could consume.
    const isSold = (report: ReportCall) =>
      isSale(report) && report.startMs <= endMs && report.check.result?.decision !== 'deny';
    if (told.some(isSold)) return true;
    if (other.nowMs + RESERVATION_MS <= check.nowMs) return false;
    return !told.some((report) => gaveBack(report, holds.get(name) ?? [], other, check));
  }

  return (ledger, check) => {
    const { endMs = Number.POSITIVE_INFINITY } = check;
    const own = holderOf(check);
    const sold = (holds.get(ledger.name) ?? []).some(
      ({ holder, soldMs }) => holder === own && soldMs !== undefined && soldMs < check.startMs,
    );
    if (sold) return true;
    const others = new Map<string, number>();
    for (const other of byPerson.get(check.person) ?? []) {
      const holder = holderOf(other);
      if (holder === own || others.has(holder) || !mayHold(ledger.name, other, check, endMs)) continue;
      const quantity = quantityOf(ledger.name, other);
      if (quantity > 0) others.set(holder, quantity);
    }
    const held = [...others.values()].reduce((sum, quantity) => sum + quantity, 0);
    return held + ledger.quantity <= ledger.capacity;
  };
}

/** Whether a report that was noted before the check began gave back what this other check may have reserved. */
function gaveBack(report: ReportCall, holds: readonly Hold[], other: CheckCall, check: CheckCall): boolean {
  if (isSale(report) || report.notedMs === undefined || report.notedMs >= check.startMs) return false;
  if (!holds.some((hold) => hold.check === report.check)) return false;
  return report.check === other || (other.endMs !== undefined && other.endMs <= report.check.startMs);
}
