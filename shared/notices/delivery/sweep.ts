import { inParallel } from '../../concurrency/in-parallel.ts';
import type { Clock } from '../../contracts/clock.ts';
import type { NoticeId, OperatorId } from '../../contracts/ids.ts';
import type { EndpointStore } from '../endpoints/ports.ts';
import { messageFor } from '../notice-message.ts';
import type { NoticeQueue, NoticeStore } from '../ports.ts';

export interface SweepDependencies {
  readonly notices: Pick<NoticeStore, 'listOperators' | 'list'>;
  readonly endpoints: Pick<EndpointStore, 'get'>;
  readonly queue: NoticeQueue;
  readonly clock: Clock;
}

export interface SweepReport {
  readonly operators: number;
  /** Notices that were overdue and have a new alarm. */
  readonly enqueued: number;
  /** For how long the oldest of them has been due; 0 if there is none. */
  readonly oldestOverdueMs: number;
  /** Faults of single operators; the others were swept all the same. */
  readonly faults: readonly unknown[];
}

/** Overdue by less is not lost: its message may just be on its way. */
export const OVERDUE_MS = 5 * 60_000;

type SweptOperator = Pick<SweepReport, 'enqueued' | 'oldestOverdueMs'>;

const NOTHING_OVERDUE: SweptOperator = { enqueued: 0, oldestOverdueMs: 0 };

const OPERATORS_AT_ONCE = 8;
const PAGE = 100;

/**
 * Finds notices that should have been tried and were not, because a message was lost, a process died, or the operator
 * had no webhook until now, and sets an alarm for each. A message too many does no harm.
 */
export async function sweepNotices(deps: SweepDependencies): Promise<SweepReport> {
  const { notices, clock } = deps;
  const nowMs = clock.wallMs();
  const operators = await notices.listOperators();
  const faults: unknown[] = [];
  const swept = await inParallel(operators, OPERATORS_AT_ONCE, async (operatorId) => {
    try {
      return await sweepOperator(operatorId, nowMs, deps);
    } catch (error) {
      faults.push(error);
      return NOTHING_OVERDUE;
    }
  });
  return {
    operators: operators.length,
    enqueued: swept.reduce((sum, { enqueued }) => sum + enqueued, 0),
    oldestOverdueMs: swept.reduce((oldest, { oldestOverdueMs }) => Math.max(oldest, oldestOverdueMs), 0),
    faults,
  };
}

async function sweepOperator(
  operatorId: OperatorId,
  nowMs: number,
  { notices, endpoints, queue }: SweepDependencies,
): Promise<SweptOperator> {
  if ((await endpoints.get(operatorId))?.state !== 'active') return NOTHING_OVERDUE;
  let enqueued = 0;
  let oldestOverdueMs = 0;
  let after: NoticeId | undefined;
  do {
    const page = await notices.list(operatorId, 'pending', { after, limit: PAGE });
    const overdue = page.notices.filter(({ nextAttemptAtMs }) => nowMs - nextAttemptAtMs > OVERDUE_MS);
    if (overdue.length > 0) await queue.send(overdue.map(messageFor));
    enqueued += overdue.length;
    for (const { nextAttemptAtMs } of overdue) {
      oldestOverdueMs = Math.max(oldestOverdueMs, nowMs - nextAttemptAtMs);
    }
    after = page.next;
  } while (after !== undefined);
  return { enqueued, oldestOverdueMs };
}
