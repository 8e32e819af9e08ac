import type { History } from '../history.ts';
import { type Hold, holderOf, holdsOf, isSale, reportsByHolder } from './holds.ts';
import { timelinesOf } from './order-timelines.ts';
import type { Violation } from './violation.ts';

/**
 * I1 where an order permits a limited quantity: the uses of a grant, the fen of a quota. At no moment do more purchases
 * hold it than there is (held is what was reserved within 15 minutes and not given back, and what was sold in time), and
 * once it is sold no further purchase is allowed. A sale that is reported late is a fact, which may be one too many; I4
 * asks that this is said.
 */
export function judgePermits(history: History): readonly Violation[] {
  const holds = holdsOf(history, timelinesOf(history));
  const reports = reportsByHolder(history);
  const violations: Violation[] = [];
  for (const [name, ofLedger] of Map.groupBy(holds, ({ ledger }) => ledger.name)) {
    const { capacity } = (ofLedger[0] as Hold).ledger;
    for (const hold of ofLedger) {
      const atMs = hold.fromMs;
      const held = total(ofLedger.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs));
      if (held > capacity) {
        violations.push({
          invariant: 'I1',
          what: `${held} of ${capacity} of ${name} were held at once`,
          atMs,
        });
      }
      const { startMs, endMs = startMs } = hold.check;
      const soldItself = (reports.get(hold.holder) ?? []).some(
        (report) => isSale(report) && report.startMs <= endMs,
      );
      const sold = total(ofLedger.filter(({ soldMs }) => soldMs !== undefined && soldMs < startMs));
      if (!soldItself && sold + hold.ledger.quantity > capacity) {
        const what = `${holderOf(hold.check)} was allowed when ${sold} of ${capacity} of ${name} were sold`;
        violations.push({ invariant: 'I1', what, atMs: startMs });
      }
    }
    violations.push(...silentOverUse(history, name, ofLedger, capacity));
  }
  return violations;
}

function silentOverUse(
  { overUsed }: History,
  name: string,
  holds: readonly Hold[],
  capacity: number,
): readonly Violation[] {
  const sold = total(holds.filter(({ soldMs }) => soldMs !== undefined));
  const [orderId, kind] = name.split(' ') as [string, string];
  const isSaid = overUsed.some(
    ({ allowance }) => allowance.orderId === orderId && allowance.name.startsWith(kind),
  );
  return sold > capacity && !isSaid
    ? [{ invariant: 'I4', what: `${sold} of ${capacity} of ${name} were sold and nobody was told` }]
    : [];
}

/** Each holder counts once, however often it asked. */
function total(holds: readonly Hold[]): number {
  const byHolder = new Map(holds.map(({ holder, ledger }) => [holder, ledger.quantity]));
  return [...byHolder.values()].reduce((sum, quantity) => sum + quantity, 0);
}
