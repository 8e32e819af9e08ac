import type { NoticeId, OperatorId, OrderId } from '../contracts/ids.ts';
import type { DeliveryChanges, Notice, NoticeRecord } from './notice.ts';
import type { NoticeList } from './notice-lists.ts';
import type { NoticeMessage } from './notice-message.ts';

export type { Notice } from './notice.ts';

/**
 * Where notices are put when denials no longer hold: durable, so that none is lost on its way to the operator. Reads
 * are strongly consistent.
 */
export interface NoticeOutbox {
  get(operatorId: OperatorId, noticeId: NoticeId): Promise<NoticeRecord | undefined>;
  /** Stores the notice unless one with its id is there already (an earlier delivery of the same change). */
  putOnce(notice: Notice): Promise<'stored' | 'present'>;
  /** Notices of one operator that were neither delivered, parked nor acknowledged, oldest first. */
  listPending(operatorId: OperatorId): Promise<readonly NoticeRecord[]>;
}

/** One page of a list. It may be shorter than was asked for although more follow. */
export interface NoticePage {
  readonly notices: readonly NoticeRecord[];
  /** Where the next page begins; absent after the last one. */
  readonly next?: NoticeId;
}

/** Notices and what became of them. Every read is strongly consistent. */
export interface NoticeStore extends NoticeOutbox {
  /**
   * Changes the state of a notice that is still as it was read.
   *
   * @returns the record as it stands now, or `undefined` if another writer was first.
   */
  update(record: NoticeRecord, changes: DeliveryChanges): Promise<NoticeRecord | undefined>;
  /** Notices of one operator in a list, in the sequence of their ids, which is the same each time. */
  list(
    operatorId: OperatorId,
    which: NoticeList | 'all',
    page: { readonly after?: NoticeId | undefined; readonly limit: number },
  ): Promise<NoticePage>;
  /** All notices that an order led to. */
  listByOrder(orderId: OrderId): Promise<readonly NoticeRecord[]>;
  /** Every operator that ever had a notice, in the sequence of their ids. */
  listOperators(): Promise<readonly OperatorId[]>;
}

/**
 * Alarm clocks for deliveries. A message may come late, twice or never: the record says what is due, and the sweep
 * finds what no message speaks of.
 */
export interface NoticeQueue {
  /** @param delayMs how long the messages wait; a queue may cut it short, see `MAX_ALARM_DELAY_MS`. */
  send(messages: readonly NoticeMessage[], delayMs?: number): Promise<void>;
}

/** Where a notice is laid out for a person when its whole schedule of attempts has failed. */
export interface NoticeDeadLetters {
  /** Safe to repeat: a second message about the same notice says nothing new. */
  put(message: NoticeMessage): Promise<void>;
}

/** One attempt to hand a notice over. */
export interface OutgoingWebhook {
  readonly url: string;
  /** The same over all attempts, so that the receiver can tell repetitions. */
  readonly noticeId: NoticeId;
  readonly sentAtMs: number;
  /** Every secret that the receiver may know it by, the newest first. */
  readonly secrets: readonly string[];
  readonly body: string;
}

/** Why no answer came. */
export const SEND_FAILURES = ['timeout', 'refused', 'tls', 'unresolved', 'address-not-allowed'] as const;

export type SendFailure = (typeof SEND_FAILURES)[number];

export type WebhookAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: 'failed'; readonly failure: SendFailure };

export interface WebhookSender {
  /** Makes one attempt and never follows a redirect. Whatever goes wrong at or before the receiver is an answer. */
  send(webhook: OutgoingWebhook): Promise<WebhookAnswer>;
}
