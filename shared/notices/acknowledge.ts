import type { AuditTrail } from '../audit/ports.ts';
import type { Clock } from '../contracts/clock.ts';
import type { NoticeId, OperatorId } from '../contracts/ids.ts';
import { DependencyUnavailable } from '../contracts/problem.ts';
import type { NoticeStore } from './ports.ts';

export interface AcknowledgeDependencies {
  readonly notices: Pick<NoticeStore, 'get' | 'update'>;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

/** A delivery under way may change the notice once or twice meanwhile. */
const MAX_CONFLICTS = 8;

/**
 * Notes that an operator has taken in what a notice says. It is not sent any more then, however it stood. The first
 * time counts; again changes nothing.
 *
 * @returns `unknown` for an id that is not of a notice to this operator, whoever else it may belong to.
 * @throws DependencyUnavailable
 */
export async function acknowledgeNotice(
  { operatorId, requestId }: { readonly operatorId: OperatorId; readonly requestId: string },
  noticeId: NoticeId,
  { notices, audit, clock }: AcknowledgeDependencies,
): Promise<'acknowledged' | 'unknown'> {
  let recorded = false;
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const record = await notices.get(operatorId, noticeId);
    if (!record) return 'unknown';
    if (record.acknowledgedAtMs !== undefined) return 'acknowledged';
    const atMs = clock.wallMs();
    if (!recorded) {
      const orders = [{ orderId: record.orderId }];
      const facts = { noticeId };
      await audit.record({ atMs, actor: operatorId, act: 'notice.acknowledge', orders, requestId, facts });
    }
    recorded = true;
    if (await notices.update(record, { acknowledgedAtMs: atMs })) return 'acknowledged';
  }
  throw new DependencyUnavailable('dynamodb', 'a notice was written by others each time');
}
