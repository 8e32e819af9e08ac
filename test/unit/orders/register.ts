import { createMemoryAllowances } from '../../../shared/adapters/memory/allowances.ts';
import { createMemoryAuditTrail } from '../../../shared/adapters/memory/audit-trail.ts';
import { createMemoryChangeLog } from '../../../shared/adapters/memory/change-log.ts';
import { createMemoryDeadlines } from '../../../shared/adapters/memory/deadlines.ts';
import { createMemoryInterceptions } from '../../../shared/adapters/memory/interceptions.ts';
import { createMemoryNotices } from '../../../shared/adapters/memory/notices.ts';
import { createMemoryObjections } from '../../../shared/adapters/memory/objections.ts';
import { createMemoryOrders } from '../../../shared/adapters/memory/orders.ts';
import { createMemoryPointers } from '../../../shared/adapters/memory/pointers.ts';
import { createMemoryReceipts } from '../../../shared/adapters/memory/receipts.ts';
import { createMemoryRetention } from '../../../shared/adapters/memory/retention.ts';
import type {
  CheckId,
  DecisionId,
  OperatorId,
  OrderId,
  RedressReference,
} from '../../../shared/contracts/ids.ts';
import {
  type ConsequenceDependencies,
  createConsequences,
} from '../../../shared/due-process/consequences.ts';
import { createWorkingDays } from '../../../shared/due-process/working-days.ts';
import { BEFORE_FIRST, type ChangeLog, type LogEntry } from '../../../shared/filter/ports.ts';
import { formatSubjectKey } from '../../../shared/identity/subject-key.ts';
import type { InterceptionStore, NewInterception } from '../../../shared/interceptions/ports.ts';
import type { ApplyDependencies } from '../../../shared/orders/apply.ts';
import { NOW_MS, testClock } from './fixtures.ts';

export const MAX_STALENESS_MS = 5_000;

/** The same ports, with the consequences of a change over them: after some were replaced. */
export function wired<Ports extends ConsequenceDependencies>(ports: Ports) {
  return { ...ports, consequences: createConsequences(ports) };
}

/** A whole register in memory. */
export function memoryRegister() {
  const orders = createMemoryOrders();
  const pointers = createMemoryPointers();
  const interceptions = createMemoryInterceptions();
  return wired({
    orders,
    pointers,
    interceptions,
    log: createMemoryChangeLog(),
    receipts: createMemoryReceipts(),
    notices: createMemoryNotices(),
    allowances: createMemoryAllowances(),
    deadlines: createMemoryDeadlines(),
    objections: createMemoryObjections(),
    retention: createMemoryRetention({ orders, pointers, interceptions }),
    audit: createMemoryAuditTrail(),
    workingDays: createWorkingDays(),
    clock: testClock(),
    maxStalenessMs: MAX_STALENESS_MS,
  }) satisfies ApplyDependencies;
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
  more: Partial<NewInterception> = {},
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
    ...more,
  });
}
