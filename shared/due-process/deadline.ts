import type { OrderId } from '../contracts/ids.ts';

/** What falls due. `retention` is the register's own: nobody is reminded of it. */
export const DEADLINE_KINDS = [
  'removal',
  'objection-review',
  'objection-correction',
  'reconsideration-filing',
  'reconsideration-decision',
  'grant-ending',
  'period-ending',
  'continuation-end-missing',
  'continuation-origin',
  'retention',
] as const;

export type DeadlineKind = (typeof DEADLINE_KINDS)[number];

/**
 * A clock that runs for an order. The id is made from the order, the kind and what it is about, so that starting a
 * clock again changes nothing.
 */
export interface Deadline {
  readonly deadlineId: string;
  readonly kind: DeadlineKind;
  readonly orderId: OrderId;
  readonly courtCode: string;
  /** The objection, grant, ground or other order that it is about; absent for the order itself. */
  readonly about?: string;
  readonly startedAtMs: number;
  readonly dueAtMs: number;
  /** Document and article that the clock rests on. */
  readonly law: string;
}
