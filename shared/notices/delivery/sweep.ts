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
  /** Faults of single operators; the others were swept all the same. */
  readonly faults: readonly unknown[];
}

/** Overdue by less is not lost: its message may just be on its way. */
export const OVERDUE_MS = 5 * 60_000;

const OPERATORS_AT_ONCE = 8;
const PAGE = 100;

/**
 * Finds notices that should have been tried and were not, because a message was lost, a process died, or the operator
 * had no webhook until now, and sets an alarm for each. A message too many does no harm.
 */
export async function sweepNotices(deps: SweepDependencies): Promise<SweepReport> {
  const { notices, clock } = deps;
  const overdueBeforeMs = clock.wallMs() - OVERDUE_MS;
  const operators = await notices.listOperators();
  const faults: unknown[] = [];
  const counts = await inParallel(operators, OPERATORS_AT_ONCE, async (operatorId) => {
    try {
      return await sweepOperator(operatorId, overdueBeforeMs, deps);
    } catch (error) {
      faults.push(error);
      return 0;
    }
  });
  return { operators: operators.length, enqueued: counts.reduce((sum, count) => sum + count, 0), faults };
}

async function sweepOperator(
  operatorId: OperatorId,
  overdueBeforeMs: number,
  { notices, endpoints, queue }: SweepDependencies,
): Promise<number> {
  if ((await endpoints.get(operatorId))?.state !== 'active') return 0;
  let enqueued = 0;
  let after: NoticeId | undefined;
  do {
    const page = await notices.list(operatorId, 'pending', { after, limit: PAGE });
    const overdue = page.notices.filter(({ nextAttemptAtMs }) => nextAttemptAtMs < overdueBeforeMs);
    if (overdue.length > 0) await queue.send(overdue.map(messageFor));
    enqueued += overdue.length;
    after = page.next;
  } while (after !== undefined);
  return enqueued;
}
