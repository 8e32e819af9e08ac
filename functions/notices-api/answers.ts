import { formatInstant } from '../../shared/contracts/time.ts';
import type { WebhookEndpoint } from '../../shared/notices/endpoints/endpoint.ts';
import type { NoticeRecord } from '../../shared/notices/notice.ts';

/** A notice as its operator sees it: which denials, not why they were lifted nor under which order they were. */
export function describeNotice(record: NoticeRecord) {
  return {
    noticeId: record.noticeId,
    decisionIds: record.decisionIds,
    createdAt: formatInstant(record.createdAtMs),
    delivery: describeDelivery(record),
    ...instantIf('acknowledgedAt', record.acknowledgedAtMs),
  };
}

/** A notice as operations sees it: how old it is and what stops it, not which decisions it is about. */
export function describeForOperations(record: NoticeRecord, nowMs: number) {
  return {
    noticeId: record.noticeId,
    operatorId: record.operatorId,
    orderId: record.orderId,
    reason: record.reason,
    createdAt: formatInstant(record.createdAtMs),
    ageSeconds: Math.max(0, Math.floor((nowMs - record.createdAtMs) / 1_000)),
    delivery: describeDelivery(record),
  };
}

function describeDelivery(record: NoticeRecord) {
  return {
    state: record.delivery,
    attempts: record.attempts,
    ...(record.delivery === 'pending' ? instantIf('nextAttemptAt', record.nextAttemptAtMs) : {}),
    ...instantIf('deliveredAt', record.deliveredAtMs),
    ...(record.lastFailure === undefined ? {} : { lastFailure: record.lastFailure }),
  };
}

/** A webhook without its secrets. */
export function describeWebhook(endpoint: WebhookEndpoint, nowMs: number) {
  const ends = endpoint.previousSecrets
    .map(({ endsAtMs }) => endsAtMs)
    .filter((endsAtMs) => nowMs < endsAtMs);
  return {
    url: endpoint.url,
    state: endpoint.state,
    ...(endpoint.disabledReason === undefined ? {} : { disabledReason: endpoint.disabledReason }),
    createdAt: formatInstant(endpoint.createdAtMs),
    setAt: formatInstant(endpoint.setAtMs),
    ...instantIf('previousSecretsEndAt', ends.length > 0 ? Math.max(...ends) : undefined),
  };
}

function instantIf<Name extends string>(
  name: Name,
  instantMs: number | undefined,
): { readonly [N in Name]?: string } {
  if (instantMs === undefined) return {};
  return { [name]: formatInstant(instantMs) } as { readonly [N in Name]: string };
}
