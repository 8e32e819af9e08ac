import type { ChangeId, OrderId } from '../contracts/ids.ts';

/** What can be accounted for, `<thing>.<what happened to it>`. */
export const AUDIT_ACTS = [
  'changes.received',
  'change.read',
  'order.read',
  'order.effects-read',
  'order.release',
  'order.suspend',
  'order.resume',
  'order.cancel',
  'order.grant',
  'order.grant-revoke',
  'order.documents-add',
  'order.documents-clear',
  'order.role-end',
  'order.removal-ground',
  'order.removal-ground-withdraw',
  'order.act-refused',
  'objection.file',
  'objection.decide',
  'objection.read',
  'reminders.read',
  'reminder.escalate',
  'inquiry.answer',
  'notices.list',
  'notice.acknowledge',
  'notice.redrive',
  'webhook.set',
  'webhook.rotate',
  'webhook.remove',
  'webhook.disable',
  'summary.read',
  'audit.read',
] as const;

export type AuditAct = (typeof AUDIT_ACTS)[number];

/** One version of an order that an act was about. */
export interface AuditedOrder {
  readonly orderId: OrderId;
  readonly version?: number;
  readonly changeId?: ChangeId;
}

/** One act to be accounted for. It holds ids alone: no name, no document number, no key made from one. */
export interface AuditEvent {
  readonly atMs: number;
  /** The API client that acted, `public` for a person at the inquiry, `system` for what time or a pipeline did. */
  readonly actor: string;
  /** Who acted within the court or operator, as its own systems know them: a reference, never a name. */
  readonly staff?: string;
  readonly act: AuditAct;
  /** Empty for acts about no order, and for inquiries that told nothing. */
  readonly orders: readonly AuditedOrder[];
  /** Document and article that the act rests on. */
  readonly law?: string;
  readonly requestId?: string;
  /** Short codes and counts, such as the outcome of a decision. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
}
