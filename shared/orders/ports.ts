import type { ChangeId, OrderId } from '../contracts/ids.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import type { SubjectKey } from '../identity/subject-key.ts';
import type { OrderRecord, OrderVersion } from './order.ts';

/** Orders, read with strong consistency. */
export interface OrderStore {
  get(orderId: OrderId, signal?: AbortSignal): Promise<OrderRecord | undefined>;
  /** Orders that do not exist are left out. */
  getMany(orderIds: readonly OrderId[], signal?: AbortSignal): Promise<readonly OrderRecord[]>;
  /**
   * Writes the record if the stored one is still `replaces` (same version, change, time of effect and revision;
   * `undefined` for none), else leaves all as it is.
   */
  write(record: OrderRecord, replaces: OrderRecord | undefined): Promise<'written' | 'conflict'>;
}

/** "This key is named by that order": never changes once put. Read with strong consistency. */
export interface PointerStore {
  put(orderId: OrderId, keys: readonly SubjectKey[]): Promise<void>;
  findOrderIds(keys: readonly SubjectKey[], signal?: AbortSignal): Promise<readonly OrderId[]>;
}

export const RECEIPT_STATUSES = ['queued', 'applied', 'superseded', 'rejected'] as const;
export type ReceiptStatus = (typeof RECEIPT_STATUSES)[number];

/** What became of one change. */
export interface Receipt {
  readonly changeId: ChangeId;
  readonly orderId: OrderId;
  readonly version: number;
  readonly status: ReceiptStatus;
  /** Keyed digest of the change as sent: tells a retry from another change under the same id. */
  readonly contentDigest: string;
  readonly acceptedAtMs: number;
  readonly appliedAtMs?: number;
  readonly effectiveAtMs?: number;
  readonly problems?: readonly FieldProblem[];
  /** What did not take effect of a change although it was taken; pointers as of problems. */
  readonly remarks?: readonly FieldProblem[];
}

export interface ReceiptStore {
  get(changeId: ChangeId): Promise<Receipt | undefined>;
  /**
   * Claims the change id. An earlier rejection does not hold the id; any other receipt does and is returned.
   */
  claim(
    receipt: Receipt,
  ): Promise<{ readonly kind: 'claimed' } | { readonly kind: 'exists'; readonly receipt: Receipt }>;
  /** Writes the final state of a change, whatever stood there. */
  settle(receipt: Receipt): Promise<void>;
}

/** Releases travel on a lane of their own, which no backlog of impositions can delay. */
export type ChangeLane = 'impositions' | 'releases';

/** A change on its way from intake to the register; names no one outside its sealed document. */
export interface QueuedChange {
  readonly change: OrderVersion;
  readonly contentDigest: string;
}

export interface ChangeQueue {
  /** All or an error: after an error any number of them may have been sent, and sending again is harmless. */
  send(lane: ChangeLane, changes: readonly QueuedChange[]): Promise<void>;
}

/** Encrypts order documents under a key that is not the subject-key secret. */
export interface DocumentCipher {
  /** @param context what the text belongs to; opening it under another context fails. */
  seal(plaintext: string, context: string): Promise<string>;
  /** @throws Error if the text was changed or belongs to another context or key. */
  open(sealed: string, context: string): Promise<string>;
}
