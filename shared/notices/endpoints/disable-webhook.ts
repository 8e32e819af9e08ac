import type { AuditTrail } from '../../audit/ports.ts';
import type { DisabledReason, WebhookEndpoint } from './endpoint.ts';
import type { EndpointStore } from './ports.ts';

/**
 * Stops sending to an endpoint until its operator sets it again.
 *
 * @returns whether it was stopped: not if the operator has changed it since it was read.
 */
export async function disableWebhook(
  endpoint: WebhookEndpoint,
  reason: DisabledReason,
  nowMs: number,
  { endpoints, audit }: { readonly endpoints: Pick<EndpointStore, 'write'>; readonly audit: AuditTrail },
): Promise<boolean> {
  await audit.record({
    atMs: nowMs,
    actor: 'system',
    act: 'webhook.disable',
    orders: [],
    facts: { operatorId: endpoint.operatorId, reason },
  });
  const disabled = {
    ...endpoint,
    state: 'disabled',
    disabledReason: reason,
    revision: endpoint.revision + 1,
  } as const;
  return (await endpoints.write(disabled, endpoint)) === 'written';
}
