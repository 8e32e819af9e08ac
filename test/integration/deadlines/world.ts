import { createDeadlinesHandler } from '../../../functions/deadlines/app.ts';
import { addReminderRoutes } from '../../../functions/registry-api/routes/reminders.ts';
import { authenticate } from '../../../shared/adapters/http/authenticate.ts';
import { createHttpApp } from '../../../shared/adapters/http/http-app.ts';
import { createMemoryAuditTrail } from '../../../shared/adapters/memory/audit-trail.ts';
import { createMemoryDeadlines, createMemoryDueCursor } from '../../../shared/adapters/memory/deadlines.ts';
import { createMemoryObjections } from '../../../shared/adapters/memory/objections.ts';
import { createMemoryOrders } from '../../../shared/adapters/memory/orders.ts';
import { createMemoryReminders } from '../../../shared/adapters/memory/reminders.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { deadlineIdFor } from '../../../shared/due-process/deadline-id.ts';
import { createWorkingDays, type WorkingDays } from '../../../shared/due-process/working-days.ts';
import { nextRecord } from '../../../shared/orders/next-record.ts';
import type { OrderRecord, OrderTerms } from '../../../shared/orders/order.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { orderVersion, terms } from '../../unit/orders/fixtures.ts';
import { httpDependencies } from '../list-changes/world.ts';

export const DAY_MS = 86_400_000;
/** A Monday. */
export const START_MS = Date.parse('2026-03-02T12:00:00+08:00');

/** The run through the clocks over stores in memory, with a calendar and faults that a test sets. */
export function createWorld() {
  const clock = createManualClock(START_MS);
  const calendar: { current: WorkingDays } = { current: createWorkingDays() };
  const workingDays: WorkingDays = {
    isWorkingDay: (atMs) => calendar.current.isWorkingDay(atMs),
    addWorkingDays: (fromMs, days) => calendar.current.addWorkingDays(fromMs, days),
    addDays: (fromMs, days) => calendar.current.addDays(fromMs, days),
  };
  const parts = {
    clock,
    orders: createMemoryOrders(),
    objections: createMemoryObjections(),
    deadlines: createMemoryDeadlines(),
    reminders: createMemoryReminders(),
    audit: createMemoryAuditTrail(),
    workingDays,
  };
  const log = createCapturedLog();
  const ended: OrderId[] = [];
  const retained: OrderId[] = [];
  const faults = new Set<OrderId>();
  const meanwhile = new Map<OrderId, () => Promise<void>>();
  const cursor = createMemoryDueCursor();
  const handler = (overrides: { readonly budgetMs?: number; readonly pageSize?: number } = {}) =>
    createDeadlinesHandler({
      ...parts,
      cursor,
      logger: log.logger,
      budgetMs: 60_000,
      pageSize: 100,
      ...overrides,
      async onPeriodEnded(orderId) {
        if (faults.has(orderId)) throw new DependencyUnavailable('sqs', 'down');
        ended.push(orderId);
        await meanwhile.get(orderId)?.();
      },
      async onRetentionDue({ orderId }) {
        if (faults.has(orderId)) throw new DependencyUnavailable('dynamodb', 'down');
        retained.push(orderId);
      },
    });
  const run = (overrides?: Parameters<typeof handler>[0]) => handler(overrides)();
  const app = createHttpApp({ logger: log.logger, newRequestId: () => 'request-1' });
  app.use('/v1/*', authenticate(httpDependencies().verifier));
  addReminderRoutes(app, parts);

  async function order(
    id: string,
    overrides: Partial<OrderTerms> = {},
    version = 1,
    courtCode = '京0105',
  ): Promise<OrderRecord> {
    const made = orderVersion({ order: id, version, change: version });
    const change = { ...made, courtCode, terms: terms(overrides) };
    const before = await parts.orders.get(id as OrderId);
    const record = nextRecord(change, before, { appliedAtMs: clock.wallMs(), keysKnownAtMs: undefined });
    await parts.orders.write(record, before);
    return record;
  }

  /** A ground for removal arose when the world began, so the removal is due so long from then. */
  async function owedRemoval(id: string, dueInMs: number): Promise<void> {
    await order(id);
    const orderId = id as OrderId;
    await parts.deadlines.start({
      deadlineId: deadlineIdFor(orderId, 'removal'),
      kind: 'removal',
      orderId,
      courtCode: '苏0102',
      startedAtMs: START_MS,
      dueAtMs: START_MS + dueInMs,
      // Of no procedure, so that its end stays as it is set here.
      law: 'a law',
    });
  }

  async function queue(court: string, search = '') {
    const response = await app.request(`/v1/courts/${encodeURIComponent(court)}/reminders${search}`, {
      headers: { authorization: 'Bearer read' },
    });
    return { status: response.status, body: (await response.json()) as Answer };
  }

  return {
    ...parts,
    calendar,
    log,
    ended,
    retained,
    faults,
    meanwhile,
    cursor,
    handler,
    run,
    order,
    owedRemoval,
    queue,
  };
}

interface Answer {
  readonly reminders: readonly { readonly orderId: string; readonly step: string; readonly kind: string }[];
  readonly next?: string;
}

export type World = ReturnType<typeof createWorld>;

/** What stands in the queue of a court, as `ord-1 due`. */
export async function stepsOf(world: World, court: string): Promise<string[]> {
  return (await world.queue(court)).body.reminders.map(({ orderId, step }) => `${orderId} ${step}`);
}
