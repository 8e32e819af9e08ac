import { type Ask, type CreateOptions, nothing } from '../requests.ts';
import type { CallOptions } from '../transport/call.ts';
import {
  type NoticePage,
  type NoticeQuery,
  readNoticePage,
  readWebhook,
  readWebhookWithSecret,
  type Webhook,
  type WebhookWithSecret,
} from './notice.ts';

/** What an operator asks about denials that no longer hold. */
export interface NoticeCalls {
  /** A page of your notices. Begin without `after` at each walk: ids have no order in time. */
  listNotices(query?: NoticeQuery, options?: CallOptions): Promise<NoticePage>;
  /** The work for a notice is done. However often, it stays acknowledged. */
  acknowledge(noticeId: string, options?: CallOptions): Promise<void>;
  /** Where notices are sent from now on. The secret is told this once; those told before sign beside it for a day. */
  setWebhook(url: string, options?: CallOptions): Promise<WebhookWithSecret>;
  /** @throws NotFound if none is set. */
  getWebhook(options?: CallOptions): Promise<Webhook>;
  removeWebhook(options?: CallOptions): Promise<void>;
  /** A new secret; the old one signs beside it until `previousSecretsEndAt`. */
  rotateWebhookSecret(options?: CreateOptions): Promise<WebhookWithSecret>;
}

const WEBHOOK = '/v1/webhook';

export function createNoticeCalls(ask: Ask): NoticeCalls {
  return {
    listNotices: (query = {}, options) =>
      ask(
        {
          method: 'GET',
          path: `/v1/notices${queryOf(query)}`,
          route: 'GET /v1/notices',
          expects: 200,
          read: readNoticePage,
        },
        options,
      ),
    async acknowledge(noticeId, options) {
      await ask(
        {
          method: 'POST',
          path: `/v1/notices/${encodeURIComponent(noticeId)}/acknowledge`,
          route: 'POST /v1/notices/{noticeId}/acknowledge',
          expects: 204,
          read: nothing,
        },
        options,
      );
    },
    setWebhook: (url, options) =>
      ask(
        {
          method: 'PUT',
          path: WEBHOOK,
          route: `PUT ${WEBHOOK}`,
          body: { url },
          expects: 200,
          read: readWebhookWithSecret,
        },
        options,
      ),
    getWebhook: (options) =>
      ask(
        { method: 'GET', path: WEBHOOK, route: `GET ${WEBHOOK}`, expects: 200, read: readWebhook },
        options,
      ),
    async removeWebhook(options) {
      await ask(
        { method: 'DELETE', path: WEBHOOK, route: `DELETE ${WEBHOOK}`, expects: 204, read: nothing },
        options,
      );
    },
    rotateWebhookSecret: (options) =>
      ask(
        {
          method: 'POST',
          path: `${WEBHOOK}/rotate-secret`,
          route: `POST ${WEBHOOK}/rotate-secret`,
          expects: 200,
          read: readWebhookWithSecret,
          creates: true,
        },
        options,
      ),
  };
}

function queryOf({ state, after, limit }: NoticeQuery): string {
  const fields = {
    ...(state === undefined ? {} : { state }),
    ...(after === undefined ? {} : { after }),
    ...(limit === undefined ? {} : { limit: String(limit) }),
  };
  const text = new URLSearchParams(fields).toString();
  return text === '' ? '' : `?${text}`;
}
