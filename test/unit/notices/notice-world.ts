import { randomBytes } from 'node:crypto';
import { createMemoryAuditTrail } from '../../../shared/adapters/memory/audit-trail.ts';
import {
  createMemoryNoticeDeadLetters,
  createMemoryNoticeQueue,
} from '../../../shared/adapters/memory/notice-queue.ts';
import { createMemoryNotices } from '../../../shared/adapters/memory/notices.ts';
import { createMemoryWebhookEndpoints } from '../../../shared/adapters/memory/webhook-endpoints.ts';
import { createDocumentCipher } from '../../../shared/adapters/secrets/document-cipher.ts';
import type { DecisionId, OperatorId, OrderId } from '../../../shared/contracts/ids.ts';
import { announcing } from '../../../shared/notices/announce.ts';
import type { DeliveryDependencies } from '../../../shared/notices/delivery/deliver.ts';
import { setWebhook } from '../../../shared/notices/endpoints/manage-webhook.ts';
import type { Notice, NoticeRecord } from '../../../shared/notices/notice.ts';
import { noticeIdFor } from '../../../shared/notices/notice-id.ts';
import type { OutgoingWebhook, WebhookAnswer } from '../../../shared/notices/ports.ts';
import { createManualClock } from '../../support/manual-clock.ts';

export const RAIL = 'rail-a' as OperatorId;
export const REQUEST_ID = 'request-1';

export const took: WebhookAnswer = { kind: 'answered', status: 204 };
export const answered = (status: number, retryAfter?: string): WebhookAnswer => ({
  kind: 'answered',
  status,
  ...(retryAfter === undefined ? {} : { retryAfter }),
});

export function noticeTo(operatorId: OperatorId, order: string, createdAtMs: number): Notice {
  const orderId = order as OrderId;
  return {
    noticeId: noticeIdFor(orderId, operatorId),
    operatorId,
    orderId,
    reason: 'order-ended',
    decisionIds: ['dec_1' as DecisionId, 'dec_2' as DecisionId],
    createdAtMs,
  };
}

/** What a receiver does with one webhook. */
export type Receive = (webhook: OutgoingWebhook) => WebhookAnswer | Promise<WebhookAnswer>;

/** Everything that notices pass through, in memory, under a clock that tests move. Receivers answer `receive`. */
export function createNoticeWorld() {
  // The library that verifies signatures asks the machine's clock.
  const clock = createManualClock(Math.floor(Date.now() / 1_000) * 1_000);
  const notices = createMemoryNotices();
  const endpoints = createMemoryWebhookEndpoints();
  const queue = createMemoryNoticeQueue(clock);
  const deadLetters = createMemoryNoticeDeadLetters();
  const audit = createMemoryAuditTrail();
  const cipher = createDocumentCipher(async () => ({ version: '1', key: Buffer.alloc(32, 7) }));
  const sent: (OutgoingWebhook & { readonly atMs: number })[] = [];
  const outbox = announcing(notices, queue);
  const world = {
    clock,
    notices,
    endpoints,
    queue,
    deadLetters,
    audit,
    cipher,
    secureBytes: randomBytes,
    sent,
    outbox,
    random: () => 0,
    receive: (() => took) as Receive,

    async setWebhook(operatorId = RAIL, url = 'https://operator.example/notices'): Promise<string> {
      return (await setWebhook({ operatorId, requestId: REQUEST_ID }, url, world)).secret;
    },

    /** Puts a notice and sets it going. */
    async announce(order = 'ord-1', operatorId = RAIL): Promise<Notice> {
      const notice = noticeTo(operatorId, order, clock.wallMs());
      await outbox.putOnce(notice);
      return notice;
    },

    async recordOf({ operatorId, noticeId }: Pick<Notice, 'operatorId' | 'noticeId'>): Promise<NoticeRecord> {
      return (await notices.get(operatorId, noticeId)) as NoticeRecord;
    },

    get delivery(): DeliveryDependencies {
      const { random } = world;
      const sender = {
        async send(webhook: OutgoingWebhook) {
          sent.push({ ...webhook, atMs: clock.wallMs() });
          return await world.receive(webhook);
        },
      };
      return { notices, endpoints, queue, deadLetters, audit, cipher, clock, random, sender };
    },
  };
  return world;
}

export type NoticeWorld = ReturnType<typeof createNoticeWorld>;
