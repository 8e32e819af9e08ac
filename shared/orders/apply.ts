import { inParallel } from '../concurrency/in-parallel.ts';
import type { ChangeId, OrderId } from '../contracts/ids.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import { type HistoryEntry, hasEnded, type OrderRecord } from './order.ts';
import type { OrderStore, QueuedChange, Receipt, ReceiptStore } from './ports.ts';
import { type KeyDependencies, type PreparedKeys, prepareKeys } from './prepare-keys.ts';
import { postponeEffect, writeOrder } from './write-order.ts';

/**
 * What a change brings about beyond the register of orders: notices, clocks, the end of what is kept.
 *
 * Called after the change was written and on each further delivery until its receipt says `applied`, so it must be safe
 * to repeat; what it throws has the change delivered again.
 *
 * @param order as it stands now; a later change may govern it
 */
export type Consequences = (order: OrderRecord, changeId: ChangeId, nowMs: number) => Promise<void>;

export interface ApplyDependencies extends KeyDependencies {
  readonly orders: OrderStore;
  readonly receipts: ReceiptStore;
  readonly consequences: Consequences;
  /** After so long without a poll a follower's filter may not say no. */
  readonly maxStalenessMs: number;
}

/** What became of one delivery of a change. After `failed` it must be delivered again. */
export type Applied =
  | { readonly kind: 'applied'; readonly effectiveAtMs: number }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'rejected'; readonly problem: FieldProblem }
  | { readonly kind: 'failed'; readonly error: unknown };

/** As many as one request of receipts holds. */
const ORDERS_AT_ONCE = 25;

type Stored =
  | { readonly kind: 'read'; readonly record: OrderRecord | undefined }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Applies a batch of changes: 1. puts the pointers, 2. appends the new keys to the log in one go, 3. writes each order
 * if the change governs it, 4. sees to the consequences (notices, clocks, retention), 5. settles the receipts.
 *
 * Pointers before the log, so that a snapshot which scans the pointers after reading the head of the log misses
 * nothing; the log before the order, so that no order is in force before followers can learn of it. Every step may be
 * done twice, so whatever is interrupted is repaired by delivering the change again (I4). Changes of one order are
 * applied one after the other; a fault of one order never touches another.
 *
 * @returns one outcome for each change, in the same sequence. Never throws.
 */
export async function applyChanges(
  changes: readonly QueuedChange[],
  deps: ApplyDependencies,
): Promise<readonly Applied[]> {
  const byOrder = Map.groupBy(changes.keys(), (index) => (changes[index] as QueuedChange).change.orderId);
  const stored = await readOrders([...byOrder.keys()], deps.orders);

  const outcomes = new Array<Applied>(changes.length);
  const readable: { index: number; queued: QueuedChange; record: OrderRecord | undefined }[] = [];
  for (const [index, queued] of changes.entries()) {
    const reading = stored.get(queued.change.orderId) as Stored;
    if (reading.kind === 'read') readable.push({ index, queued, record: reading.record });
    else outcomes[index] = reading;
  }

  const prepared = await prepareKeys(
    readable.map(({ queued, record }) => ({ change: queued.change, stored: record })),
    deps,
  );
  const work = readable.map((one, position) => ({ ...one, keys: prepared[position] as PreparedKeys }));
  const orders = [...Map.groupBy(work, ({ queued }) => queued.change.orderId).values()];
  await inParallel(orders, ORDERS_AT_ONCE, async (ofOneOrder) => {
    let current = ofOneOrder[0]?.record;
    for (const { index, queued, keys } of ofOneOrder) {
      try {
        if (keys.kind === 'failed') throw keys.error;
        const { applied, record } = await applyOne(queued, current, keys.appendedAtMs, deps);
        outcomes[index] = applied;
        current = record;
      } catch (error) {
        outcomes[index] = { kind: 'failed', error };
      }
    }
  });
  return outcomes;
}

/** All in one go; if that fails one by one, so that a fault of one order does not touch the others. */
async function readOrders(
  orderIds: readonly OrderId[],
  orders: OrderStore,
): Promise<ReadonlyMap<OrderId, Stored>> {
  try {
    const found = new Map((await orders.getMany(orderIds)).map((record) => [record.orderId, record]));
    return new Map(orderIds.map((orderId) => [orderId, { kind: 'read', record: found.get(orderId) }]));
  } catch {
    const readings = await inParallel(orderIds, ORDERS_AT_ONCE, async (orderId): Promise<Stored> => {
      try {
        return { kind: 'read', record: await orders.get(orderId) };
      } catch (error) {
        return { kind: 'failed', error };
      }
    });
    return new Map(orderIds.map((orderId, index) => [orderId, readings[index] as Stored]));
  }
}

/** Steps 3 to 5 for one change. */
async function applyOne(
  queued: QueuedChange,
  stored: OrderRecord | undefined,
  appendedAtMs: number | undefined,
  deps: ApplyDependencies,
): Promise<{ readonly applied: Applied; readonly record: OrderRecord }> {
  const { orders, clock, maxStalenessMs } = deps;
  const written = await writeOrder(orders, queued.change, stored, () => ({
    appliedAtMs: clock.wallMs(),
    keysKnownAtMs: appendedAtMs === undefined ? undefined : appendedAtMs + maxStalenessMs,
  }));
  switch (written.kind) {
    case 'written':
      return await finish(queued, written.record, deps);
    case 'in-history':
      return await finishAgain(queued, written.record, deps);
    case 'superseded':
      await settle(queued, { status: 'superseded' }, deps);
      return { applied: { kind: 'superseded' }, record: written.record };
    case 'refused':
      await settle(queued, { status: 'rejected', problems: [written.problem] }, deps);
      return { applied: { kind: 'rejected', problem: written.problem }, record: written.record };
  }
}

/** Steps 4 and 5 of a change that stands in the record's history. */
async function finish(queued: QueuedChange, record: OrderRecord, deps: ApplyDependencies) {
  const seenAtMs = deps.clock.wallMs();
  const { changeId } = queued.change;
  const late = !hasEnded(queued.change.terms.status) && entryOf(record, changeId).effectiveAtMs < seenAtMs;
  const settled = late ? await postponeEffect(deps.orders, record, changeId, seenAtMs) : record;
  await deps.consequences(settled, changeId, seenAtMs);
  const { appliedAtMs, effectiveAtMs } = entryOf(settled, changeId);
  await settle(queued, { status: 'applied', appliedAtMs, effectiveAtMs }, deps);
  return { applied: { kind: 'applied', effectiveAtMs } as const, record: settled };
}

/**
 * Another delivery of a change that was applied. Unless its receipt says that all was done, an earlier delivery
 * crashed, nobody was told a time of effect, and when its write was first seen is unknown.
 */
async function finishAgain(queued: QueuedChange, record: OrderRecord, deps: ApplyDependencies) {
  const { changeId } = queued.change;
  const receipt = await deps.receipts.get(changeId);
  if (receipt?.status !== 'applied') return await finish(queued, record, deps);
  const { effectiveAtMs } = entryOf(record, changeId);
  return { applied: { kind: 'applied', effectiveAtMs } as const, record };
}

/** Writes the final state of the change on its receipt; what was applied once stays applied. */
async function settle(
  { change, contentDigest }: QueuedChange,
  outcome: Pick<Receipt, 'status' | 'appliedAtMs' | 'effectiveAtMs' | 'problems'>,
  { receipts }: ApplyDependencies,
): Promise<void> {
  const { changeId, orderId, version, acceptedAtMs } = change;
  if (outcome.status !== 'applied' && (await receipts.get(changeId))?.status === 'applied') return;
  await receipts.settle({ changeId, orderId, version, contentDigest, acceptedAtMs, ...outcome });
}

function entryOf(record: OrderRecord, changeId: QueuedChange['change']['changeId']): HistoryEntry {
  const entry = record.history.find((one) => one.changeId === changeId);
  if (entry) return entry;
  throw new Error('the change has left the history of its order');
}
