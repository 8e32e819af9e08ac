import { Webhook } from 'standardwebhooks';
import type { OutgoingWebhook } from '../../notices/ports.ts';

/**
 * The headers of one attempt by the Standard Webhooks specification: the id, the time of this attempt in seconds, and a
 * signature for each secret, so that the receiver may know any of them while a secret is being replaced.
 *
 * @throws Error if a secret is not `whsec_` and base64.
 */
export function signatureHeaders({ noticeId, sentAtMs, secrets, body }: Omit<OutgoingWebhook, 'url'>) {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(noticeId, new Date(sentAtMs), body));
  return {
    'webhook-id': noticeId,
    'webhook-timestamp': String(Math.floor(sentAtMs / 1_000)),
    'webhook-signature': signatures.join(' '),
  } as const;
}
