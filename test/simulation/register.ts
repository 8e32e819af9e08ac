import { createMemoryAllowances } from '../../shared/adapters/memory/allowances.ts';
import { createMemoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import { createMemoryCheckEffects } from '../../shared/adapters/memory/check-effects.ts';
import { createMemoryInterceptions } from '../../shared/adapters/memory/interceptions.ts';
import { createMemoryNotices } from '../../shared/adapters/memory/notices.ts';
import { createMemoryOrders } from '../../shared/adapters/memory/orders.ts';
import { createMemoryPointers } from '../../shared/adapters/memory/pointers.ts';
import { createMemoryReceipts } from '../../shared/adapters/memory/receipts.ts';
import type { ChangeLog } from '../../shared/filter/ports.ts';
import { formatSubjectKey } from '../../shared/identity/subject-key.ts';
import type { InterceptionStore } from '../../shared/interceptions/ports.ts';
import type { NoticeOutbox } from '../../shared/notices/ports.ts';
import type { OrderStore, ReceiptStore } from '../../shared/orders/ports.ts';
import type { History } from './history.ts';
import type { Scheduler } from './scheduler.ts';
import { createSnapshotStore } from './snapshot-store.ts';

const POINTERS_PER_PAGE = 2;

/** The pages in which a scan reads the pointers, each as it is when it is read. */
export interface PointerPages {
  /** Keys after this one in the table's sequence; none at the end. */
  after(key: string): Promise<readonly string[]>;
}

/** The stores of one run: the in-memory adapters, which write into the history what takes effect and when. */
export function createRegister(scheduler: Scheduler, history: History) {
  const now = () => scheduler.nowMs();
  const memoryOrders = createMemoryOrders();
  const memoryReceipts = createMemoryReceipts();
  const memoryLog = createMemoryChangeLog();
  const memoryInterceptions = createMemoryInterceptions();
  const memoryNotices = createMemoryNotices();
  const pointers = createMemoryPointers();

  const orders: OrderStore = {
    ...memoryOrders,
    async write(record, replaces) {
      const outcome = await memoryOrders.write(record, replaces);
      if (outcome === 'written') history.orderWrites.push({ atMs: now(), record });
      return outcome;
    },
  };
  const receipts: ReceiptStore = {
    ...memoryReceipts,
    async settle(receipt) {
      history.receipts.push({ atMs: now(), receipt });
      await memoryReceipts.settle(receipt);
    },
  };
  const log: ChangeLog = {
    ...memoryLog,
    async put(sequence, payload) {
      const outcome = await memoryLog.put(sequence, payload);
      if (outcome === 'appended') history.appended.push({ atMs: now(), sequence });
      return outcome;
    },
  };
  const interceptions: InterceptionStore = {
    ...memoryInterceptions,
    async countAgain(key, attempt) {
      const counted = await memoryInterceptions.countAgain(key, attempt);
      if (counted) history.interceptions.push({ atMs: now(), key });
      return counted;
    },
    async record(interception) {
      history.interceptions.push({ atMs: now(), key: interception });
      return await memoryInterceptions.record(interception);
    },
  };
  const notices: NoticeOutbox = {
    ...memoryNotices,
    async putOnce(notice) {
      const outcome = await memoryNotices.putOnce(notice);
      if (outcome === 'stored') history.notices.push({ atMs: now(), notice });
      return outcome;
    },
  };
  const pointerPages: PointerPages = {
    async after(key) {
      const sorted = pointers.keys().map(formatSubjectKey).sort();
      return sorted.filter((one) => one > key).slice(0, POINTERS_PER_PAGE);
    },
  };

  return {
    orders,
    receipts,
    log,
    interceptions,
    notices,
    pointers,
    pointerPages,
    allowances: createMemoryAllowances(),
    effects: createMemoryCheckEffects(),
    ...createSnapshotStore(history),
    trim: memoryLog.trim,
    finalOrders: memoryOrders.all,
    finalReceipts: memoryReceipts.all,
  };
}

export type Register = ReturnType<typeof createRegister>;
