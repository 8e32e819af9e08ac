import type { AuditTrail } from '../../audit/ports.ts';
import type { ChangeId, OrderId } from '../../contracts/ids.ts';
import type { FieldProblem } from '../../contracts/problem.ts';
import { type IntakeDependencies, takeIn } from '../../orders/intake.ts';
import type { OrderRecord } from '../../orders/order.ts';
import type { OrderStore, ReceiptStatus } from '../../orders/ports.ts';
import { readChange } from '../../orders/read-change.ts';
import { sealingContext } from '../../orders/sealing.ts';
import { isFinal, type OrderAct, type OrderState, possibleActs, transitionOf } from '../life.ts';
import { possibleActsOn, stateOf } from '../state-of.ts';
import type { ActOutcome, DocumentAct, SentDocument } from './act.ts';
import { claimAct } from './claim-act.ts';
import { identifyAct } from './identify-act.ts';
import type { ActClaimStore } from './ports.ts';

export interface ActDependencies {
  readonly intake: IntakeDependencies;
  readonly orders: Pick<OrderStore, 'get'>;
  readonly claims: ActClaimStore;
  readonly audit: AuditTrail;
}

export interface ActRequest {
  readonly orderId: OrderId;
  readonly act: DocumentAct;
  /** As sent; it fulfils the schema of the act. */
  readonly body: { readonly staff?: string | undefined };
  readonly about?: string | undefined;
  /** The API client that acts. */
  readonly actor: string;
  readonly requestId: string;
}

export type ActAnswer =
  | {
      readonly kind: 'accepted';
      readonly changeId: ChangeId;
      readonly orderId: OrderId;
      readonly version: number;
      readonly status: Extract<ReceiptStatus, 'queued' | 'applied'>;
    }
  | { readonly kind: 'unknown-order' }
  /** Not from where the order stands; `possible` is what is. */
  | { readonly kind: 'impossible'; readonly state: OrderState; readonly possible: readonly OrderAct[] }
  /** The order itself lacks what the law asks of its next version; pointers are relative to its document. */
  | { readonly kind: 'defective-order'; readonly problems: readonly FieldProblem[] }
  /** Another act was done to the same version and is not applied yet. */
  | { readonly kind: 'under-way' }
  | Exclude<ActOutcome, { kind: 'next' }>;

type Draft = Extract<ActOutcome, { kind: 'next' }>;

/**
 * Does an act: makes the next version of the order's document and sends it through the same intake as any change of a
 * court, so that the same gates and lanes hold. What cannot be done is found out before anything is claimed; the act is
 * accounted for before it takes effect, and what was refused before the refusal is told.
 *
 * The same act sent again is the same change, as long as nothing else has happened to the order since.
 *
 * @throws DependencyUnavailable when a store, the queue or the audit trail cannot be reached: sending the same again
 *   completes the act.
 */
export async function performAct(request: ActRequest, deps: ActDependencies): Promise<ActAnswer> {
  const record = await deps.orders.get(request.orderId);
  // Not accounted for: what was sent as the id of an order that there is not could be anything, a number too.
  if (!record) return { kind: 'unknown-order' };
  const nowMs = deps.intake.clock.wallMs();
  const state = stateOf(record, nowMs);
  const answer = await actOn(record, state, nowMs, request, deps);
  if (answer.kind !== 'accepted') {
    await deps.audit.record({
      ...whoActs(request, nowMs),
      act: 'order.act-refused',
      orders: [{ orderId: record.orderId, version: record.version }],
      law: transitionOf(request.act.event).law,
      facts: { act: request.act.event, reason: answer.kind, from: state },
    });
  }
  return answer;
}

async function actOn(
  record: OrderRecord,
  state: OrderState,
  nowMs: number,
  request: ActRequest,
  deps: ActDependencies,
): Promise<ActAnswer> {
  const { orderId, act, about, body } = request;
  const { digester, receipts } = deps.intake;
  const changeIdAt = (baseVersion: number) =>
    identifyAct({ orderId, baseVersion, act: act.event, about, body }, digester);
  if (record.changeId === changeIdAt(record.version - 1)) {
    const { changeId, version } = record;
    return { kind: 'accepted', changeId, orderId, version, status: 'applied' };
  }
  if (!possibleActs(state).includes(act.event)) {
    return { kind: 'impossible', state, possible: possibleActsOn(record, nowMs) };
  }

  const sent = await openDocument(record, deps.intake);
  const changeId = changeIdAt(record.version);
  const draftAt = (atMs: number) => act.next(sent, { body, about, state, nowMs: atMs });
  const early = draftAt(nowMs);
  if (early.kind !== 'next') return early;
  const reading = readChange({ changeId, order: early.document }, nowMs);
  if (reading.kind === 'rejected') return refusal(reading.problems, early, '/order');

  const version = record.version + 1;
  const { to, law } = transitionOf(act.event);
  const ending = to !== 'same' && isFinal(to);
  const claim = { orderId, version, ending, changeId, claimedAtMs: nowMs };
  const claimed = await claimAct(claim, { claims: deps.claims, receipts });
  if (claimed.kind === 'under-way') return claimed;
  const draft = draftAt(claimed.claimedAtMs);
  if (draft.kind !== 'next') return draft;

  await deps.audit.record({
    ...whoActs(request, nowMs),
    act: act.audited,
    orders: [{ orderId, version, changeId }],
    law,
    facts: factsOf(state, draft, about),
  });
  const [result] = await takeIn([{ changeId, order: draft.document }], deps.intake);
  if (result?.status !== 'accepted') return refusal(result?.problems ?? [], draft, '/changes/0/order');
  return { kind: 'accepted', changeId, orderId, version, status: 'queued' };
}

function whoActs({ actor, body: { staff }, requestId }: ActRequest, atMs: number) {
  return { atMs, actor, ...(staff === undefined ? {} : { staff }), requestId };
}

async function openDocument(
  record: OrderRecord,
  { cipher }: Pick<IntakeDependencies, 'cipher'>,
): Promise<SentDocument> {
  return JSON.parse(await cipher.open(record.sealedDocument, sealingContext(record)));
}

/** Problems in what the act brought are the caller's; all others are the order's own. */
function refusal(
  problems: readonly FieldProblem[],
  { origins = [] }: Draft,
  prefix: string,
): Extract<ActAnswer, { kind: 'invalid' | 'defective-order' }> {
  const own = problems.map(({ pointer, detail }) => ({ pointer: pointer.slice(prefix.length), detail }));
  const brought = own.flatMap(({ pointer, detail }) => {
    const origin = origins.find(({ document }) => pointer === document || pointer.startsWith(`${document}/`));
    return origin ? [{ pointer: origin.body + pointer.slice(origin.document.length), detail }] : [];
  });
  return brought.length > 0
    ? { kind: 'invalid', problems: brought }
    : { kind: 'defective-order', problems: own };
}

function factsOf(
  state: OrderState,
  { document: { endReason }, about: made }: Draft,
  about = made,
): Readonly<Record<string, string>> {
  return {
    from: state,
    ...(endReason === undefined ? {} : { endReason }),
    ...(about === undefined ? {} : { about }),
  };
}
