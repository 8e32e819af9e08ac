import type { OrderRecord, OrderVersion } from '../../../shared/orders/order.ts';
import type { At, History } from '../history.ts';

/** The records that an order had, in the sequence in which they took effect at the store. */
export type Timeline = readonly At<{ readonly record: OrderRecord }>[];

export function timelinesOf(history: History): ReadonlyMap<string, Timeline> {
  return Map.groupBy(history.orderWrites, ({ record }) => record.orderId);
}

/** What stood in the store at some moment from `fromMs` to `toMs`; `undefined` for no order. */
export function recordsWithin(timeline: Timeline, fromMs: number, toMs: number): (OrderRecord | undefined)[] {
  const before = timeline.filter(({ atMs }) => atMs <= fromMs).at(-1)?.record;
  return [
    before,
    ...timeline.filter(({ atMs }) => atMs > fromMs && atMs <= toMs).map(({ record }) => record),
  ];
}

/** Written without the code under test: an ended document outranks the others, then the version, then the change id. */
export function outranks(a: OrderVersion, b: OrderVersion): boolean {
  const rank = ({ terms, version, changeId }: OrderVersion) =>
    `${terms.status === 'released' || terms.status === 'cancelled' ? 1 : 0}|${String(version).padStart(9, '0')}|${changeId}`;
  return rank(a) > rank(b);
}
