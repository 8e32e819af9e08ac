import { freeOf } from '../allowances/ledger.ts';
import type { AllowanceStore } from '../allowances/ports.ts';
import { inParallel } from '../concurrency/in-parallel.ts';
import type { ChangeId } from '../contracts/ids.ts';
import { DependencyUnavailable } from '../contracts/problem.ts';
import type { Interception } from '../interceptions/interception.ts';
import type { InterceptionStore } from '../interceptions/ports.ts';
import { withAliases } from '../orders/aliases.ts';
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

/** Each further round means that somebody was denied again within some milliseconds. */
const MAX_ROUNDS = 8;

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
 * A change that does not govern may clear documents all the same. It marks the denials that these led to, whatever
 * governs: what was cleared matches nobody again, so no further denial can follow that its notice would lack.
 *
 * When a period is over its clock leads to the notices, so there is nothing to do here but for what is cleared.
 *
 * @param order as it stands after the change, or after later ones
 * @param clearing keys that the change clears although it does not govern
 * @throws DependencyUnavailable; calling again is harmless.
 */
export async function notifyOfChange(
  order: OrderRecord,
  changeId: ChangeId,
  nowMs: number,
  deps: ChangeNoticeDependencies,
  clearing: readonly string[] = [],
): Promise<void> {
  const { orderId, terms } = order;
  if (hasEnded(terms.status)) return await notifyEnd(orderId, 'order-ended', nowMs, deps);
  // A denial under the first version holds as long as there is no other.
  if (order.history.length === 1 && clearing.length === 0) return;
  if (clearing.length === 0 && terms.period.toMs !== null && nowMs >= terms.period.toMs) return;

  const { owed, lifted } = await markLifted(order, changeId, nowMs, deps, clearing);
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

interface Marked {
  /** Denials that the notice of the change has to name. */
  readonly owed: readonly Interception[];
  readonly lifted: ReadonlyMap<Interception, LiftReason>;
}

/**
 * Marks every denial that the change lifts. One that a check counts an attempt on after it was read is read again: the
 * check may have counted for another document, or takes its attempt back, and then nobody else would tell of the denial.
 */
async function markLifted(
  order: OrderRecord,
  changeId: ChangeId,
  nowMs: number,
  deps: ChangeNoticeDependencies,
  clearing: readonly string[],
): Promise<Marked> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const denials = await deps.interceptions.listByOrder(order.orderId);
    if (denials.length === 0) return { owed: [], lifted: new Map() };
    const lifted =
      clearing.length > 0
        ? clearedBy(withAliases(clearing, order.aliases), denials)
        : await liftedWhileGoverning(order, changeId, denials, nowMs, deps);
    const unmarked = [...lifted.keys()].filter(({ noticedFor }) => noticedFor === undefined);
    const marked = await mark(changeId, unmarked, deps);
    if (marked.length < unmarked.length) continue;
    return { owed: [...denials.filter(({ noticedFor }) => noticedFor === changeId), ...marked], lifted };
  }
  throw new DependencyUnavailable('dynamodb', 'denials were counted again each time they were read');
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

/** What the change lifts, as long as it governs. */
async function liftedWhileGoverning(
  order: OrderRecord,
  changeId: ChangeId,
  denials: readonly Interception[],
  nowMs: number,
  deps: ChangeNoticeDependencies,
): Promise<ReadonlyMap<Interception, LiftReason>> {
  const lifted = await liftedBy(order, denials, nowMs, deps);
  const isUnmarked = [...lifted.keys()].some(({ noticedFor }) => noticedFor === undefined);
  const governs = isUnmarked && (await deps.orders.get(order.orderId))?.changeId === changeId;
  return new Map([...lifted].filter(([{ noticedFor }]) => governs || noticedFor !== undefined));
}

function clearedBy(
  clearing: readonly string[],
  denials: readonly Interception[],
): ReadonlyMap<Interception, LiftReason> {
  const ofCleared = denials.filter(({ matchedKeys = [] }) =>
    matchedKeys.some((key) => clearing.includes(key)),
  );
  return new Map(ofCleared.map((denial) => [denial, 'order-narrowed']));
}

/** @returns those of the denials that are marked for the change now; the others changed since they were read. */
async function mark(
  changeId: ChangeId,
  unmarked: readonly Interception[],
  { interceptions }: Pick<ChangeNoticeDependencies, 'interceptions'>,
): Promise<readonly Interception[]> {
  const marked = await inParallel(unmarked, AT_ONCE, (denial) => interceptions.markNoticed(denial, changeId));
  return unmarked.filter((_, index) => marked[index]);
}
