import { disableWebhook } from '../endpoints/disable-webhook.ts';
import type { WebhookEndpoint } from '../endpoints/endpoint.ts';
import type { NoticeRecord } from '../notice.ts';
import { messageFor } from '../notice-message.ts';
import type { WebhookAnswer } from '../ports.ts';
import { delayAfterFailure, MAX_ATTEMPTS } from '../retry-schedule.ts';
import { setAlarm } from './alarm.ts';
import type { DeliveryDependencies, DeliveryOutcome } from './deliver.ts';

const OVERTAKEN: DeliveryOutcome = { kind: 'nothing-to-do', because: 'overtaken' };

/** Sets the next attempt by the schedule, or parks the notice after the last. */
export async function concludeFailed(
  claimed: NoticeRecord,
  answer: WebhookAnswer,
  deps: DeliveryDependencies,
): Promise<DeliveryOutcome> {
  const { notices, queue, clock, random } = deps;
  const failure = answer.kind === 'answered' ? `http-${answer.status}` : answer.failure;
  if (claimed.attempts >= MAX_ATTEMPTS) return await park(claimed, failure, deps);
  const nowMs = clock.wallMs();
  const failed = answer.kind === 'answered' ? answer : {};
  const delayMs = delayAfterFailure(claimed.attempts, failed, nowMs, random());
  const nextAttemptAtMs = nowMs + delayMs;
  const waiting = await notices.update(claimed, { lastFailure: failure, nextAttemptAtMs });
  // It was acknowledged meanwhile, or sent on its way again: whoever did that has seen to the rest.
  if (!waiting) return OVERTAKEN;
  return { kind: 'failed', failure, nextAttemptAtMs, alarm: await setAlarm(waiting, delayMs, queue) };
}

/**
 * The receiver answered 410: it wants nothing more, so nothing more is sent to it. The notice is not given up: its
 * schedule begins anew when the operator sets a webhook again.
 */
export async function concludeGone(
  claimed: NoticeRecord,
  endpoint: WebhookEndpoint,
  deps: DeliveryDependencies,
): Promise<DeliveryOutcome> {
  const nowMs = deps.clock.wallMs();
  const disabled = await disableWebhook(endpoint, 'gone', nowMs, deps);
  if (!disabled && (await deps.endpoints.get(endpoint.operatorId))?.state === 'active') {
    // The operator set another address in the meantime; that one said nothing of the kind.
    return await concludeFailed(claimed, { kind: 'answered', status: 410 }, deps);
  }
  await deps.notices.update(claimed, { attempts: 0, nextAttemptAtMs: nowMs, lastFailure: 'http-410' });
  // Of several notices that were under way together the first has disabled it and raised the alarm.
  return disabled ? { kind: 'endpoint-disabled' } : { kind: 'nothing-to-do', because: 'no-endpoint' };
}

/**
 * Lays a notice out for a person. The dead letter comes first: a crash between the two leads to a second one about the
 * same notice, the other way round it could be missing.
 */
export async function park(
  record: NoticeRecord,
  failure: string,
  { notices, deadLetters }: Pick<DeliveryDependencies, 'notices' | 'deadLetters'>,
): Promise<DeliveryOutcome> {
  await deadLetters.put(messageFor(record));
  const parked = await notices.update(record, { delivery: 'parked', lastFailure: failure });
  return parked ? { kind: 'parked', failure } : OVERTAKEN;
}
