import { timingSafeEqual } from 'node:crypto';
import type { AuditTrail } from '../audit/ports.ts';
import { inParallel } from '../concurrency/in-parallel.ts';
import type { OrderId, RedressReference } from '../contracts/ids.ts';
import type { NameDigester } from '../identity/name-digester.ts';
import { formatSubjectKey } from '../identity/subject-key.ts';
import type { SubjectKeyer } from '../identity/subject-keyer.ts';
import type { InterceptionStore } from '../interceptions/ports.ts';
import { nameDigestsOf } from '../orders/named.ts';
import { hasEnded, type OrderRecord } from '../orders/order.ts';
import type { DocumentCipher, OrderStore, PointerStore } from '../orders/ports.ts';
import { sealingContext } from '../orders/sealing.ts';
import { answerOf, type InquiryAnswer } from './answer.ts';
import { describeOrder, type ToldDocument, toldDocument } from './disclosed-order.ts';
import type { Inquiry } from './inquiry.ts';

export interface InquiryDependencies {
  readonly keyer: SubjectKeyer;
  readonly names: NameDigester;
  readonly pointers: Pick<PointerStore, 'findOrderIds'>;
  readonly orders: Pick<OrderStore, 'getMany'>;
  readonly interceptions: Pick<InterceptionStore, 'listByOrder'>;
  readonly cipher: Pick<DocumentCipher, 'open'>;
  /** Fails if no document could be opened now, whichever it is. Absent where opening needs nobody else. */
  readonly canOpen?: () => Promise<void>;
  readonly audit: AuditTrail;
}

/** Not a possible order id. It is asked for where there is none, so that the same is read whoever is asked about. */
const NO_ORDER = '_' as OrderId;

const READS_AT_ONCE = 8;

interface ToldOrder {
  readonly order: OrderRecord;
  readonly told: ToldDocument;
}

/**
 * Finds out which orders may be told to somebody who knows this document number and this name, and accounts for the
 * answer before it is given. The same is read and asked, and an event is recorded, whatever there is to find; what differs
 * in time, the decrypting of documents, is some microseconds, which `atEvenPace` covers.
 *
 * @throws DependencyUnavailable if the register cannot be read, no document be opened, or the answer not be accounted for.
 */
export async function inquire(
  inquiry: Inquiry,
  nowMs: number,
  deadline: AbortSignal,
  deps: InquiryDependencies,
): Promise<InquiryAnswer> {
  const key = deps.keyer.keyOf(inquiry.document);
  const nameDigest = deps.names.digestOf(inquiry.name);
  const orderIds = orNone(await deps.pointers.findOrderIds([key], deadline));
  const orders = await deps.orders.getMany(orderIds, deadline);
  const intercepted = await ordersOfReference(inquiry.redressReference, orderIds, deps);

  const named = orders.filter((order) => concerns(order, formatSubjectKey(key), nameDigest, nowMs));
  // Asked whatever there is to open: else a fault, or the time that the keeper of keys takes, told who is listed.
  const [opened] = await Promise.all([
    inParallel(oldestFirst(named), READS_AT_ONCE, (order) => open(order, deps)),
    deps.canOpen?.(),
  ]);
  const told = opened.filter(
    ({ order, told: { disclosure } }) => disclosure === 'public' || intercepted.has(order.orderId),
  );

  deadline.throwIfAborted();
  await deps.audit.record({
    atMs: nowMs,
    actor: 'public',
    act: 'inquiry.answer',
    orders: told.map(({ order: { orderId, version, changeId } }) => ({ orderId, version, changeId })),
  });
  return answerOf(told.map(({ order, told: document }) => describeOrder(order, document, nowMs)));
}

function orNone(orderIds: readonly OrderId[]): readonly OrderId[] {
  return orderIds.length > 0 ? orderIds : [NO_ORDER];
}

/** Those of the orders under which a denial was recorded that gave out this reference. */
async function ordersOfReference(
  reference: RedressReference | undefined,
  orderIds: readonly OrderId[],
  { interceptions }: Pick<InquiryDependencies, 'interceptions'>,
): Promise<ReadonlySet<OrderId>> {
  const found = new Set<OrderId>();
  // Whether a reference was given is the caller's own doing, so this difference tells nothing.
  if (reference === undefined) return found;
  await inParallel(orderIds, READS_AT_ONCE, async (orderId) => {
    const recorded = await interceptions.listByOrder(orderId);
    const matches = recorded.filter(({ redressReference }) => equal(redressReference, reference));
    if (matches.length > 0) found.add(orderId);
  });
  return found;
}

/**
 * Whether the governing version of the order names this person and is not over. A pointer only says that some version
 * of the order named the document.
 */
function concerns(order: OrderRecord, key: string, nameDigest: string, nowMs: number): boolean {
  const { status, period } = order.terms;
  const isOver = hasEnded(status) || (period.toMs !== null && nowMs >= period.toMs);
  const isNamed = nameDigestsOf(order.terms).filter((one) => equal(one, nameDigest)).length > 0;
  return !isOver && order.keys.includes(key) && isNamed;
}

async function open(order: OrderRecord, { cipher }: Pick<InquiryDependencies, 'cipher'>): Promise<ToldOrder> {
  const document: unknown = JSON.parse(await cipher.open(order.sealedDocument, sealingContext(order)));
  return { order, told: toldDocument.parse(document) };
}

function oldestFirst(orders: readonly OrderRecord[]): readonly OrderRecord[] {
  return [...orders].sort((a, b) => a.effectiveAtMs - b.effectiveAtMs || (a.orderId < b.orderId ? -1 : 1));
}

/** Takes the same time wherever two texts differ. Lengths are no secret. */
function equal(one: string, other: string): boolean {
  const a = Buffer.from(one);
  const b = Buffer.from(other);
  return a.length === b.length && timingSafeEqual(a, b);
}
