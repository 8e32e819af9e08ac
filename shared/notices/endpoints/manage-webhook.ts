import type { AuditAct } from '../../audit/event.ts';
import type { AuditTrail } from '../../audit/ports.ts';
import type { Clock } from '../../contracts/clock.ts';
import type { OperatorId } from '../../contracts/ids.ts';
import { DependencyUnavailable } from '../../contracts/problem.ts';
import { type WebhookEndpoint, webhookSealingContext, withNewSecret } from './endpoint.ts';
import type { EndpointStore, SecretCipher } from './ports.ts';
import { newWebhookSecret } from './webhook-secret.ts';

export interface ManageWebhookDependencies {
  readonly endpoints: EndpointStore;
  readonly cipher: Pick<SecretCipher, 'seal'>;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  /** Cryptographically secure. */
  readonly secureBytes: (count: number) => Uint8Array;
}

/** Who acts, for the account. */
export interface Acting {
  readonly operatorId: OperatorId;
  readonly requestId: string;
}

/** The secret in clear: it is told once, in the answer, and kept sealed only. */
export interface SecretTold {
  readonly endpoint: WebhookEndpoint;
  readonly secret: string;
}

/** An operator that sends the same request twice at once is first in one of them. */
const MAX_CONFLICTS = 8;

/**
 * Sets where an operator's notices are sent, with a new secret. An endpoint that was disabled is active again. If there
 * was one, its secret signs beside the new one for a day, so that nothing is lost while the receiver changes over.
 *
 * @param url judged before.
 * @throws DependencyUnavailable
 */
export async function setWebhook(
  acting: Acting,
  url: string,
  deps: ManageWebhookDependencies,
): Promise<SecretTold> {
  const told = await writeWithNewSecret(acting, 'webhook.set', deps, (current, sealedSecret, nowMs) => {
    if (!current) {
      return {
        operatorId: acting.operatorId,
        url,
        state: 'active',
        sealedSecret,
        previousSecrets: [],
        createdAtMs: nowMs,
        setAtMs: nowMs,
        revision: 1,
      };
    }
    const { disabledReason: _over, ...rest } = withNewSecret(current, sealedSecret, nowMs);
    return { ...rest, url, state: 'active', setAtMs: nowMs };
  });
  return told as SecretTold;
}

/**
 * Replaces the secret of an operator's webhook; the one so far signs beside it for a day.
 *
 * @returns `undefined` if the operator has no webhook.
 * @throws DependencyUnavailable
 */
export async function rotateSecret(
  acting: Acting,
  deps: ManageWebhookDependencies,
): Promise<SecretTold | undefined> {
  return await writeWithNewSecret(
    acting,
    'webhook.rotate',
    deps,
    (current, sealedSecret, nowMs) => current && withNewSecret(current, sealedSecret, nowMs),
  );
}

/** Removes an operator's webhook with all its secrets; its notices wait to be asked for. Safe to repeat. */
export async function removeWebhook(
  acting: Acting,
  { endpoints, audit, clock }: Pick<ManageWebhookDependencies, 'endpoints' | 'audit' | 'clock'>,
): Promise<void> {
  if (!(await endpoints.get(acting.operatorId))) return;
  await audit.record(eventOf(acting, 'webhook.remove', clock.wallMs()));
  await endpoints.remove(acting.operatorId);
}

async function writeWithNewSecret(
  acting: Acting,
  act: AuditAct,
  { endpoints, cipher, audit, clock, secureBytes }: ManageWebhookDependencies,
  next: (
    current: WebhookEndpoint | undefined,
    sealedSecret: string,
    nowMs: number,
  ) => WebhookEndpoint | undefined,
): Promise<SecretTold | undefined> {
  const { operatorId } = acting;
  const secret = newWebhookSecret(secureBytes);
  const sealed = await cipher.seal(secret, webhookSealingContext(operatorId));
  let recorded = false;
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const nowMs = clock.wallMs();
    const current = await endpoints.get(operatorId);
    const endpoint = next(current, sealed, nowMs);
    if (!endpoint) return undefined;
    if (!recorded) await audit.record(eventOf(acting, act, nowMs));
    recorded = true;
    if ((await endpoints.write(endpoint, current)) === 'written') return { endpoint, secret };
  }
  throw new DependencyUnavailable('dynamodb', 'a webhook was written by others each time');
}

function eventOf({ operatorId, requestId }: Acting, act: AuditAct, atMs: number) {
  return { atMs, actor: operatorId, act, orders: [], requestId };
}
