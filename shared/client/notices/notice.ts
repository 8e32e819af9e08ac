import { isCount, isListOf, isObject, isText, textIf } from '../guards.ts';

/** Tells that denials no longer hold: ask again. */
export interface Notice {
  readonly noticeId: string;
  /** Of your own denials. */
  readonly decisionIds: readonly string[];
  readonly createdAt: string;
  readonly delivery: {
    /** `pending`, `delivered` or `parked`; a newer service may add others. */
    readonly state: string;
    readonly attempts: number;
    readonly nextAttemptAt?: string;
    readonly deliveredAt?: string;
    readonly lastFailure?: string;
  };
  readonly acknowledgedAt?: string;
}

export interface NoticePage {
  readonly notices: readonly Notice[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

export interface NoticeQuery {
  /** `unacknowledged` unless told. */
  readonly state?: 'unacknowledged' | 'pending' | 'parked' | 'all';
  readonly after?: string;
  /** 1 to 100. */
  readonly limit?: number;
}

/** Where your notices are sent. */
export interface Webhook {
  readonly url: string;
  /** Such as `active` or `disabled`. */
  readonly state: string;
  readonly disabledReason?: string;
  /** Until then the secrets before this one sign as well. */
  readonly previousSecretsEndAt?: string;
}

/** A webhook with its new secret, which is told this once. */
export interface WebhookWithSecret extends Webhook {
  readonly secret: string;
}

export function readNoticePage(json: unknown): NoticePage | undefined {
  if (!isObject(json) || !Array.isArray(json.notices)) return undefined;
  const notices = json.notices.map(readNotice);
  if (!notices.every((notice) => notice !== undefined)) return undefined;
  return { notices, ...textIf(json, 'next') };
}

function readNotice(json: unknown): Notice | undefined {
  if (!isObject(json) || !isObject(json.delivery)) return undefined;
  const { noticeId, decisionIds, createdAt, delivery } = json;
  if (!isText(noticeId) || !isListOf(decisionIds, isText) || !isText(createdAt)) return undefined;
  if (!isText(delivery.state) || !isCount(delivery.attempts)) return undefined;
  return {
    noticeId,
    decisionIds,
    createdAt,
    delivery: {
      state: delivery.state,
      attempts: delivery.attempts,
      ...textIf(delivery, 'nextAttemptAt'),
      ...textIf(delivery, 'deliveredAt'),
      ...textIf(delivery, 'lastFailure'),
    },
    ...textIf(json, 'acknowledgedAt'),
  };
}

export function readWebhook(json: unknown): Webhook | undefined {
  if (!isObject(json) || !isText(json.url) || !isText(json.state)) return undefined;
  const { url, state } = json;
  return { url, state, ...textIf(json, 'disabledReason'), ...textIf(json, 'previousSecretsEndAt') };
}

export function readWebhookWithSecret(json: unknown): WebhookWithSecret | undefined {
  const webhook = readWebhook(json);
  return webhook && isObject(json) && isText(json.secret) ? { ...webhook, secret: json.secret } : undefined;
}
