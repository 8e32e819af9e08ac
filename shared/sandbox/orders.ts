import { createHash } from 'node:crypto';
import type { ChangeId, OrderId } from '../contracts/ids.ts';
import type { SandboxOrder, SandboxSubject } from './subjects.ts';

/** A court of its own, valid in form, that does not exist: no summary of another court counts what the sandbox does. */
export const SANDBOX_COURT = '京0197';

const LONG_AGO = '2025-01-01T00:00:00+08:00';
const NOT_IN_OUR_TIME = '2099-01-01T00:00:00+08:00';
const DAY_S = 86_400;

/** A subject that a court named. */
export type NamedSubject = SandboxSubject & { readonly order: SandboxOrder };

/**
 * The id of a subject's next order. It follows from how things stand alone, so that keepers which run at the same time,
 * or again before anything came of it, send the same change.
 *
 * @param lastEndMs when the newest order that is known of the subject ended; `undefined` if none is known
 * @param nowMs tells orders apart whose predecessors are forgotten: retention forgets none within its first day
 */
export function nextOrderId(
  { label }: SandboxSubject,
  lastEndMs: number | undefined,
  nowMs: number,
): OrderId {
  const round = lastEndMs === undefined ? Math.floor(nowMs / 1_000 / DAY_S) : Math.ceil(lastEndMs / 1_000);
  return `sandbox-${label}-${round}` as OrderId;
}

/** The change that imposes an order of a subject, as a court sends it; for the same order id always the same. */
export function impositionOf(subject: NamedSubject, orderId: OrderId) {
  return changeOf(documentOf(subject, orderId, 1));
}

/** The change that ends an order of a subject at a version: the debt is paid. */
export function releaseOf(subject: NamedSubject, orderId: OrderId, version: number) {
  const ended = { status: 'released', endReason: 'performed' } as const;
  return changeOf({ ...documentOf(subject, orderId, version), ...ended });
}

function changeOf<D extends { readonly orderId: OrderId; readonly version: number }>(order: D) {
  return { changeId: uuidOf(`${order.orderId}|${order.version}`) as ChangeId, order };
}

function documentOf(subject: NamedSubject, orderId: OrderId, version: number) {
  const { kind, name, document, order } = subject;
  return {
    orderId,
    version,
    status: 'active' as const,
    court: { code: SANDBOX_COURT, name: '沙盒（测试）', phone: '010-00000000' },
    caseNumber: `（2025）${SANDBOX_COURT}执1号`,
    basis: 'listed-defaulter' as const,
    subject: { kind, name, role: 'debtor' as const, documents: [document] },
    items: order.items,
    period: { from: order.inForce === 'now' ? LONG_AGO : NOT_IN_OUR_TIME, to: null },
    warnedAt: LONG_AGO,
    signedBy: 'president',
    servedAt: LONG_AGO,
    disclosure: order.disclosure,
    grants: order.permitsOne === undefined ? [] : [permissionOfOne(order)],
  };
}

/** A single lift (单次解除): one purchase, consumed when its sale is reported. */
function permissionOfOne({ items }: SandboxOrder) {
  return {
    grantId: 'one',
    kind: 'single' as const,
    items,
    from: LONG_AGO,
    to: NOT_IN_OUR_TIME,
    uses: 1,
    approvedBy: 'court' as const,
  };
}

/** A UUID made from a name, as RFC 9562 section 5.8 lets everyone do in a way of their own (version 8). */
function uuidOf(name: string): string {
  const bytes = createHash('sha256').update(`sandbox|${name}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
