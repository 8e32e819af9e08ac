import type { NoticeId } from '../../../shared/contracts/ids.ts';
import { appendToLog } from '../../../shared/filter/append.ts';
import type { Sequence } from '../../../shared/filter/ports.ts';
import type { Planted } from '../planted.ts';

const LATER_MS = 9_000;

/** Mistakes in how list changes are applied. */
export const CONSUMER_MUTANTS: readonly Planted[] = [
  {
    name: 'the commit wait is left out',
    invariant: 'I1',
    consumer: (deps) => ({ ...deps, maxStalenessMs: 0 }),
  },
  {
    name: 'the keys are never appended to the log',
    invariant: 'I1',
    consumer: (deps) => ({
      ...deps,
      log: { head: deps.log.head, readAfter: deps.log.readAfter, put: async () => 'appended' },
    }),
  },
  {
    name: 'the log is written after the order',
    invariant: 'I1',
    consumer: (deps, machine) => ({
      ...deps,
      log: {
        head: deps.log.head,
        readAfter: deps.log.readAfter,
        async put(_sequence, payload) {
          machine.later(LATER_MS, () => void appendToLog(deps.log, payload).catch(() => {}));
          return 'appended';
        },
      },
    }),
  },
  {
    name: 'pointers are put after the log',
    invariant: 'I1',
    consumer: (deps, machine) => ({
      ...deps,
      pointers: {
        findOrderIds: deps.pointers.findOrderIds,
        async put(orderId, keys) {
          machine.later(LATER_MS, () => void deps.pointers.put(orderId, keys).catch(() => {}));
        },
      },
    }),
  },
  {
    name: 'an entry is put one further than the head',
    invariant: 'I3',
    consumer: (deps) => ({
      ...deps,
      log: {
        readAfter: deps.log.readAfter,
        put: deps.log.put,
        head: async (signal) => ((await deps.log.head(signal)) + 1) as Sequence,
      },
    }),
  },
  {
    name: 'a change is acknowledged before its order is written',
    invariant: 'I2',
    consumer: (deps) => ({
      ...deps,
      orders: {
        get: deps.orders.get,
        getMany: deps.orders.getMany,
        async write(record, replaces) {
          const { changeId, orderId, version, acceptedAtMs, appliedAtMs, effectiveAtMs } = record;
          const told = { changeId, orderId, version, acceptedAtMs, appliedAtMs, effectiveAtMs };
          await deps.receipts.settle({ ...told, status: 'applied', contentDigest: 'c0' });
          return await deps.orders.write(record, replaces);
        },
      },
    }),
  },
  {
    name: 'a notice has an id of its own each time',
    invariant: 'I4',
    consumer(deps, machine) {
      let sent = 0;
      return {
        ...deps,
        notices: {
          ...deps.notices,
          putOnce: (notice) =>
            deps.notices.putOnce({
              ...notice,
              noticeId: `${notice.noticeId}-${machine.name}-${++sent}` as NoticeId,
            }),
        },
      };
    },
  },
  {
    name: 'interceptions are listed before the end is written',
    invariant: 'I4',
    consumer(deps) {
      return {
        ...deps,
        interceptions: { ...deps.interceptions, listByOrder: async () => [] },
      };
    },
  },
  {
    name: 'a receipt that cannot be written is given up',
    invariant: 'I4',
    consumer: (deps) => ({
      ...deps,
      receipts: {
        get: deps.receipts.get,
        claim: deps.receipts.claim,
        settle: (receipt) => deps.receipts.settle(receipt).catch(() => {}),
      },
    }),
  },
  {
    name: 'a notice that cannot be stored is given up',
    invariant: 'I4',
    consumer: (deps) => ({
      ...deps,
      notices: {
        ...deps.notices,
        putOnce: (notice) => deps.notices.putOnce(notice).catch(() => 'present'),
      },
    }),
  },
];
