import { inParallel } from '../concurrency/in-parallel.ts';
import type { Clock } from '../contracts/clock.ts';
import type { ChangeId, OrderId } from '../contracts/ids.ts';
import type { ListChange, ListChangeResult } from '../contracts/list-change.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import type { ContentDigester } from './content-digest.ts';
import { type ChangeIdentity, identifyChange } from './identify-change.ts';
import { laneOf } from './lanes.ts';
import type { OrderRecord } from './order.ts';
import { makeOrderVersion, type VersionMakers } from './order-version.ts';
import type { ChangeLane, ChangeQueue, OrderStore, QueuedChange, ReceiptStore } from './ports.ts';
import { STAYS_ENDED, wouldProlongWhatHasEnded } from './prolonging.ts';
import { type ChangeReading, readChange } from './read-change.ts';
import { MAX_SEALED_LENGTH } from './sealing.ts';

export interface IntakeDependencies extends VersionMakers {
  readonly clock: Clock;
  readonly receipts: ReceiptStore;
  readonly orders: Pick<OrderStore, 'getMany'>;
  readonly queue: ChangeQueue;
  readonly digester: ContentDigester;
}

/** How many receipts are claimed at a time. */
const CLAIMS_AT_ONCE = 16;

const OTHER_CONTENT: FieldProblem = {
  pointer: '/changeId',
  detail: 'must be new: another change was sent under this id',
};
const REPEATED_ID: FieldProblem = {
  pointer: '/changeId',
  detail: 'must differ from the other changes of the request',
};
const TOO_LARGE: FieldProblem = { pointer: '/order', detail: 'is too large: name fewer documents or grants' };

type Judged =
  | { readonly kind: 'rejected'; readonly problems: readonly FieldProblem[] }
  /** `queued` is undefined for a change that was applied before. */
  | {
      readonly kind: 'accepted';
      readonly changeId: ChangeId;
      readonly lane: ChangeLane;
      readonly queued?: QueuedChange;
    }
  /** The order it is about could not be read. */
  | { readonly kind: 'unjudged'; readonly error: unknown };

/** Orders as they stand, of the changes that are held against them; a fault of reading concerns those alone. */
type Standing =
  | { readonly kind: 'read'; readonly orders: ReadonlyMap<OrderId, OrderRecord> }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Takes in the changes of one request: each is read, checked, sealed, claimed by its id and queued, by itself.
 *
 * Receipts are claimed before anything is queued, so that whatever travels can be asked about. A fault anywhere takes
 * nothing back: the court sends the same changes again, those that were queued already are known by their id and
 * content, and those whose receipt still says `queued` are queued once more, which is harmless.
 *
 * Active changes of orders that are there already are held against them as they stand. No other change waits for that
 * read, and none fails by it: what lets go of somebody is queued whatever it says.
 *
 * @param senderCourts codes of the courts that the sender acts for; left out if for all. The changes carry them along, as
 *   an order may come into being, as another court's, while they wait in the queue.
 * @returns one result for each change, in the sequence of the request; pointers are relative to the request body.
 * @throws DependencyUnavailable when receipts, orders or queues cannot be reached.
 */
export async function takeIn(
  changes: readonly unknown[],
  deps: IntakeDependencies,
  senderCourts?: readonly string[],
): Promise<readonly ListChangeResult[]> {
  const nowMs = deps.clock.wallMs();
  const identities = changes.map(identifyChange);
  const repeated = findRepeated(identities);
  const readings = changes.map((raw) => readChange(raw, nowMs));
  const standing = readStanding(readings, deps.orders);
  const judged = await inParallel(changes, CLAIMS_AT_ONCE, async (raw, index): Promise<Judged> => {
    if (repeated.has(index)) return { kind: 'rejected', problems: [REPEATED_ID] };
    const one = await judge(raw, readings[index] as ChangeReading, standing, nowMs, deps, senderCourts);
    const receipt = identities[index]?.receipt;
    if (one.kind === 'rejected' && receipt) await keepRejection(receipt, one.problems, raw, nowMs, deps);
    return one;
  });
  await send(judged, deps.queue);
  const unjudged = judged.find((one) => one.kind === 'unjudged');
  if (unjudged) throw unjudged.error;
  return judged.map((one, index) => resultOf(one, index, identities[index]?.changeId ?? null));
}

/** Whether the change is held against the order as it stands: never what lets go, nor what there is no order of yet. */
function concernsStanding({ order }: ListChange): boolean {
  return order.status === 'active' && order.version > 1;
}

/** One read for the request, or none. Never throws. */
async function readStanding(
  readings: readonly ChangeReading[],
  orders: Pick<OrderStore, 'getMany'>,
): Promise<Standing> {
  const orderIds = readings.flatMap((one) =>
    one.kind === 'read' && concernsStanding(one.change) ? [one.change.order.orderId] : [],
  );
  if (orderIds.length === 0) return { kind: 'read', orders: new Map() };
  try {
    const found = await orders.getMany([...new Set(orderIds)]);
    return { kind: 'read', orders: new Map(found.map((record) => [record.orderId, record])) };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

async function judge(
  raw: unknown,
  reading: ChangeReading,
  standing: Promise<Standing>,
  nowMs: number,
  deps: IntakeDependencies,
  senderCourts: readonly string[] | undefined,
): Promise<Judged> {
  if (reading.kind === 'rejected') return reading;
  const { change } = reading;
  const documentAsSent = orderIn(raw);
  const made = await makeOrderVersion(change, documentAsSent, nowMs, deps);
  const fresh = senderCourts ? { ...made, senderCourts } : made;
  if (fresh.sealedDocument.length > MAX_SEALED_LENGTH) return { kind: 'rejected', problems: [TOO_LARGE] };
  if (concernsStanding(change)) {
    const orders = await standing;
    if (orders.kind === 'failed') return { kind: 'unjudged', error: orders.error };
    const prolongs = wouldProlongWhatHasEnded(fresh, orders.orders.get(fresh.orderId), nowMs);
    if (prolongs && !(await wasTaken(fresh.changeId, deps.receipts))) {
      return { kind: 'rejected', problems: [STAYS_ENDED] };
    }
  }
  const lane = laneOf(fresh, nowMs);
  const queued = { change: fresh, contentDigest: deps.digester.digestOf(documentAsSent) };
  return await claim(queued, lane, deps.receipts);
}

/** A change that was taken while the order ran is the same change when it is sent again after the end. */
async function wasTaken(changeId: ChangeId, receipts: ReceiptStore): Promise<boolean> {
  const receipt = await receipts.get(changeId);
  return receipt !== undefined && receipt.status !== 'rejected';
}

async function claim(fresh: QueuedChange, lane: ChangeLane, receipts: ReceiptStore): Promise<Judged> {
  const { contentDigest } = fresh;
  const { changeId, orderId, version, acceptedAtMs } = fresh.change;
  const claimed = await receipts.claim({
    changeId,
    orderId,
    version,
    status: 'queued',
    contentDigest,
    acceptedAtMs,
  });
  if (claimed.kind === 'claimed') return { kind: 'accepted', changeId, lane, queued: fresh };
  const earlier = claimed.receipt;
  if (earlier.contentDigest !== contentDigest) return { kind: 'rejected', problems: [OTHER_CONTENT] };
  if (earlier.status !== 'queued') return { kind: 'accepted', changeId, lane };
  const change = { ...fresh.change, acceptedAtMs: earlier.acceptedAtMs };
  return { kind: 'accepted', changeId, lane, queued: { change, contentDigest } };
}

/** Leaves a receipt, so that the court can ask later why; an id that an accepted change holds stays with that change. */
async function keepRejection(
  named: NonNullable<ChangeIdentity['receipt']>,
  problems: readonly FieldProblem[],
  raw: unknown,
  nowMs: number,
  { receipts, digester }: IntakeDependencies,
): Promise<void> {
  await receipts.claim({
    ...named,
    status: 'rejected',
    contentDigest: digester.digestOf(orderIn(raw)),
    acceptedAtMs: nowMs,
    problems,
  });
}

/** The document as sent, of a change that is known to have one. */
function orderIn(raw: unknown): unknown {
  return (raw as { readonly order: unknown }).order;
}

/** Releases go first, and go even if the other lane cannot be reached. */
async function send(judged: readonly Judged[], queue: ChangeQueue): Promise<void> {
  const lanes: Record<ChangeLane, QueuedChange[]> = { releases: [], impositions: [] };
  for (const one of judged) {
    if (one.kind === 'accepted' && one.queued) lanes[one.lane].push(one.queued);
  }
  if (lanes.releases.length > 0) await queue.send('releases', lanes.releases);
  if (lanes.impositions.length > 0) await queue.send('impositions', lanes.impositions);
}

function findRepeated(identities: readonly ChangeIdentity[]): ReadonlySet<number> {
  const seen = new Set<string>();
  const repeated = new Set<number>();
  for (const [index, { changeId }] of identities.entries()) {
    if (changeId === null) continue;
    if (seen.has(changeId)) repeated.add(index);
    seen.add(changeId);
  }
  return repeated;
}

function resultOf(judged: Judged, index: number, sentId: ChangeId | null): ListChangeResult {
  if (judged.kind === 'accepted') return { changeId: judged.changeId, status: 'accepted' };
  const own = judged.kind === 'rejected' ? judged.problems : [];
  const problems = own.map(({ pointer, detail }) => ({
    pointer: `/changes/${index}${pointer}`,
    detail,
  }));
  return { changeId: sentId, status: 'rejected', problems };
}
