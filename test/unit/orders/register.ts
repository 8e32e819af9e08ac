import { createMemoryChangeLog } from '../../../shared/adapters/memory/change-log.ts';
import { createMemoryInterceptions } from '../../../shared/adapters/memory/interceptions.ts';
import { createMemoryNotices } from '../../../shared/adapters/memory/notices.ts';
import { createMemoryOrders } from '../../../shared/adapters/memory/orders.ts';
import { createMemoryPointers } from '../../../shared/adapters/memory/pointers.ts';
import { createMemoryReceipts } from '../../../shared/adapters/memory/receipts.ts';
import type {
  CheckId,
  DecisionId,
  OperatorId,
  OrderId,
  RedressReference,
} from '../../../shared/contracts/ids.ts';
import { BEFORE_FIRST, type ChangeLog, type LogEntry } from '../../../shared/filter/ports.ts';
import { formatSubjectKey } from '../../../shared/identity/subject-key.ts';
import type { InterceptionStore } from '../../../shared/interceptions/ports.ts';
import type { ApplyDependencies } from '../../../shared/orders/apply.ts';
import { NOW_MS, testClock } from './fixtures.ts';

export const MAX_STALENESS_MS = 5_000;

/** A whole register in memory. */
export function memoryRegister() {
  return {
    orders: createMemoryOrders(),
    pointers: createMemoryPointers(),
    log: createMemoryChangeLog(),
    receipts: createMemoryReceipts(),
    interceptions: createMemoryInterceptions(),
    notices: createMemoryNotices(),
    clock: testClock(),
    maxStalenessMs: MAX_STALENESS_MS,
  } satisfies ApplyDependencies;
}

export type MemoryRegister = ReturnType<typeof memoryRegister>;

/** All entries of a log, however many pages they take. */
export async function readLog(log: ChangeLog): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for (;;) {
    const page = await log.readAfter(entries.at(-1)?.sequence ?? BEFORE_FIRST);
    entries.push(...page.entries);
    if (!page.more) return entries;
  }
}

export async function keysInLog(log: ChangeLog): Promise<ReadonlySet<string>> {
  const entries = await readLog(log);
  return new Set(entries.flatMap((entry) => (entry.kind === 'keys' ? entry.keys.map(formatSubjectKey) : [])));
}

/** Records a denial as a check would. */
export async function deny(
  { interceptions }: { readonly interceptions: InterceptionStore },
  order: string,
  operator: string,
  decision: string,
): Promise<void> {
  await interceptions.record({
    orderId: order as OrderId,
    operatorId: operator as OperatorId,
    decisionId: `dec_${decision}` as DecisionId,
    sector: 'air',
    productClass: 'air.any-cabin',
    checkpoint: 'sale',
    firstAtMs: NOW_MS - 1_000,
    redressReference: `rdr_${decision}` as RedressReference,
    lastCheckId: `chk_${decision}` as CheckId,
  });
}
