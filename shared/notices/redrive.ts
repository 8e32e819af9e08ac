import type { AuditTrail } from '../audit/ports.ts';
import type { Clock } from '../contracts/clock.ts';
import type { NoticeId, OperatorId } from '../contracts/ids.ts';
import { DependencyUnavailable } from '../contracts/problem.ts';
import type { NoticeRecord } from './notice.ts';
import { messageFor } from './notice-message.ts';
import type { NoticeQueue, NoticeStore } from './ports.ts';

export interface RedriveDependencies {
  readonly notices: Pick<NoticeStore, 'get' | 'update' | 'list'>;
  readonly queue: NoticeQueue;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

/** Who acts, for the account. */
export interface Redriving {
  readonly actor: OperatorId;
  readonly requestId: string;
}

export type Redriven =
  /** It begins its schedule anew, or had begun it already. */
  | { readonly kind: 'on-its-way' }
  /** There is nothing left to send. */
  | { readonly kind: 'settled'; readonly state: 'delivered' | 'acknowledged' }
  | { readonly kind: 'unknown' };

const MAX_CONFLICTS = 8;
const PAGE = 100;

/** So many in one go, so that a request ends in time. */
export const MAX_REDRIVEN = 500;

/**
 * Sends a parked notice on its way again, with its schedule from the beginning. Safe to repeat.
 *
 * @throws DependencyUnavailable
 */
export async function redriveNotice(
  redriving: Redriving,
  operatorId: OperatorId,
  noticeId: NoticeId,
  deps: RedriveDependencies,
): Promise<Redriven> {
  const { notices, queue, audit, clock } = deps;
  let recorded = false;
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const record = await notices.get(operatorId, noticeId);
    if (!record) return { kind: 'unknown' };
    if (record.acknowledgedAtMs !== undefined) return { kind: 'settled', state: 'acknowledged' };
    if (record.delivery === 'delivered') return { kind: 'settled', state: 'delivered' };
    if (record.delivery === 'pending') return { kind: 'on-its-way' };
    const atMs = clock.wallMs();
    if (!recorded) {
      const orders = [{ orderId: record.orderId }];
      await audit.record({ ...redriveEvent(redriving, atMs), orders, facts: { operatorId, noticeId } });
    }
    recorded = true;
    const redriven = await backOnItsWay(record, atMs, notices);
    if (redriven) {
      await queue.send([messageFor(redriven)]);
      return { kind: 'on-its-way' };
    }
  }
  throw new DependencyUnavailable('dynamodb', 'a notice was written by others each time');
}

/**
 * Sends the parked notices of an operator on their way again, at most {@link MAX_REDRIVEN}.
 *
 * @returns how many, and whether there are more to call for.
 * @throws DependencyUnavailable; what was sent on its way until then stays so, and calling again does the rest.
 */
export async function redriveOperator(
  redriving: Redriving,
  operatorId: OperatorId,
  { notices, queue, audit, clock }: RedriveDependencies,
): Promise<{ readonly redriven: number; readonly more: boolean }> {
  const atMs = clock.wallMs();
  const facts = { operatorId, notices: 'all-parked' };
  await audit.record({ ...redriveEvent(redriving, atMs), orders: [], facts });
  let redriven = 0;
  let after: NoticeId | undefined;
  do {
    const page = await notices.list(operatorId, 'parked', { after, limit: PAGE });
    const waiting: NoticeRecord[] = [];
    for (const record of page.notices) {
      // One that has changed meanwhile is acknowledged, or on its way by somebody else's doing.
      const again = await backOnItsWay(record, atMs, notices);
      if (again) waiting.push(again);
    }
    await queue.send(waiting.map(messageFor));
    redriven += waiting.length;
    after = page.next;
  } while (after !== undefined && redriven < MAX_REDRIVEN);
  return { redriven, more: after !== undefined };
}

async function backOnItsWay(
  record: NoticeRecord,
  atMs: number,
  notices: Pick<NoticeStore, 'update'>,
): Promise<NoticeRecord | undefined> {
  return await notices.update(record, { delivery: 'pending', attempts: 0, nextAttemptAtMs: atMs });
}

function redriveEvent({ actor, requestId }: Redriving, atMs: number) {
  return { atMs, actor, act: 'notice.redrive', requestId } as const;
}
