import type { Client, WebhookWithSecret } from '../../../../shared/client/index.ts';

export interface WebhookSecrets {
  /** The newest first. */
  valid(): readonly string[];
  register(url: string): Promise<void>;
  /** A new secret; the one before stays valid as long as the service signs with it. */
  rotate(): Promise<void>;
}

/** Keeps the secrets that the service told, each only this once: real ones go into your store of secrets. */
export function createWebhookSecrets(
  client: Pick<Client, 'setWebhook' | 'rotateWebhookSecret'>,
  nowMs: () => number,
): WebhookSecrets {
  let secrets: readonly { readonly secret: string; readonly endsAtMs: number }[] = [];
  const take = ({ secret, previousSecretsEndAt }: WebhookWithSecret): void => {
    const endsAtMs = previousSecretsEndAt === undefined ? nowMs() : Date.parse(previousSecretsEndAt);
    const before = secrets.map((one) => ({ ...one, endsAtMs: Math.min(one.endsAtMs, endsAtMs) }));
    secrets = [{ secret, endsAtMs: Number.POSITIVE_INFINITY }, ...before];
  };
  return {
    valid: () => secrets.filter(({ endsAtMs }) => endsAtMs > nowMs()).map(({ secret }) => secret),
    register: async (url) => take(await client.setWebhook(url)),
    rotate: async () => take(await client.rotateWebhookSecret()),
  };
}
