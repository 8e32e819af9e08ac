import type { AuditTrail } from '../../audit/ports.ts';
import type { Clock } from '../../contracts/clock.ts';
import { secretsInUse, type WebhookEndpoint, webhookSealingContext } from '../endpoints/endpoint.ts';
import type { EndpointStore, SecretCipher } from '../endpoints/ports.ts';
import type { NoticeRecord } from '../notice.ts';
import { awaitsDelivery } from '../notice-lists.ts';
import type { NoticeMessage } from '../notice-message.ts';
import { noticePayload } from '../payload.ts';
import type { NoticeDeadLetters, NoticeQueue, NoticeStore, WebhookAnswer, WebhookSender } from '../ports.ts';
import { MAX_ATTEMPTS, RETRY_DELAYS_MS } from '../retry-schedule.ts';
import { type Alarm, setAlarm } from './alarm.ts';
import { concludeDelivered } from './conclude-delivered.ts';
import { concludeFailed, concludeGone, park } from './conclude-failed.ts';

export interface DeliveryDependencies {
  readonly notices: Pick<NoticeStore, 'get' | 'update'>;
  readonly endpoints: Pick<EndpointStore, 'get' | 'write'>;
  readonly cipher: Pick<SecretCipher, 'open'>;
  readonly sender: WebhookSender;
  readonly queue: NoticeQueue;
  readonly deadLetters: NoticeDeadLetters;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  /** From 0 up to, but not including, 1; for the jitter of retries. */
  readonly random: () => number;
}

/** What became of one alarm. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly attempts: number }
  | {
      readonly kind: 'failed';
      readonly failure: string;
      readonly nextAttemptAtMs: number;
      readonly alarm: Alarm;
    }
  | { readonly kind: 'parked'; readonly failure: string }
  /** The receiver wants nothing more; the notice waits until the operator sets a webhook again, or asks. */
  | { readonly kind: 'endpoint-disabled' }
  /** It is not due yet. */
  | { readonly kind: 'early'; readonly alarm: Alarm }
  | { readonly kind: 'nothing-to-do'; readonly because: 'settled' | 'no-endpoint' | 'void' | 'overtaken' }
  | { readonly kind: 'unknown' };

/** The whole exchange with a receiver, from looking up its name to the end of its answer. */
export const EXCHANGE_LIMIT_MS = 15_000;

/** An attempt that was begun is over by then, or its process died. */
const CLAIM_MS = 2 * EXCHANGE_LIMIT_MS;

/**
 * Makes one attempt to deliver a notice, if it is due.
 *
 * The attempt is counted, and the next one put off, before anything is sent, by a write that only one of several
 * processes can win. So a message that comes twice sends nothing twice; a crash after that costs one attempt, and the
 * sweep goes on when the next is due. What is sent may still arrive twice (an answer can be lost): always under the
 * same id (I4).
 *
 * @throws DependencyUnavailable or another fault of ours; calling again is safe.
 */
export async function deliverNotice(
  message: NoticeMessage,
  deps: DeliveryDependencies,
): Promise<DeliveryOutcome> {
  const { notices, endpoints, queue, clock } = deps;
  const record = await notices.get(message.operatorId, message.noticeId);
  if (!record) return { kind: 'unknown' };
  if (!awaitsDelivery(record)) return { kind: 'nothing-to-do', because: 'settled' };
  if (message.attempts !== record.attempts) return { kind: 'nothing-to-do', because: 'void' };
  const endpoint = await endpoints.get(record.operatorId);
  // Nothing is lost: the sweep comes back to the notice when there is an active endpoint.
  if (endpoint?.state !== 'active') return { kind: 'nothing-to-do', because: 'no-endpoint' };

  const waitMs = record.nextAttemptAtMs - clock.wallMs();
  if (waitMs > 0) {
    return { kind: 'early', alarm: await setAlarm(record, waitMs, queue) };
  }
  // An earlier process made the last attempt and died before it could say what came of it.
  if (record.attempts >= MAX_ATTEMPTS) return await park(record, record.lastFailure ?? 'interrupted', deps);
  return await attemptDelivery(record, endpoint, deps);
}

async function attemptDelivery(
  record: NoticeRecord,
  endpoint: WebhookEndpoint,
  deps: DeliveryDependencies,
): Promise<DeliveryOutcome> {
  const { notices, sender, clock } = deps;
  // Before the claim: secrets that cannot be had cost no attempt.
  const secrets = await openSecrets(endpoint, deps);
  const claimedAtMs = clock.wallMs();
  const attempts = record.attempts + 1;
  const claimed = await notices.update(record, {
    attempts,
    nextAttemptAtMs: claimedAtMs + CLAIM_MS + (RETRY_DELAYS_MS[attempts] ?? 0),
  });
  if (!claimed) return { kind: 'nothing-to-do', because: 'overtaken' };

  const answer = await sender.send({
    url: endpoint.url,
    noticeId: record.noticeId,
    sentAtMs: clock.wallMs(),
    secrets,
    body: noticePayload(record),
  });
  if (isSuccess(answer)) return await concludeDelivered(claimed, deps);
  if (answer.kind === 'answered' && answer.status === 410) return await concludeGone(claimed, endpoint, deps);
  return await concludeFailed(claimed, answer, deps);
}

async function openSecrets(
  endpoint: WebhookEndpoint,
  { cipher, clock }: DeliveryDependencies,
): Promise<readonly string[]> {
  const context = webhookSealingContext(endpoint.operatorId);
  return await Promise.all(
    secretsInUse(endpoint, clock.wallMs()).map((sealed) => cipher.open(sealed, context)),
  );
}

function isSuccess(answer: WebhookAnswer): boolean {
  return answer.kind === 'answered' && answer.status >= 200 && answer.status <= 299;
}
