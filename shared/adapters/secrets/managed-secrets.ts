import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DependencyUnavailable } from '../../contracts/problem.ts';
import type { SubjectKeyVault } from '../../identity/secrets.ts';
import { oncePerContainer } from '../../runtime/once-per-container.ts';
import { ringOf, signingKeysOf } from './key-ring.ts';
import type { Secrets, VersionedKey } from './secrets.ts';
import { SecretsError } from './secrets-error.ts';
import {
  oldestOf,
  parseSecretJson,
  parseVersionedKeys,
  storedForm,
  withoutVersion,
  withVersion,
} from './versioned-key.ts';

/** Where Secrets Manager keeps the secrets. A function is given, and may read, only those that it needs. */
export interface SecretArns {
  readonly subjectKey?: string | undefined;
  readonly documentKey?: string | undefined;
  readonly webhookKey?: string | undefined;
  readonly signingKey?: string | undefined;
}

/** What each is called in errors. */
const NAMES = {
  subjectKey: 'the subject-key secret',
  documentKey: 'the document-key secret',
  webhookKey: 'the webhook-key secret',
  signingKey: 'the signing-key secret',
} as const satisfies Readonly<Record<keyof SecretArns, string>>;

/**
 * Secrets from AWS Secrets Manager, each a JSON text `{"version": "1", "key": "<32 bytes in base64>"}`, or with several
 * versions, oldest first, `{"keys": [{"version", "key"}, …]}`.
 */
export function createManagedSecrets(client: SecretsManagerClient, arns: SecretArns): Secrets {
  const fetch = (name: keyof SecretArns) => fetchVersions(client, arns[name], NAMES[name]);
  let subjectKeys = oncePerContainer(() => fetch('subjectKey'));
  const documentKey = oncePerContainer(async () => ringOf(await fetch('documentKey')));
  const webhookKey = oncePerContainer(async () => ringOf(await fetch('webhookKey')));
  const signingKey = oncePerContainer(async () => signingKeysOf(await fetch('signingKey')));
  return {
    current: async () => oldestOf(await subjectKeys()),
    subjectKeys: async (again) => {
      if (again) subjectKeys = oncePerContainer(() => fetch('subjectKey'));
      return await subjectKeys();
    },
    documentKey: async () => documentKey(),
    webhookKey: async () => webhookKey(),
    signingKey: async () => signingKey(),
  };
}

/** The versions of the subject-key secret in AWS Secrets Manager, for who rotates it and may write it. */
export function createManagedKeyVault(client: SecretsManagerClient, arn: string): SubjectKeyVault {
  const write = async (keys: readonly VersionedKey[]) => {
    await client
      .send(new PutSecretValueCommand({ SecretId: arn, SecretString: JSON.stringify(storedForm(keys)) }))
      .catch((error: unknown) => {
        throw new DependencyUnavailable('secrets', `writing ${NAMES.subjectKey} failed`, error);
      });
  };
  const read = () => fetchVersions(client, arn, NAMES.subjectKey);
  return {
    read,
    add: async (version) => write(withVersion(await read(), version)),
    remove: async (version) => write(withoutVersion(await read(), version)),
  };
}

async function fetchVersions(
  client: SecretsManagerClient,
  arn: string | undefined,
  what: string,
): Promise<readonly VersionedKey[]> {
  if (arn === undefined) throw new SecretsError(`${what} is not configured for this function`);
  const { SecretString: text } = await client
    .send(new GetSecretValueCommand({ SecretId: arn }))
    .catch((error: unknown) => {
      throw new DependencyUnavailable('secrets', `reading ${what} failed`, error);
    });
  if (text === undefined) throw new SecretsError(`${what} must be a text`);
  return parseVersionedKeys(parseSecretJson(text, what), what);
}
