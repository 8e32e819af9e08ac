import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DependencyUnavailable } from '../../contracts/problem.ts';
import { oncePerContainer } from '../../runtime/once-per-container.ts';
import type { Secrets, VersionedKey } from './secrets.ts';
import { SecretsError } from './secrets-error.ts';
import { parseSecretJson, parseVersionedKey } from './versioned-key.ts';

/** Where Secrets Manager keeps the secrets. A function is given, and may read, only those that it needs. */
export interface SecretArns {
  readonly subjectKey?: string | undefined;
  readonly documentKey?: string | undefined;
  readonly webhookKey?: string | undefined;
  readonly signingKey?: string | undefined;
}

/** Secrets from AWS Secrets Manager, each a JSON text `{"version": "1", "key": "<32 bytes in base64>"}`. */
export function createManagedSecrets(client: SecretsManagerClient, arns: SecretArns): Secrets {
  const subjectKey = oncePerContainer(() => fetchKey(client, arns.subjectKey, 'the subject-key secret'));
  const documentKey = oncePerContainer(() => fetchKey(client, arns.documentKey, 'the document-key secret'));
  const webhookKey = oncePerContainer(() => fetchKey(client, arns.webhookKey, 'the webhook-key secret'));
  const signingKey = oncePerContainer(() => fetchKey(client, arns.signingKey, 'the signing-key secret'));
  return {
    current: async () => subjectKey(),
    documentKey: async () => documentKey(),
    webhookKey: async () => webhookKey(),
    signingKey: async () => signingKey(),
  };
}

async function fetchKey(
  client: SecretsManagerClient,
  arn: string | undefined,
  what: string,
): Promise<VersionedKey> {
  if (arn === undefined) throw new SecretsError(`${what} is not configured for this function`);
  const { SecretString: text } = await client
    .send(new GetSecretValueCommand({ SecretId: arn }))
    .catch((error: unknown) => {
      throw new DependencyUnavailable('secrets', `reading ${what} failed`, error);
    });
  if (text === undefined) throw new SecretsError(`${what} must be a text`);
  return parseVersionedKey(parseSecretJson(text, what), what);
}
