import type { SubjectKeyVault } from '../../identity/secrets.ts';
import { createSecretsManagerClient } from '../../runtime/aws-clients.ts';
import { createFileKeyVault, createFileSecrets } from './file-secrets.ts';
import { createManagedKeyVault, createManagedSecrets } from './managed-secrets.ts';
import type { Secrets } from './secrets.ts';
import { SecretsError } from './secrets-error.ts';

/** The settings that say where the secrets are. */
export interface SecretsSettings {
  readonly AWS_REGION: string;
  readonly SECRETS_FILE?: string | undefined;
  readonly SUBJECT_KEY_SECRET_ARN?: string | undefined;
  readonly DOCUMENT_KEY_SECRET_ARN?: string | undefined;
  readonly WEBHOOK_KEY_SECRET_ARN?: string | undefined;
  readonly SIGNING_KEY_SECRET_ARN?: string | undefined;
}

/**
 * The secrets from wherever the settings say: Secrets Manager, else a file.
 *
 * @throws SecretsError if the settings name neither.
 */
export function createSecrets(settings: SecretsSettings): Secrets {
  const arns = {
    subjectKey: settings.SUBJECT_KEY_SECRET_ARN,
    documentKey: settings.DOCUMENT_KEY_SECRET_ARN,
    webhookKey: settings.WEBHOOK_KEY_SECRET_ARN,
    signingKey: settings.SIGNING_KEY_SECRET_ARN,
  };
  if (Object.values(arns).some((arn) => arn !== undefined)) {
    const client = createSecretsManagerClient({ region: settings.AWS_REGION, profile: 'pipeline' });
    return createManagedSecrets(client, arns);
  }
  if (settings.SECRETS_FILE === undefined) {
    throw new SecretsError('set SECRETS_FILE, or the ARNs of the secrets that this function needs');
  }
  return createFileSecrets(settings.SECRETS_FILE);
}

/**
 * Where the subject-key secret is kept, for who rotates it.
 *
 * @throws SecretsError if the settings do not say.
 */
export function createKeyVault(
  settings: Pick<SecretsSettings, 'AWS_REGION' | 'SECRETS_FILE' | 'SUBJECT_KEY_SECRET_ARN'>,
): SubjectKeyVault {
  const { AWS_REGION: region, SUBJECT_KEY_SECRET_ARN: arn, SECRETS_FILE: path } = settings;
  if (arn !== undefined) {
    return createManagedKeyVault(createSecretsManagerClient({ region, profile: 'pipeline' }), arn);
  }
  if (path !== undefined) return createFileKeyVault(path);
  throw new SecretsError('set SECRETS_FILE or SUBJECT_KEY_SECRET_ARN');
}
