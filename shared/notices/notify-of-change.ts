import { freeOf } from '../allowances/ledger.ts';
import type { AllowanceStore } from '../allowances/ports.ts';
import { inParallel } from '../concurrency/in-parallel.ts';
import type { ChangeId } from '../contracts/ids.ts';
import type { Interception } from '../interceptions/interception.ts';
import type { InterceptionStore } from '../interceptions/ports.ts';
import { type Grant, hasEnded, type OrderRecord } from '../orders/order.ts';
import type { OrderStore } from '../orders/ports.ts';
import { byOperator } from './by-operator.ts';
import { type LiftReason, liftOf } from './lifted.ts';
import { changeNoticeIdFor } from './notice-id.ts';
import { type NotifyEndDependencies, notifyEnd } from './notify-end.ts';

export interface ChangeNoticeDependencies extends NotifyEndDependencies {
  readonly interceptions: Pick<InterceptionStore, 'listByOrder' | 'markNoticed'>;
  readonly orders: Pick<OrderStore, 'get'>;
  readonly allowances: Pick<AllowanceStore, 'read'>;
}

const AT_ONCE = 16;

/**
 * Puts the notices that a change of an order brings about into the outbox: of its end, or of the denials that do not
 * hold any more although the order lives on. Call it after the change was written, again whenever it is delivered
 * again.
 *
 * Denials are marked before their notice is put, and each is marked for one change only. So the notices of two changes
 * never name the same denial, and a change that was interrupted in between finds its marks and puts the notice that it
 * owes. Only the version that governs marks anything: the order is read after the denials were, and if the change
 * governs still, they were all made under its terms or earlier ones.
 *
 * When a period is over its clock leads to the notices, so there is nothing to do here.
 *
 * @param order as it stands after the change, or after later ones
 * @throws DependencyUnavailable; calling again is harmless.
 */
export async function notifyOfChange(
  order: OrderRecord,
  changeId: ChangeId,
  nowMs: number,
  deps: ChangeNoticeDependencies,
): Promise<void> {
  const { orderId, terms } = order;
  if (hasEnded(terms.status)) return await notifyEnd(orderId, 'order-ended', nowMs, deps);
  // A denial under the first version holds as long as there is no other.
  if (order.history.length === 1) return;
  if (terms.period.toMs !== null && nowMs >= terms.period.toMs) return;

  const denials = await deps.interceptions.listByOrder(orderId);
  if (denials.length === 0) return;
  const lifted = await liftedBy(order, denials, nowMs, deps);
  const owed = [
    ...denials.filter(({ noticedFor }) => noticedFor === changeId),
    ...(await mark(order, changeId, [...lifted.keys()], deps)),
  ];
  for (const { operatorId, denials: told, decisionIds } of byOperator(owed)) {
    const byGrants = told.every((denial) => lifted.get(denial) === 'grant-given');
    await deps.notices.putOnce({
      noticeId: changeNoticeIdFor(orderId, operatorId, changeId),
      operatorId,
      orderId,
      reason: byGrants ? 'grant-given' : 'order-narrowed',
      decisionIds,
      createdAtMs: nowMs,
    });
  }
}

async function liftedBy(
  order: OrderRecord,
  denials: readonly Interception[],
  nowMs: number,
  { allowances }: Pick<ChangeNoticeDependencies, 'allowances'>,
): Promise<ReadonlyMap<Interception, LiftReason>> {
  const limited = order.terms.grants.filter(({ uses, toMs }) => uses !== null && toMs > nowMs);
  const free = new Set<Grant>();
  await inParallel(limited, AT_ONCE, async (grant) => {
    const { ledger } = await allowances.read({ orderId: order.orderId, name: `GRANT#${grant.grantId}` });
    if (freeOf(ledger, grant.uses ?? 0, nowMs) > 0) free.add(grant);
  });
  const lifted = new Map<Interception, LiftReason>();
  for (const denial of denials) {
    const reason = liftOf(denial, order, nowMs, (grant) => free.has(grant));
    if (reason !== undefined) lifted.set(denial, reason);
  }
  return lifted;
}

/** @returns those of the denials that are marked for the change now and were not before. */
async function mark(
  { orderId }: OrderRecord,
  changeId: ChangeId,
  lifted: readonly Interception[],
  { interceptions, orders }: Pick<ChangeNoticeDependencies, 'interceptions' | 'orders'>,
): Promise<readonly Interception[]> {
  const unmarked = lifted.filter(({ noticedFor }) => noticedFor === undefined);
  if (unmarked.length === 0 || (await orders.get(orderId))?.changeId !== changeId) return [];
  const marked = await inParallel(unmarked, AT_ONCE, (denial) => interceptions.markNoticed(denial, changeId));
  return unmarked.filter((_, index) => marked[index]);
}
