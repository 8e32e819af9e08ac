import { inParallel } from '../concurrency/in-parallel.ts';
import type { ChangeId, OrderId } from '../contracts/ids.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import type { KeyCoverage } from '../identity/key-coverage.ts';
import { endsOf, runsBecauseOf } from './effective-end.ts';
import { fallsShort, LACKS_KEYS } from './falls-short.ts';
import { type HistoryEntry, hasEnded, isSameRecord, type OrderRecord } from './order.ts';
import type { OrderStore, QueuedChange, Receipt, ReceiptStore } from './ports.ts';
import { type KeyDependencies, newKeys, type PreparedKeys, prepareKeys } from './prepare-keys.ts';
import { remarksAnew, remarksOnApplied, remarksOnSuperseded } from './remarks.ts';
import { postponeEffect, type Written, writeOrder } from './write-order.ts';

/**
 * What a change brings about beyond the register of orders: notices, clocks, the end of what is kept.
 *
 * Called after the change was written and on each further delivery until its receipt says what became of it, so it must
 * be safe to repeat; what it throws has the change delivered again.
 *
 * @param order as it stands now; a later change may govern it
 * @param clearing keys that the change clears although it does not govern; they match nobody any more
 */
export type Consequences = (
  order: OrderRecord,
  changeId: ChangeId,
  nowMs: number,
  clearing: readonly string[],
) => Promise<void>;

export interface ApplyDependencies extends KeyDependencies {
  readonly orders: OrderStore;
  readonly receipts: ReceiptStore;
  readonly consequences: Consequences;
  /** After so long without a poll a follower's filter may not say no. */
  readonly maxStalenessMs: number;
  /**
   * Which versions of the subject-key secret an order has to cover to come into force. A promise that is rejected fails
   * the batch, which is delivered again. Left out where the secret is never rotated.
   */
  readonly required?: () => Promise<KeyCoverage | undefined>;
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
  let required: KeyCoverage | undefined;
  try {
    required = await deps.required?.();
  } catch (error) {
    return changes.map(() => ({ kind: 'failed', error }));
  }
  const byOrder = Map.groupBy(changes.keys(), (index) => (changes[index] as QueuedChange).change.orderId);
  const stored = await readOrders([...byOrder.keys()], deps.orders);

  const outcomes = new Array<Applied>(changes.length);
  const readable: { index: number; queued: QueuedChange; record: OrderRecord | undefined }[] = [];
  for (const [index, queued] of changes.entries()) {
    const reading = stored.get(queued.change.orderId) as Stored;
    if (reading.kind === 'failed') outcomes[index] = reading;
    else if (fallsShort(queued.change, reading.record, required)) {
      outcomes[index] = await rejectForKeys(queued, deps);
    } else readable.push({ index, queued, record: reading.record });
  }

  const prepared = await prepareKeys(
    readable.map(({ queued, record }) => ({ change: queued.change, stored: record })),
    deps,
  );
  const work = readable.map((one, position) => ({ ...one, keys: prepared[position] as PreparedKeys }));
  const orders = [...Map.groupBy(work, ({ queued }) => queued.change.orderId).values()];
  await inParallel(orders, ORDERS_AT_ONCE, async (ofOneOrder) => {
    const asRead = ofOneOrder[0]?.record;
    let current = asRead;
    for (const { index, queued, keys } of ofOneOrder) {
      try {
        if (keys.kind === 'failed') throw keys.error;
        const prepared = { stored: asRead, appendedAtMs: keys.appendedAtMs };
        const { applied, record } = await applyOne(queued, current, prepared, required, deps);
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
  prepared: Ready,
  required: KeyCoverage | undefined,
  deps: ApplyDependencies,
): Promise<{ readonly applied: Applied; readonly record: OrderRecord }> {
  const { orders, clock, maxStalenessMs } = deps;
  const preparing = prepareAgain(queued.change, prepared, deps);
  const written = await writeOrder(orders, queued.change, stored, async (replaced) => {
    // Another record than was judged before: the next delivery rejects the change.
    if (fallsShort(queued.change, replaced, required)) throw new Error('the change lacks keys by now');
    const appendedAtMs = await preparing(replaced);
    return {
      appliedAtMs: clock.wallMs(),
      keysKnownAtMs: appendedAtMs === undefined ? undefined : appendedAtMs + maxStalenessMs,
    };
  });
  switch (written.kind) {
    case 'written':
      return await finish(queued, written.record, deps);
    case 'in-history':
      return await finishAgain(queued, written.record, deps);
    case 'foreign':
      return await refuse(queued, written, deps);
    case 'superseded':
    case 'refused':
      return await finishLesser(queued, written, deps);
  }
}

interface Ready {
  /** The record that the keys were prepared for. */
  readonly stored: OrderRecord | undefined;
  readonly appendedAtMs: number | undefined;
}

/**
 * Prepares the keys of a change once more when another record is to be replaced than they were prepared for: what was
 * known may have been given up since.
 *
 * @returns a function that tells when the last of them was appended.
 */
function prepareAgain(
  change: QueuedChange['change'],
  prepared: Ready,
  deps: KeyDependencies,
): (replaced: OrderRecord | undefined) => Promise<number | undefined> {
  let { stored, appendedAtMs } = prepared;
  return async (replaced) => {
    if (replaced !== stored && newKeys(change, replaced, deps.clock.wallMs()).length > 0) {
      const [again] = await prepareKeys([{ change, stored: replaced }], deps);
      if (again?.kind === 'failed') throw again.error;
      appendedAtMs = again?.appendedAtMs ?? appendedAtMs;
    }
    stored = replaced;
    return appendedAtMs;
  };
}

/** Steps 4 and 5 of a change that stands in the record's history. */
async function finish(queued: QueuedChange, record: OrderRecord, deps: ApplyDependencies) {
  const seenAtMs = deps.clock.wallMs();
  const { changeId } = queued.change;
  const late = !hasEnded(queued.change.terms.status) && entryOf(record, changeId).effectiveAtMs < seenAtMs;
  const settled = late ? await postponeEffect(deps.orders, record, changeId, seenAtMs) : record;
  await deps.consequences(settled, changeId, seenAtMs, []);
  const { appliedAtMs, effectiveAtMs } = entryOf(settled, changeId);
  const remarks = remarksOnApplied(queued.change, settled);
  await settle(queued, { status: 'applied', appliedAtMs, effectiveAtMs }, remarks, deps);
  await tellIfChanged(settled, deps);
  return { applied: { kind: 'applied', effectiveAtMs } as const, record: settled };
}

/**
 * A change that does not govern may have been applied since, before there was a receipt on which to tell of it. Looked for
 * only where a lower version has not come yet.
 */
async function tellIfChanged(settled: OrderRecord, deps: ApplyDependencies): Promise<void> {
  if (endsOf(settled).length >= settled.version) return;
  const now = await deps.orders.get(settled.orderId);
  if (now?.changeId === settled.changeId && !isSameRecord(now, settled)) await tellAnew(now, deps);
}

/**
 * The receipt of the version that governs, as it has to be after a change that came later decided what became of it: its
 * period had ended before it was received, or had not, and it runs again from a later time on.
 */
async function tellAnew(record: OrderRecord, { receipts }: ApplyDependencies): Promise<void> {
  const receipt = await receipts.get(record.changeId);
  // One that is not settled yet is settled after this, by who looks at the order again then.
  if (receipt?.status !== 'applied') return;
  const { remarks: told = [], ...rest } = receipt;
  const { effectiveAtMs } = entryOf(record, record.changeId);
  const remarks = remarksAnew(told, record);
  const isTold =
    remarks.length === told.length && remarks.every(({ detail }, at) => detail === told[at]?.detail);
  if (isTold && effectiveAtMs === rest.effectiveAtMs) return;
  await receipts.settle({ ...rest, effectiveAtMs, ...(remarks.length === 0 ? {} : { remarks }) });
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

/**
 * Steps 4 and 5 of a change that does not govern. The order may have taken from it what it clears or says about the end,
 * and was written again then, so the consequences are due here too.
 */
async function finishLesser(
  queued: QueuedChange,
  written: Extract<Written, { kind: 'superseded' | 'refused' }>,
  deps: ApplyDependencies,
): Promise<{ readonly applied: Applied; readonly record: OrderRecord }> {
  const { record } = written;
  const { change } = queued;
  const applied: Applied =
    written.kind === 'superseded' ? { kind: 'superseded' } : { kind: 'rejected', problem: written.problem };
  const receipt = await deps.receipts.get(change.changeId);
  if (!written.rewritten && receipt && receipt.status !== 'queued') return { applied, record };
  const nowMs = deps.clock.wallMs();
  const settled = await effectiveWhenSeen(change, record, nowMs, deps);
  await deps.consequences(settled, change.changeId, nowMs, change.clearedKeys ?? []);
  await tellAnew(settled, deps);
  const outcome =
    written.kind === 'superseded'
      ? ({ status: 'superseded' } as const)
      : ({ status: 'rejected', problems: [written.problem] } as const);
  if (receipt?.status !== 'applied') await settle(queued, outcome, remarksOnSuperseded(change), deps);
  return { applied, record: settled };
}

/** Step 5 of a change that the order takes nothing from. */
async function refuse(
  queued: QueuedChange,
  { problem, record }: Extract<Written, { kind: 'foreign' }>,
  deps: ApplyDependencies,
): Promise<{ readonly applied: Applied; readonly record: OrderRecord }> {
  const receipt = await deps.receipts.get(queued.change.changeId);
  if (receipt?.status !== 'applied') {
    await settle(queued, { status: 'rejected', problems: [problem] }, [], deps);
  }
  return { applied: { kind: 'rejected', problem }, record };
}

/** An order that runs again because of the change is effective no earlier than its write was seen, as after any write. */
async function effectiveWhenSeen(
  change: QueuedChange['change'],
  record: OrderRecord,
  seenAtMs: number,
  { orders }: ApplyDependencies,
): Promise<OrderRecord> {
  const { changeId, effectiveAtMs, terms } = record;
  if (hasEnded(terms.status) || effectiveAtMs >= seenAtMs) return record;
  if (!runsBecauseOf(change, record, seenAtMs)) return record;
  return await postponeEffect(orders, record, changeId, seenAtMs);
}

/** A change that was made before the secret was rotated and comes after, so that not every check would find it. */
async function rejectForKeys(queued: QueuedChange, deps: ApplyDependencies): Promise<Applied> {
  try {
    const receipt = await deps.receipts.get(queued.change.changeId);
    if (receipt === undefined || receipt.status === 'queued') {
      await settle(queued, { status: 'rejected', problems: [LACKS_KEYS] }, [], deps);
    }
    return { kind: 'rejected', problem: LACKS_KEYS };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

/** Writes the final state of the change on its receipt. */
async function settle(
  { change, contentDigest }: QueuedChange,
  outcome: Pick<Receipt, 'status' | 'appliedAtMs' | 'effectiveAtMs' | 'problems'>,
  remarks: readonly FieldProblem[],
  { receipts }: ApplyDependencies,
): Promise<void> {
  const { changeId, orderId, version, acceptedAtMs } = change;
  const remarked = remarks.length === 0 ? {} : { remarks };
  await receipts.settle({ changeId, orderId, version, contentDigest, acceptedAtMs, ...outcome, ...remarked });
}

function entryOf(record: OrderRecord, changeId: QueuedChange['change']['changeId']): HistoryEntry {
  const entry = record.history.find((one) => one.changeId === changeId);
  if (entry) return entry;
  throw new Error('the change has left the history of its order');
}
