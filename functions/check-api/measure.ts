import type { CheckAnswer, SubjectResult } from '../../shared/contracts/check.ts';
import type { Clock } from '../../shared/contracts/clock.ts';
import type { FilterView, FollowerStatus } from '../../shared/filter/filter-view.ts';
import type { OrderStore, PointerStore } from '../../shared/orders/ports.ts';
import type { CountName } from '../../shared/runtime/metric-names.ts';
import type { Metrics } from '../../shared/runtime/metrics.ts';

const DECISIONS: Readonly<Record<SubjectResult['decision'], CountName>> = {
  allow: 'DecisionsAllowed',
  deny: 'DecisionsDenied',
  'verify-identity': 'DecisionsVerifyIdentity',
  undetermined: 'DecisionsUndetermined',
};

/**
 * Counts an answered check and how long it took. It is on the path of every check: a few additions, and a line to
 * standard output at most once a second.
 */
export function measureAnswers(
  metrics: Metrics,
  clock: Clock,
): (answer: CheckAnswer, arrivedAtMs: number) => void {
  return ({ results }, arrivedAtMs) => {
    metrics.add('Checks');
    metrics.measure('CheckLatency', clock.monotonicMs() - arrivedAtMs);
    for (const { decision } of results) metrics.add(DECISIONS[decision]);
    metrics.settle();
  };
}

/** The pointers, with each subject counted that is looked up, and each key. */
export function countLookups(pointers: PointerStore, metrics: Metrics): PointerStore {
  return {
    ...pointers,
    findOrderIds(keys, signal) {
      metrics.add('PrefilterPasses');
      metrics.add('RegisterReads', keys.length);
      return pointers.findOrderIds(keys, signal);
    },
  };
}

/** The orders, with each one counted that is read. */
export function countOrderReads(orders: OrderStore, metrics: Metrics): OrderStore {
  return {
    ...orders,
    get(orderId, signal) {
      metrics.add('RegisterReads');
      return orders.get(orderId, signal);
    },
    getMany(orderIds, signal) {
      metrics.add('RegisterReads', orderIds.length);
      return orders.getMany(orderIds, signal);
    },
  };
}

interface Followed {
  view(): FilterView;
  status(): FollowerStatus;
}

/** Notes how old the filter is whenever a check asks it, and how large it is whenever metrics are written. */
export function measureFollower<F extends Followed>(follower: F, metrics: Metrics): F {
  metrics.beforeWrite(() => {
    const { keys, sequence, snapshotSequence } = follower.status();
    metrics.level('FilterKeys', keys);
    metrics.level('FilterSequence', sequence);
    metrics.level('SnapshotSequence', snapshotSequence);
    metrics.level('OverlayEntries', sequence - snapshotSequence);
  });
  return {
    ...follower,
    view() {
      const view = follower.view();
      if (view.kind === 'unusable') metrics.add('UnfilteredChecks');
      if (view.ageMs !== null) metrics.level('FilterAge', view.ageMs);
      return view;
    },
  };
}
